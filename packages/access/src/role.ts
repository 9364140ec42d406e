import type { LineRoles } from "./account.ts";

/**
 * What an account is for. The last four are people, each may do all that those before it may. A `sensor` publishes its own measurements and reads
 * nothing; a `service` is one of Raceway's own processes.
 */
export const ROLES = ["sensor", "service", "viewer", "operator", "engineer", "admin"] as const;
export type Role = (typeof ROLES)[number];

/** Roles of people, least first: looks; acts on alarms; changes limits and models; manages accounts. */
export const PERSON_ROLES = ["viewer", "operator", "engineer", "admin"] as const;
export type PersonRole = (typeof PERSON_ROLES)[number];

export function isRole(text: string): text is Role {
  return ROLES.some((role) => role === text);
}

export function isPerson(role: Role): role is PersonRole {
  return PERSON_ROLES.some((person) => person === role);
}

/** Whether a role includes what another may do. Machines may do nothing that is for people. */
export function includes(role: Role, needed: PersonRole): boolean {
  return isPerson(role) && PERSON_ROLES.indexOf(role) >= PERSON_ROLES.indexOf(needed);
}

/** The role on a line; undefined: the line is not to be seen. No line: what belongs to the plant as a whole. */
export function roleOn({ role, lines, limited }: LineRoles, line?: string): Role | undefined {
  if (line === undefined) return role;
  const own = lines !== undefined && Object.hasOwn(lines, line) ? lines[line] : undefined;
  return own ?? (limited ? undefined : role);
}

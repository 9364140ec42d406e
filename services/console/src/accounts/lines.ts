import type { Identity } from "@raceway/access/account";
import { includes, type PersonRole, roleOn } from "@raceway/access/role";
import type { FastifyRequest } from "fastify";
import { Problem } from "../http/problem.ts";
import type { Sees } from "../live/seen-live-state.ts";

/** The line of a point's path: `site/line/machine/point`. */
export const lineOfPoint = (path: string): string => path.split("/")[1] ?? "";

/** The line of an alarm's id (`line.machine.point.condition`); undefined: it is one of Raceway itself. */
export function lineOfAlarm(id: string): string | undefined {
  const [line = "", , , condition] = id.split(".");
  return condition === "system" ? undefined : line;
}

/** Which lines somebody may see; undefined: all. */
export function seenBy(identity: Identity | undefined): Sees | undefined {
  return identity?.limited ? (line) => roleOn(identity, line) !== undefined : undefined;
}

/**
 * Whether somebody may do what a request asks: their role on every line that it names, or their role in the plant where it names none.
 *
 * @param filtered whether the answer holds nothing of lines that the asker may not see.
 * @throws Problem 403.
 */
export function requireRole(
  request: FastifyRequest,
  identity: Identity,
  needed: PersonRole,
  filtered: boolean,
): void {
  const lines = linesOf(request);
  for (const line of lines.length > 0 ? lines : [undefined]) {
    const role = roleOn(identity, line);
    if (role === undefined) throw notAllowed(`Line ${line} is not yours to see.`);
    if (!includes(role, needed)) {
      const where = line !== undefined && identity.lines !== undefined ? ` on line ${line}` : "";
      throw notAllowed(`Your role ${role}${where} may not do this: ${needed} is needed.`);
    }
  }
  if (lines.length === 0 && identity.limited && !filtered)
    throw notAllowed("This is of the whole plant, and you see some of its lines only.");
}

const notAllowed = (detail: string) => new Problem(403, "Not allowed", detail);

/** Every line that a request names: by a point, an alarm or itself, in its path, query or body. */
function linesOf({ params, query, body, routeOptions }: FastifyRequest): readonly string[] {
  const { line, id, "*": rest } = textsOf(params);
  const url = routeOptions.url ?? "";
  const points = [textsOf(query)["point"], textsOf(body)["point"]];
  if (url.startsWith("/api/points/")) points.push(rest);
  const ofAlarm = url.startsWith("/api/alarms/") && id !== undefined ? lineOfAlarm(id) : undefined;
  const named = [line, ofAlarm, ...points.map((path) => path && lineOfPoint(path))];
  return named.filter((text) => text !== undefined);
}

function textsOf(values: unknown): Readonly<Record<string, string | undefined>> {
  if (typeof values !== "object" || values === null) return {};
  return Object.fromEntries(
    Object.entries(values).filter(([, value]) => typeof value === "string"),
  );
}

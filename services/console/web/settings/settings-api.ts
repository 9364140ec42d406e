import type { PersonRole } from "@raceway/access/role";
import type { SessionLine } from "../../src/accounts/session-line.ts";
import type { UserView } from "../../src/accounts/user-view.ts";
import type { NotifyView } from "../../src/alarms/notify-view.ts";
import type { LimitPreviewView, LimitView, MarksView } from "../../src/limits/limit-types.ts";
import { get, send } from "../shared/api.ts";

/** What the settings ask of the console's HTTP API. */

/** One indicator of a channel of a point. */
export interface LimitPlace {
  readonly point: string;
  readonly channel: string;
  readonly indicator: string;
}

/** Who changes something, and why. */
export interface Reason {
  readonly who: string;
  readonly why: string;
}

export function getLimits(point?: string): Promise<readonly LimitView[]> {
  return get(`limits?${new URLSearchParams(point === undefined ? {} : { point })}`);
}

export function getPreview(
  place: LimitPlace,
  days: number,
  { warning, alarm }: MarksView,
): Promise<LimitPreviewView> {
  const query = new URLSearchParams({ ...place, days: String(days) });
  if (warning !== undefined) query.set("warning", String(warning));
  if (alarm !== undefined) query.set("alarm", String(alarm));
  return get(`limits/preview?${query}`);
}

/** Resolves once the limit counts. */
export function setLimit(place: LimitPlace, limit: MarksView, reason: Reason): Promise<LimitView> {
  return send("PUT", addressOf(place), { limit, ...reason });
}

/** Resolves once the plant file's limit counts again. */
export function takeBackLimit(place: LimitPlace, reason: Reason): Promise<LimitView> {
  return send("DELETE", addressOf(place), reason);
}

function addressOf({ point, channel, indicator }: LimitPlace): string {
  return `limits/${point}/${channel}/${indicator}`;
}

/** Resolves once somebody took the message. */
export const sendTest = (channel: string) =>
  send<unknown>("POST", `notifications/${encodeURIComponent(channel)}/test`);

export const getNotifications = () => get<NotifyView>("notifications");

/** A password that was made, to be shown once. */
export interface MadePassword {
  readonly name: string;
  readonly password: string;
}

const user = (name: string) => `users/${encodeURIComponent(name)}`;
export const getUsers = () => get<readonly UserView[]>("users");
export const addUser = (name: string, role: PersonRole) =>
  send<MadePassword>("POST", "users", { name, role });
/** What a person may do where; see the route. */
export interface Rights {
  readonly role: PersonRole;
  readonly lines?: Readonly<Record<string, PersonRole>>;
  readonly limited?: boolean;
}
export const changeRights = (name: string, rights: Rights) =>
  send<UserView>("PATCH", user(name), rights);
export const setDisabled = (name: string, disabled: boolean) =>
  send<UserView>("POST", `${user(name)}/disabled`, { disabled });
export const renewPassword = (name: string) => send<MadePassword>("POST", `${user(name)}/password`);
export const endSessions = (name: string) => send<unknown>("DELETE", `${user(name)}/sessions`);
export const removeUser = (name: string) => send<unknown>("DELETE", user(name));
export const changeOwnPassword = (old: string, chosen: string) =>
  send<unknown>("POST", "session/password", { old, new: chosen });

export const getOwnSessions = () => get<readonly SessionLine[]>("sessions");
export const getAllSessions = () => get<readonly SessionLine[]>("sessions/everybody");
export const endSession = ({ key }: SessionLine) => send<unknown>("DELETE", `sessions/${key}`);

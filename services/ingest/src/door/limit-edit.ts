import type { PointChain } from "@raceway/condition/chain";
import type { InboxRow } from "@raceway/journal/inbox-table";
import { parsePointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import { isoOf } from "@raceway/model/time";
import { decodeLimitEdit } from "@raceway/wire/limit-message";
import { formatTopic } from "@raceway/wire/topic";
import type { Outgoing } from "../out/results.ts";

/** Stands in the inbox for a channel, which no plant file can name so: edited limits of a point keep their order of arrival. */
export const LIMIT_EDIT_CHANNEL = "@limit-edit";

/** Lets an edited limit count from the next observation on, and tells which limits of the point now count in place of the plant file's. */
export function editLimit(
  out: Outgoing,
  chain: PointChain,
  { point, payload, receivedAt }: InboxRow,
): void {
  const decoded = decodeLimitEdit(payload);
  if (!decoded.ok) return;
  const edited = chain.editLimit(decoded.body, isoOf(receivedAt));
  const topic = formatTopic({ class: "limits", ...parsePointPath(point) });
  out.publications.push({ topic, payload: JSON.stringify({ edited }), retain: true });
  const body = decoded.body as unknown as Json;
  out.happenings.push({ kind: "limit-edit", time: isoOf(receivedAt), subject: point, body });
}

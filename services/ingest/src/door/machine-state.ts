import type { InboxRow } from "@raceway/journal/inbox-table";
import type { MachineContext } from "@raceway/model/plant";
import { type MachinePath, machinePathOf } from "@raceway/model/production";
import { isoOf } from "@raceway/model/time";
import type { Message } from "@raceway/ports/source";
import { decodeMachineState } from "@raceway/wire/machine-state-message";
import { parseTopic } from "@raceway/wire/topic";
import type { Admission } from "./admission.ts";

/** Stands in the inbox for a channel, which no plant file can name so: what is told of a machine keeps its order. */
export const MACHINE_CHANNEL = "@machine-state";

/** Whether a row tells of a machine. */
export function isMachineState({ channel }: Pick<InboxRow, "channel">): boolean {
  return channel === MACHINE_CHANNEL;
}

/** What the door decides about a message that tells of a machine; undefined for any other. */
export function machineStateOf(
  { topic: text, payload, receivedAt, retained }: Message,
  machines: ReadonlyMap<MachinePath, MachineContext>,
): Admission | undefined {
  const topic = parseTopic(text);
  if (topic?.class !== "machine-state") return undefined;
  const point = machinePathOf(topic);
  const production = machines.get(point)?.machine.production;
  if (production === undefined) {
    const known = [...machines.keys()].slice(0, 5).join(", ") || "none";
    return refuse(
      "unknown-point",
      `the plant file has no machine ${point} with \`production\`; it has ${known}`,
    );
  }
  const decoded = decodeMachineState(payload);
  if (!decoded.ok) return decoded;
  const { state, time, of } = decoded.body;
  if (state !== undefined && production.states !== "messages")
    return refuse(
      "wrong-kind",
      `state "${state}": the plant file takes the states of ${point} from its ${production.states}; \`states: messages\` there, or a message without a state, would be right`,
    );
  if (retained === true && time === undefined)
    return refuse(
      "retained",
      "a copy that the broker had kept, without a time: nobody knows since when it is so. Publish states with a time, or without the retain flag",
    );
  if (of !== undefined && of > receivedAt)
    return refuse(
      "schema",
      `of ${isoOf(of)}, which is still to come: a moment in a stop that has been is right`,
    );
  return {
    ok: true,
    record: { type: "machine-state", point, channel: MACHINE_CHANNEL, time: time ?? receivedAt },
    ...(time !== undefined && { sourceTime: time }),
  };
}

function refuse(code: "unknown-point" | "wrong-kind" | "retained" | "schema", reason: string) {
  return { ok: false, rejection: { code, reason } } as const;
}

import { type Plant, pointsOf } from "@raceway/model/plant";
import { WAVEFORM_BOUNDS } from "@raceway/wire/bounds";
import { decodeJson } from "@raceway/wire/json";
import { withoutEnd } from "@raceway/wire/payload";
import type { MappedMessage, MappedPlant } from "./mapped-message.ts";
import { createMapper, inWords, type MadeOf, type Mapper } from "./mapper.ts";

/** What becomes of a message of a device that speaks in its own way. */
export interface Mapped {
  readonly messages: readonly MappedMessage[];
  /** What of it could not be used: what was found and what would be right. The messages stand all the same. */
  readonly fault?: MappedFault;
}

export interface MappedFault {
  readonly reason: string;
  /** All that is wrong: the topic names a device that no mapping of it has a place for. */
  readonly unknownDevice?: true;
}

/** All mappings of a plant, ready to use. */
export interface Mappings {
  /** Topic filters, for a subscription; each once. */
  readonly filters: readonly string[];
  covers(topic: string): boolean;
  /** Point paths that messages of a topic may belong to, as far as the topic tells: who may publish there. */
  pointsOf(topic: string): readonly string[];
  /**
   * Never rejects. Several mappings may take values from one message, and a device may be known to one of them. What one of many readings lacks costs the others
   * nothing. Nothing in it for any mapping is a fault, unless each `when` passes it over.
   */
  translate(topic: string, payload: Uint8Array): Promise<Mapped>;
}

/** @throws Error for a plan whose expression is none; the plant file's check tells of all of them. */
export function createMappings(plant: Plant): Mappings {
  const known: MappedPlant = { site: plant.site, points: pointsOf(plant) };
  const mappers = (plant.mappings ?? []).map((plan) => createMapper(plan, known));
  const matching = (topic: string) =>
    mappers.flatMap((mapper) => {
      const captures = mapper.match(topic);
      return captures === undefined ? [] : [{ mapper, captures }];
    });

  return {
    filters: [...new Set((plant.mappings ?? []).map(({ topic }) => topic))],
    covers: (topic) => mappers.some(({ match }) => match(topic) !== undefined),
    pointsOf: (topic) => [
      ...new Set(matching(topic).flatMap(({ mapper, captures }) => mapper.points(captures))),
    ],
    async translate(topic, payload) {
      try {
        const input = inputOf(payload);
        const found: { readonly mapper: Mapper; readonly made: MadeOf }[] = [];
        for (const { mapper, captures } of matching(topic))
          found.push({ mapper, made: await mapper.map(input, captures) });
        const messages = found.flatMap(({ made }) => made.messages);
        const fault = faultIn(found, messages.length, payload);
        return { messages, ...(fault !== undefined && { fault }) };
      } catch (error) {
        return { messages: [], fault: { reason: shortened(inWords(error)) } };
      }
    },
  };
}

/** Of several faults so many are told. */
const MOST_FAULTS = 3;

/** What is to be told of a message; undefined: all of it was used, or meant to be passed over. */
function faultIn(
  found: readonly { readonly mapper: Mapper; readonly made: MadeOf }[],
  messages: number,
  payload: Uint8Array,
): MappedFault | undefined {
  const others = found.flatMap(({ made }) => made.faults);
  const strangers = found
    .flatMap(({ made }) => [...made.strangers].map(([name, reason]) => ({ name, reason, made })))
    .filter(({ name }) => !found.some(({ mapper, made }) => mapper.serves(name, made)));
  const faults = [...new Set([...others, ...strangers.map(({ reason }) => reason)])];
  if (faults.length === 0) {
    const isNews = messages === 0 && found.some(({ made }) => made.isNothing);
    return isNews ? { reason: nothingIn(found, payload) } : undefined;
  }
  const more =
    faults.length > MOST_FAULTS ? `; and ${faults.length - MOST_FAULTS} faults more` : "";
  const kept = messages === 0 ? "" : ` (what else is in the message was taken: ${messages})`;
  const reason = `${shortened(faults.slice(0, MOST_FAULTS).join("; "))}${more}${kept}`;
  const isUnknown = others.length === 0 && strangers.every(({ made }) => made.isByTopic);
  return { reason, ...(isUnknown && { unknownDevice: true }) };
}

/** Reasons quote what was found, which may be as long as a payload. */
const LONGEST_REASON = 500;

function shortened(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON)}…`;
}

/** JSON where it is JSON; a text otherwise: many devices publish a plain value on a topic. */
function inputOf(payload: Uint8Array): unknown {
  const bytes = withoutEnd(payload);
  if (isBracketed(bytes)) return decodeJson(bytes, WAVEFORM_BOUNDS);
  const text = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
    .toString("utf8")
    .replace(/^\uFEFF/, "")
    .trim();
  if (text === "") throw new Error("the payload is empty");
  if (!/^[[{"\d-]|^(true|false|null)$/.test(text)) return text;
  try {
    return decodeJson(Buffer.from(text), WAVEFORM_BOUNDS);
  } catch (error) {
    if (/^[[{"]/.test(text)) throw error;
    return text;
  }
}

/** Most are: they need no look at what stands around them. */
function isBracketed(bytes: Uint8Array): boolean {
  const ends = [bytes[0], bytes.at(-1)].map((byte) => String.fromCharCode(byte ?? 0)).join("");
  return ends === "{}" || ends === "[]";
}

function nothingIn(found: readonly { readonly mapper: Mapper }[], payload: Uint8Array): string {
  const wanted = found
    .flatMap(({ mapper: { plan } }) =>
      plan.values.map(({ value, samples, spectrum }) => value ?? samples?.at ?? spectrum?.at),
    )
    .slice(0, 5)
    .join(", ");
  const head = Buffer.from(payload.subarray(0, 60)).toString("utf8");
  return `found nothing at ${wanted} of ${JSON.stringify(head)}: \`when\` passes over messages that hold no measurement`;
}

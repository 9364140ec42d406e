import type { MappingPlan } from "@raceway/model/mapping-plan";
import { type Plant, pointsOf } from "@raceway/model/plant";
import { WAVEFORM_BOUNDS } from "@raceway/wire/bounds";
import { decodeJson } from "@raceway/wire/json";
import { withoutEnd } from "@raceway/wire/payload";
import { compileExpression } from "./expression.ts";
import {
  createValueMapper,
  type MappedMessage,
  type MappedPlant,
  type Origin,
  placeOf,
} from "./mapped-message.ts";
import { sourceTime } from "./source-time.ts";
import { type Captures, createTopicFilter, filledIn, idOf } from "./topic-filter.ts";

/** What becomes of a message of a device that speaks in its own way. */
export type Mapped =
  | { readonly ok: true; readonly messages: readonly MappedMessage[] }
  /** What was found and what would be right. */
  | { readonly ok: false; readonly reason: string };

/** All mappings of a plant, ready to use. */
export interface Mappings {
  /** Topic filters, for a subscription; each once. */
  readonly filters: readonly string[];
  covers(topic: string): boolean;
  /** Point paths that messages of a topic may belong to, as far as the topic tells: who may publish there. */
  pointsOf(topic: string): readonly string[];
  /**
   * Never rejects. Several mappings may take values from one message. Nothing in it for any of them is a fault, unless each `when` passes it over: then there are
   * no messages.
   */
  translate(topic: string, payload: Uint8Array): Promise<Mapped>;
}

type Mapper = ReturnType<typeof createMapper>;

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
        const found: (readonly MappedMessage[] | "passed over")[] = [];
        for (const { mapper, captures } of matching(topic))
          found.push(await mapper.map(input, captures));
        const messages = found.flatMap((one) => (one === "passed over" ? [] : one));
        if (messages.length > 0 || found.every((one) => one === "passed over"))
          return { ok: true, messages };
        return { ok: false, reason: nothingIn(matching(topic), payload) };
      } catch (error) {
        const reason = error instanceof Error ? error.message : String(error);
        return { ok: false, reason: shortened(reason) };
      }
    },
  };
}

/** Reasons quote what was found, which may be as long as a payload. */
const LONGEST_REASON = 500;

function shortened(reason: string): string {
  return reason.length <= LONGEST_REASON ? reason : `${reason.slice(0, LONGEST_REASON)}…`;
}

function createMapper(plan: MappingPlan, plant: MappedPlant) {
  const { site } = plant;
  const match = createTopicFilter(plan.topic);
  const device = plan.places === undefined ? undefined : deviceOf(plan.device ?? "$1");
  const when = plan.when === undefined ? undefined : compileExpression(plan.when);
  const each = plan.each === undefined ? undefined : compileExpression(plan.each);
  const time = plan.time && { ...plan.time, pick: compileExpression(plan.time.at) };
  const values = plan.values.map((value) => createValueMapper(value, plant));

  async function mapOne(input: unknown, captures: Captures): Promise<MappedMessage[]> {
    const place = placeOf(plan, await device?.(input, captures), captures);
    const moment = time && sourceTime(await time.pick(input, captures), time);
    const from: Origin = {
      captures,
      ...(place !== undefined && { place }),
      ...(moment !== undefined && { time: moment }),
    };
    const made: MappedMessage[] = [];
    for (const value of values) {
      const message = await value(input, from);
      if (message !== undefined) made.push(message);
    }
    return made;
  }

  return {
    match,
    plan,
    /** As `site/line/machine/point`. */
    points(captures: Captures): readonly string[] {
      const ids = captures.map(idOf);
      const places =
        plan.places !== undefined
          ? placesOf(plan, captures)
          : [plan.point, ...plan.values.map(({ channel }) => channel)].filter(
              (place) => place?.includes("/") === true,
            );
      return places.map(
        (place = "") => `${site}/${filledIn(place, ids).split("/").slice(0, 3).join("/")}`,
      );
    },
    async map(
      input: unknown,
      captures: Captures,
    ): Promise<readonly MappedMessage[] | "passed over"> {
      if (when !== undefined && (await when(input, captures)) !== true) return "passed over";
      if (each === undefined) return mapOne(input, captures);
      const items = await each(input, captures);
      const made: MappedMessage[] = [];
      for (const item of Array.isArray(items) ? items : items === undefined ? [] : [items])
        made.push(...(await mapOne(item, captures)));
      return made;
    },
  };
}

/** A device named by a capture is known from the topic; one named in the payload may be any of them. */
function placesOf(
  { device = "$1", places = {} }: MappingPlan,
  captures: Captures,
): readonly string[] {
  if (!isCaptures(device)) return Object.values(places);
  const place = places[filledIn(device, captures)];
  return place === undefined ? [] : [place];
}

/** `$1` and texts with such captures; everything else is an expression. */
function isCaptures(text: string): boolean {
  return /^[^/]*\$\d[^/]*$/.test(text) && !/[.[({]/.test(text);
}

function deviceOf(text: string) {
  if (isCaptures(text)) return async (_: unknown, captures: Captures) => filledIn(text, captures);
  return compileExpression(text);
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

function nothingIn(matching: readonly { readonly mapper: Mapper }[], payload: Uint8Array): string {
  const wanted = matching
    .flatMap(({ mapper: { plan } }) =>
      plan.values.map(({ value, samples, spectrum }) => value ?? samples?.at ?? spectrum?.at),
    )
    .slice(0, 5)
    .join(", ");
  const head = Buffer.from(payload.subarray(0, 60)).toString("utf8");
  return `found nothing at ${wanted} of ${JSON.stringify(head)}: \`when\` passes over messages that hold no measurement`;
}

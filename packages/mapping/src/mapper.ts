import type { MappingPlan } from "@raceway/model/mapping-plan";
import { compileExpression } from "./expression.ts";
import { TooCostly } from "./expression-bounds.ts";
import {
  createValueMapper,
  type MappedMessage,
  type MappedPlant,
  type Origin,
  placeOf,
  UnknownDevice,
} from "./mapped-message.ts";
import { sourceTime } from "./source-time.ts";
import { type Captures, createTopicFilter, filledIn, idOf } from "./topic-filter.ts";

/** What one mapping makes of one message. */
export interface MadeOf {
  readonly messages: readonly MappedMessage[];
  /** In words: what of it could not be used. */
  readonly faults: readonly string[];
  /** Devices that this mapping has no place for, each with the words that say so. */
  readonly strangers: ReadonlyMap<string, string>;
  /** The topic alone says which device it is. */
  readonly isByTopic: boolean;
  /** It was looked into, and holds nothing of what is asked for. */
  readonly isNothing: boolean;
}

export type Mapper = ReturnType<typeof createMapper>;

/** A message that takes longer is left where it stands: all other devices wait behind it. */
const LONGEST_MS = 1000;

/** After an expression that ran too long, so many messages are set aside untried; each further one four times as many. */
const FIRST_PAUSE = 4;
const LONGEST_PAUSE = 1024;

/** One mapping, compiled. @throws Error for an expression that is none. */
export function createMapper(plan: MappingPlan, plant: MappedPlant) {
  const { site } = plant;
  const match = createTopicFilter(plan.topic);
  const device = plan.places === undefined ? undefined : deviceOf(plan.device ?? "$1");
  const when = plan.when === undefined ? undefined : compileExpression(plan.when);
  const each = plan.each === undefined ? undefined : compileExpression(plan.each);
  const time = plan.time && { ...plan.time, pick: compileExpression(plan.time.at) };
  const values = plan.values.map((value) => createValueMapper(value, plant));
  const isByTopic = plan.places === undefined || isCaptures(plan.device ?? "$1");
  let pause = 0;
  let untried = 0;

  /** Each value by itself: one that cannot be used costs the others nothing. */
  async function mapOne(input: unknown, captures: Captures, made: Growing): Promise<void> {
    const place = placeOf(plan, await device?.(input, captures), captures);
    const moment = time && sourceTime(await time.pick(input, captures), time);
    const from: Origin = {
      captures,
      ...(place !== undefined && { place }),
      ...(moment !== undefined && { time: moment }),
    };
    for (const value of values)
      await told(made, async () => {
        const message = await value(input, from);
        if (message !== undefined) made.messages.push(message);
      });
  }

  async function mapAll(input: unknown, captures: Captures, made: Growing): Promise<void> {
    if (when !== undefined && (await when(input, captures)) !== true) {
      made.isPassedOver = true;
      return;
    }
    const items = each === undefined ? [input] : listed(await each(input, captures));
    const begun = performance.now();
    for (const [i, item] of items.entries()) {
      await told(made, () => mapOne(item, captures, made));
      if (performance.now() - begun > LONGEST_MS && i + 1 < items.length) {
        made.faults.push(
          `it takes too long: of its ${items.length} readings ${i + 1} were looked at; a few hundred in a message are right`,
        );
        return;
      }
    }
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
    /** Whether a device that another mapping does not know is this one's: it has a place for it, or is of this very topic and has taken something. */
    serves: (name: string, { messages }: MadeOf): boolean =>
      plan.places === undefined
        ? messages.length > 0 && !/[+#]/.test(plan.topic)
        : Object.hasOwn(plan.places, name),
    /** Never rejects. */
    async map(input: unknown, captures: Captures): Promise<MadeOf> {
      const made: Growing = {
        messages: [],
        faults: [],
        strangers: new Map(),
        isPassedOver: false,
      };
      if (untried > 0) {
        untried -= 1;
        made.faults.push(
          `${plan.where} ran too long at an earlier message, and this one was not tried; ${untried === 0 ? "the next one is" : `it is tried again after ${untried} more`}`,
        );
        return { ...made, isByTopic, isNothing: false };
      }
      try {
        await mapAll(input, captures, made);
        pause = 0;
      } catch (error) {
        made.faults.push(inWords(error));
        if (error instanceof TooCostly) {
          pause = Math.min(LONGEST_PAUSE, Math.max(FIRST_PAUSE, 4 * pause));
          untried = pause;
        }
      }
      const { messages, faults, strangers, isPassedOver } = made;
      const isNothing =
        !isPassedOver && messages.length === 0 && faults.length === 0 && strangers.size === 0;
      return { messages, faults, strangers, isByTopic, isNothing };
    },
  };
}

/** While a message is looked through. */
interface Growing {
  readonly messages: MappedMessage[];
  readonly faults: string[];
  readonly strangers: Map<string, string>;
  isPassedOver: boolean;
}

/** Keeps what goes wrong, so that the rest goes on; what runs too long ends the message. */
async function told(made: Growing, work: () => Promise<void>): Promise<void> {
  try {
    await work();
  } catch (error) {
    if (error instanceof TooCostly) throw error;
    if (error instanceof UnknownDevice) made.strangers.set(error.device, error.message);
    else made.faults.push(inWords(error));
  }
}

export function inWords(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

function listed(items: unknown): readonly unknown[] {
  return Array.isArray(items) ? items : items === undefined ? [] : [items];
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

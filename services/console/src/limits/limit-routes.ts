import { pointPath } from "@raceway/model/identity";
import type { EditedLimit, LimitEdit } from "@raceway/model/limit-edit";
import { channelOf, type Plant, type PointContext, pointsOf } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { limitEditMessage, limitSchema } from "@raceway/wire/limit-message";
import { z } from "zod";
import { lineOfPoint } from "../accounts/lines.ts";
import type { ApiRoute } from "../http/api-route.ts";
import { place, time } from "../http/api-schema.ts";
import { parse } from "../http/parse.ts";
import type { LiveState } from "../live/live-state.ts";
import { placeOf } from "../live/sensors.ts";
import type { LimitEdits } from "./limit-edits.ts";
import { type LimitPlace, limitPlace, requireFitting, unitAt } from "./limit-place.ts";
import { previewLimit, previewQuery } from "./limit-preview.ts";
import type { LimitView, MarksView } from "./limit-types.ts";

export interface LimitParts {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly live: LiveState;
  readonly store: Pick<TelemetryStore, "series">;
  readonly limits: LimitEdits;
  readonly now: () => Nanos;
}

const URL = "/api/limits/:site/:line/:machine/:point/:channel/:indicator";
const { who, why } = limitEditMessage.shape;
const takeBackBody = z.strictObject({ who, why });
const setBody = takeBackBody.extend({
  limit: limitSchema.describe("Counts in place of the plant file's, the whole of it."),
});
const limitsQuery = z.object({
  point: z.string().optional().describe("Of one point only: site/line/machine/point."),
});

const marks = z.object({
  warning: z.number().exactOptional(),
  alarm: z.number().exactOptional(),
});
const limitAnswer = z.object({
  point: z.string(),
  where: place,
  channel: z.string(),
  channelName: z.string(),
  indicator: z.string(),
  unit: z.string(),
  file: marks.exactOptional().describe("The plant file's; absent: it sets none."),
  edited: marks
    .extend({ who: z.string(), at: time, why: z.string() })
    .exactOptional()
    .describe("What a person set in its place; absent: the plant file's counts."),
});
const crossing = z.object({
  mark: z.number(),
  values: z.int().describe("Values at or above it."),
  times: z.int().describe("Times that it was reached."),
  seconds: z.number().describe("Time spent at or above it."),
  share: z.number().describe("Of the time in which there were values, 0–1."),
  first: time.exactOptional(),
  last: time.exactOptional(),
});
const previewAnswer = z.object({
  point: z.string(),
  channel: z.string(),
  indicator: z.string(),
  unit: z.string(),
  from: time,
  to: time,
  values: z.int(),
  seconds: z.number().describe("In which there were values."),
  everySeconds: z
    .number()
    .exactOptional()
    .describe("Present where there were too many values: means over so many seconds."),
  warning: crossing.exactOptional(),
  alarm: crossing.exactOptional(),
  rows: z
    .array(z.tuple([z.number(), z.number()]))
    .describe("To draw: milliseconds since 1970, and the highest value about then."),
});

/** Limits: those of the plant file, what people set in their place, and how one would have done on history. */
export function limitRoutes(parts: LimitParts): readonly ApiRoute[] {
  const { plant, live, store, limits, now } = parts;

  async function change(at: LimitPlace, edit: Pick<LimitEdit, "limit" | "who" | "why">) {
    const { point, channel, indicator } = at;
    await limits.carryOut(point, { channel, indicator, ...edit });
    return viewOf(live, pointsOf(plant()), at);
  }

  return [
    {
      method: "GET",
      url: "/api/limits",
      summary: "Every limit of the plant file, and what people set in its place.",
      query: limitsQuery,
      answer: z.array(limitAnswer),
      filtered: true,
      handle({ query, sees }) {
        const { point } = parse(limitsQuery, query);
        const all = limitsOf(live, pointsOf(plant()), point);
        return sees ? all.filter((limit) => sees(lineOfPoint(limit.point))) : all;
      },
    },
    {
      method: "GET",
      url: "/api/limits/preview",
      summary: "How often and how long a limit would have been reached in the history stored.",
      query: previewQuery,
      answer: previewAnswer,
      handle({ query }) {
        const asked = parse(previewQuery, query);
        return previewLimit(live, store, limitPlace(live, asked), asked, now);
      },
    },
    {
      method: "PUT",
      url: URL,
      role: "engineer",
      summary: "Sets a limit in place of the plant file's. Answers once it counts.",
      body: setBody,
      answer: limitAnswer,
      async handle({ params, body }) {
        const at = placeIn(live, params);
        const edit = parse(setBody, body);
        requireFitting(at, edit.limit);
        return change(at, edit);
      },
    },
    {
      method: "DELETE",
      url: URL,
      role: "engineer",
      summary: "Takes a limit that a person set back: the plant file's counts again.",
      body: takeBackBody,
      answer: limitAnswer,
      async handle({ params, body }) {
        return change(placeIn(live, params), { ...parse(takeBackBody, body), limit: null });
      },
    },
  ];
}

/** The limit that a request's path names, as it is now, for the audit; undefined when it names none. */
export function limitBefore(parts: Pick<LimitParts, "plant" | "live">, params: unknown) {
  const named = pathParams.safeParse(params);
  if (!named.success || parts.live.context(pointPath(named.data)) === undefined) return undefined;
  const { channel, indicator } = named.data;
  return marksAt(parts.live, pointsOf(parts.plant()), pointPath(named.data), channel, indicator);
}

/** The points as the plant file has them, by path. */
type PlantFile = ReturnType<typeof pointsOf>;

const word = z.string();
const pathParams = z.object({
  site: word,
  line: word,
  machine: word,
  point: word,
  channel: word,
  indicator: word,
});

function placeIn(live: LiveState, params: Readonly<Record<string, string>>): LimitPlace {
  const { channel, indicator, ...point } = parse(pathParams, params);
  return limitPlace(live, { point: pointPath(point), channel, indicator });
}

function limitsOf(
  live: LiveState,
  files: PlantFile,
  only: string | undefined,
): readonly LimitView[] {
  return [...files.values()]
    .filter(({ point }) => only === undefined || point.path === only)
    .flatMap((context) =>
      placesOf(context, live.editedLimits(context.point.path)).map((at) => viewOf(live, files, at)),
    );
}

/** Where a point has limits, of the plant file or a person's. */
function placesOf(context: PointContext, edited: readonly EditedLimit[]): readonly LimitPlace[] {
  return context.point.channels.flatMap(({ id: channel, limits }) => {
    const own = edited.filter((limit) => limit.channel === channel);
    const indicators = new Set([...limits, ...own].map(({ indicator }) => indicator));
    return [...indicators].map((indicator) => ({
      point: context.point.path,
      context,
      channel,
      indicator,
      unit: unitAt(context, channel, indicator),
    }));
  });
}

function viewOf(live: LiveState, files: PlantFile, at: LimitPlace): LimitView {
  const { point, context, channel, indicator, unit } = at;
  const where = placeOf(context);
  const marks = marksAt(live, files, point, channel, indicator);
  const channelName = channelOf(context.point, channel)?.name ?? channel;
  return { point, where, channel, channelName, indicator, unit, ...marks };
}

function marksAt(
  live: LiveState,
  files: PlantFile,
  point: string,
  channel: string,
  indicator: string,
): Pick<LimitView, "file" | "edited"> {
  const file = files
    .get(point)
    ?.point.channels.find(({ id }) => id === channel)
    ?.limits.find((limit) => limit.indicator === indicator);
  const edited = live
    .editedLimits(point)
    .find((limit) => limit.channel === channel && limit.indicator === indicator);
  return {
    ...(file !== undefined && { file: marksOf(file) }),
    ...(edited !== undefined && { edited: { ...marksOf(edited), ...edited.edited } }),
  };
}

function marksOf({ warning, alarm }: MarksView): MarksView {
  return { ...(warning !== undefined && { warning }), ...(alarm !== undefined && { alarm }) };
}

import { ISO_15242 } from "@raceway/bearings/iso-15242";
import { LARGEST_SUBGROUP } from "@raceway/inspection/control/subgroup-constants";
import type { BandControl } from "@raceway/model/part";
import type { Plant } from "@raceway/model/plant";
import {
  type BearingType,
  parseStandPath,
  type StandContext,
  standPath,
} from "@raceway/model/test-stand";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";
import type { Measurement } from "@raceway/telemetry/schema";
import { relearnMessage } from "@raceway/wire/part-message";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ApiRoute, Asked } from "../http/api-route.ts";
import { handedOver } from "../http/handed-over.ts";
import { pageQuery, tellNext } from "../http/pagination.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { seenLiveState } from "../live/seen-live-state.ts";
import { gaugeStudies, type StoredTrial } from "./gauge-studies.ts";
import type { StandNow } from "./live-stands.ts";
import { withCondition } from "./origin-condition.ts";
import { partOfResult, partOfRow, STORED_PART } from "./part-views.ts";
import { qualityOf } from "./quality.ts";
import { gaugeViews, partView, qualityView, standViews, yieldView } from "./stand-schema.ts";
import type { StandView } from "./stand-types.ts";
import { yieldOf } from "./yield.ts";

export interface StandParts {
  readonly live: LiveState;
  readonly store: Pick<TelemetryStore, "series">;
  readonly plant: () => Plant;
  readonly now: () => Nanos;
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
}

/** Rows that are read at most: half a day of a stand at 20 parts a minute, which a search goes through. */
const MOST_ROWS = 20_000;
const DAY_SECONDS = 86_400;

const days = z.coerce.number().min(0.01).max(3660).default(30).describe("Of so many days back.");
const partsQuery = pageQuery.extend({
  days,
  serial: z.string().min(1).max(64).optional().describe("Whole or the beginning of it."),
  lot: z.string().min(1).max(64).optional(),
  type: z.string().min(1).max(64).optional(),
});
const yieldQuery = z.object({ days, type: z.string().min(1).max(64).optional() });
const qualityQuery = z.object({
  type: z.string(),
  side: z.string(),
  rpm: z.coerce.number().positive(),
  band: z.enum(ISO_15242.bands.map(({ name }) => name)),
  size: z.coerce
    .number()
    .int()
    .min(2)
    .max(LARGEST_SUBGROUP)
    .default(5)
    .describe("Parts of a subgroup."),
  parts: z.coerce.number().int().min(20).max(2000).default(300).describe("The latest so many."),
  days,
});

const gaugeQuery = qualityQuery.pick({ type: true, side: true, rpm: true, band: true, days: true });

/** What the pages of test stands show. */
export function standRoutes(parts: StandParts): readonly ApiRoute[] {
  const of = (asked: Asked) => standOf(parts, asked);
  return [
    {
      method: "GET",
      url: "/api/stands",
      summary: "Test stands with their latest parts, what they have learnt, and drifts.",
      answer: standViews,
      filtered: true,
      handle({ sees }) {
        const live = seenLiveState(parts.live, sees);
        return live.stands
          .all()
          .map((stand) => viewOf(stand, parts.plant().bearingTypes ?? [], live));
      },
    },
    {
      method: "GET",
      url: "/api/stands/:line/:stand/parts",
      summary: "Parts of a stand from the store, newest first; by serial, lot or type.",
      query: partsQuery,
      answer: z.array(partView),
      async handle(asked) {
        const { days: back, serial, lot, type, ...page } = parse(partsQuery, asked.query);
        const rows = await storedParts(parts, of(asked), back, type);
        const found = rows
          .filter((part) => serial === undefined || part.serial?.startsWith(serial))
          .filter((part) => lot === undefined || part.lot === lot)
          .toReversed();
        tellNext(asked.reply, found.length, page);
        return found.slice(page.offset, page.offset + page.limit);
      },
    },
    {
      method: "GET",
      url: "/api/stands/:line/:stand/yield",
      summary: "What became of a stand's parts, and what turned them away.",
      query: yieldQuery,
      answer: yieldView,
      async handle(asked) {
        const { days: back, type } = parse(yieldQuery, asked.query);
        return yieldOf(await storedParts(parts, of(asked), back, type));
      },
    },
    {
      method: "GET",
      url: "/api/stands/:line/:stand/quality",
      summary: "Control charts and capability of one band of a type, from one side at one speed.",
      query: qualityQuery,
      answer: qualityView,
      async handle(asked) {
        const context = of(asked);
        const query = parse(qualityQuery, asked.query);
        const type = (parts.plant().bearingTypes ?? []).find(({ id }) => id === query.type);
        if (type === undefined)
          throw new Problem(
            404,
            "No such type",
            `The plant file has no bearing type ${query.type}.`,
          );
        const measured = await measuredParts(parts, context, query);
        const { band, size } = query;
        return qualityOf(measured, { type, stand: context.stand, band, size });
      },
    },
    {
      method: "GET",
      url: "/api/stands/:line/:stand/gauge",
      summary: "Gauge studies of one band, from one side at one speed: judged, or what they lack.",
      query: gaugeQuery,
      answer: gaugeViews,
      handle: async (asked) =>
        gaugeStudies(await trialsOf(parts, of(asked), parse(gaugeQuery, asked.query))),
    },
    {
      method: "POST",
      url: "/api/stands/:line/:stand/relearn",
      role: "engineer",
      summary: "Lets a stand learn anew where a type is in control: after a change that was meant.",
      body: relearnMessage,
      answer: z.object({ told: z.literal(true) }),
      async handle(asked) {
        const { stand } = of(asked);
        const body = parse(relearnMessage, asked.body);
        const known = parts.plant().bearingTypes ?? [];
        if (!known.some(({ id }) => id === body.type))
          throw new Problem(
            404,
            "No such type",
            `The plant file has no bearing type ${body.type}.`,
          );
        const topic = formatTopic({
          ...{ class: "part", event: "relearn" },
          ...parseStandPath(stand.path),
        });
        await handedOver(parts.publish(topic, JSON.stringify(body)));
        return { told: true };
      },
    },
  ];
}

/** @throws Problem 404. */
function standOf({ live }: StandParts, { params, sees }: Asked): StandContext {
  const { line = "", stand = "" } = params;
  const path = standPath({ site: live.plant().site, line, stand });
  const found = seenLiveState(live, sees).stands.get(path);
  if (found === undefined)
    throw new Problem(404, "No such test stand", `The plant file has no test stand ${path}.`);
  return found.context;
}

function viewOf(
  { context, summary, results }: StandNow,
  types: readonly BearingType[],
  live: LiveState,
): StandView {
  const { line, stand } = context;
  const { accept, rework, reject, notJudged } = summary ?? {};
  return {
    path: stand.path,
    line: { id: line.id, name: line.name },
    ...{ id: stand.id, name: stand.name },
    ...(accept !== undefined &&
      rework !== undefined &&
      reject !== undefined &&
      notJudged !== undefined && { counts: { accept, rework, reject, notJudged } }),
    types: types.map(({ id, name, sides, tests }) => {
      const { seen = 0, comparedWith = 0 } = summary?.types.find((each) => each.id === id) ?? {};
      return { id, name, sides, speeds: tests.map(({ rpm }) => rpm), seen, comparedWith };
    }),
    ...(summary?.teaching && { teaching: summary.teaching }),
    drifts: (summary?.drifts ?? []).map((drift) => withCondition(live, drift)),
    results: results.map(partOfResult),
  };
}

function tagsOf({ site, line, stand }: StandContext) {
  return { site, line: line.id, stand: stand.id };
}

/** Rows of a measurement about a stand, oldest first. @throws StoreUnavailable */
function rowsOf(
  { store, now }: StandParts,
  context: StandContext,
  {
    measurement,
    fields,
    tags,
    back,
    limit,
  }: {
    readonly measurement: Measurement;
    readonly fields: readonly string[];
    readonly tags: Readonly<Record<string, string>>;
    readonly back: number;
    readonly limit: number;
  },
) {
  // Results may be dated a little ahead of the clock, where several come at once.
  const to = now() + nanosOfSeconds(60);
  const from = to - nanosOfSeconds(back * DAY_SECONDS);
  return store.series({
    measurement,
    fields,
    tags: { ...tagsOf(context), ...tags },
    from,
    to,
    limit,
  });
}

async function storedParts(
  parts: StandParts,
  context: StandContext,
  back: number,
  type: string | undefined,
) {
  const tags = type === undefined ? {} : { bearing_type: type };
  const rows = await rowsOf(parts, context, {
    ...{ measurement: "part", fields: STORED_PART, tags, back, limit: MOST_ROWS },
  });
  return rows.map((row) => partOfRow(row, type));
}

async function measuredParts(
  parts: StandParts,
  context: StandContext,
  query: z.output<typeof qualityQuery>,
) {
  const measured = await measuredRows(parts, context, query, query.parts);
  return measured.flatMap(({ time, serial, study, value, control }) =>
    // A part of a gauge study is measured again and again.
    study === undefined
      ? [
          {
            ...{ time, value },
            ...(serial !== undefined && { serial }),
            ...(control !== undefined && { control }),
          },
        ]
      : [],
  );
}

async function trialsOf(
  parts: StandParts,
  context: StandContext,
  query: z.output<typeof gaugeQuery>,
): Promise<readonly StoredTrial[]> {
  const measured = await measuredRows(parts, context, query, MOST_ROWS);
  return measured.flatMap(({ time, serial, operator, study, value }) =>
    study === undefined || serial === undefined || operator === undefined
      ? []
      : [{ study, time, part: serial, operator, value }],
  );
}

/** What was measured of a band, with whose it was: rows of a part share their time. */
async function measuredRows(
  parts: StandParts,
  context: StandContext,
  { type, side, rpm, band, days: back }: z.output<typeof gaugeQuery>,
  limit: number,
) {
  const tags = { bearing_type: type };
  const fields = ["serial", "operator", "study"];
  const [rows, named] = await Promise.all([
    rowsOf(parts, context, {
      ...{ measurement: "part_vibration", fields: [band, ...CONTROL.map((of) => `${band}_${of}`)] },
      ...{ back, limit },
      tags: { ...tags, side, test: String(rpm) },
    }),
    rowsOf(parts, context, { measurement: "part", fields, tags, back, limit }),
  ]);
  const names = new Map(named.map(({ time, fields: texts }) => [time, texts]));
  return rows.flatMap(({ time, fields: numbers }) => {
    const value = numbers[band];
    if (typeof value !== "number" || !(value > 0)) return [];
    const text = (name: string) => {
      const said = names.get(time)?.[name];
      return typeof said === "string" ? said : undefined;
    };
    const whose = { serial: text("serial"), operator: text("operator"), study: text("study") };
    return [{ time: isoOf(time), ...whose, value, control: controlOf(numbers, band) }];
  });
}

/** Fields of a band beside its velocity. */
const CONTROL = ["centre", "lower", "upper", "ewma", "ewma_lower", "ewma_upper"] as const;

/** What was in control of a band when a part was judged; undefined: it was being learnt. */
function controlOf(fields: SeriesRow["fields"], band: string): BandControl | undefined {
  const found = CONTROL.map((of) => fields[`${band}_${of}`]);
  const [centre, lower, upper, ewma, ewmaLower, ewmaUpper] = found.map(Number);
  if (found.some((value) => typeof value !== "number")) return undefined;
  return { centre, lower, upper, ewma, ewmaLower, ewmaUpper } as BandControl;
}

import { ALARM_ACTS, type Alarm, type AlarmAct, LONGEST_SHELF_MINUTES } from "@raceway/model/alarm";
import { channelNames } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import { systemClock } from "@raceway/ports/clock";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import { MOST_JOURNAL_LINES } from "@raceway/wire/alarm-answer";
import type { FastifyInstance } from "fastify";
import { z } from "zod";
import type { ConsoleAccess } from "../accounts/console-access.ts";
import { seenBy } from "../accounts/lines.ts";
import { userRoutes } from "../accounts/user-routes.ts";
import { adoptRoutes } from "../adopt/adopt-routes.ts";
import { type AlarmActs, actBodies } from "../alarms/alarm-acts.ts";
import type { AlarmAsks } from "../alarms/alarm-asks.ts";
import { alarmPeople } from "../alarms/alarm-people.ts";
import { feedbackRoutes } from "../alarms/feedback-routes.ts";
import type { FoundFiles } from "../alarms/found-files.ts";
import { handoverRoutes } from "../alarms/handover-routes.ts";
import { historyReader, historyRoutes, type ReadHistory } from "../alarms/history-routes.ts";
import { notifyRoutes } from "../alarms/notify-routes.ts";
import { pushRoutes } from "../alarms/push-routes.ts";
import { subjectOf } from "../alarms/subject-of.ts";
import { exportQuery, exportRows } from "../export/export.ts";
import { type LimitParts, limitRoutes } from "../limits/limit-routes.ts";
import type { LiveState } from "../live/live-state.ts";
import { seenLiveState } from "../live/seen-live-state.ts";
import { readSensors } from "../live/sensors.ts";
import { machineRoutes } from "../machines/machine-routes.ts";
import {
  maintenanceBody,
  maintenanceQuery,
  readMaintenance,
  reportMaintenance,
} from "../maintenance/maintenance.ts";
import { survivalOf } from "../maintenance/survival.ts";
import { planRoutes } from "../plan/plan-routes.ts";
import type { Planner } from "../plan/planner.ts";
import { machineEditRoutes } from "../plant-file/machine-routes.ts";
import { plantFileRoutes } from "../plant-file/plant-file-routes.ts";
import { productionRoutes } from "../production/production-routes.ts";
import { type RecordPlace, recordRoutes } from "../record/record-routes.ts";
import { reportRoutes } from "../report/report-routes.ts";
import type { SimulatedPlant } from "../simulated/simulated-plant.ts";
import { simulationRoutes } from "../simulated/simulation-routes.ts";
import { answerRoutes } from "../stands/answer-routes.ts";
import { standRoutes } from "../stands/stand-routes.ts";
import { readForecast } from "../trends/forecast.ts";
import { readSpectrum, spectrumQuery } from "../trends/spectrum.ts";
import { indicatorCatalogue, readTrend, trendQuery } from "../trends/trend.ts";
import { readWaterfall, readWaveform, waterfallQuery, waveformQuery } from "../trends/waveform.ts";
import type { ApiRoute, Asked } from "./api-route.ts";
import * as answers from "./api-schema.ts";
import { openApi } from "./openapi.ts";
import { pageQuery, tellNext } from "./pagination.ts";
import { parse } from "./parse.ts";
import { Problem } from "./problem.ts";
import { createSharedAnswers } from "./shared-answers.ts";

export interface ApiParts extends LimitParts {
  readonly live: LiveState;
  readonly store: Pick<TelemetryStore, "series">;
  readonly acts: AlarmActs;
  readonly ask: AlarmAsks["ask"];
  readonly askAt: AlarmAsks["askAt"];
  /** Hands a message to the broker; rejects when it has none. */
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
  readonly now: () => Nanos;
  /** Absent: files of what was found are not kept. */
  readonly foundFiles?: FoundFiles;
  /** Absent: no logins. */
  readonly access?: ConsoleAccess;
  /** Absent: the plant is a real one. */
  readonly simulated?: SimulatedPlant;
  /** The record that ingest keeps; absent: it lies elsewhere. */
  readonly record?: RecordPlace;
  /** Address of a Grafana beside it. */
  readonly grafana?: string;
  readonly planner: Planner;
}

/** The page asks 2 s after it heard of a record (web/point/point-page.ts), so what is kept is never older than that. */
const LATEST_MS = 1000;
/** The page reads histories 10 s after a record. */
const HISTORY_MS = 5000;

/** Registers the API and its description. */
export function addApi(app: FastifyInstance, parts: ApiParts): void {
  const routes = apiRoutes(parts);
  const description = openApi(routes);
  const shared = createSharedAnswers(systemClock);
  app.addHook("onClose", async () => shared.close());
  for (const { method, url, role, sharedMs, filtered, changesNothing, takesFile, handle } of routes)
    app.route({
      method,
      url,
      ...(takesFile !== undefined && { bodyLimit: takesFile }),
      config: {
        ...(role && { role }),
        ...(filtered && { filtered }),
        ...(changesNothing && { changesNothing }),
        ...(takesFile !== undefined && { takesFile: true }),
      },
      handler: async ({ params, query, body, identity }, reply) => {
        const sees = seenBy(identity);
        const texts = params as Record<string, string>;
        const who = identity && { who: identity.name };
        const asked = { params: texts, query, body, reply, ...who, ...(sees && { sees }) };
        if (sharedMs === undefined) return handle(asked);
        const answer = await shared.get(keyOf(url, asked, parts), sharedMs, () => handle(asked));
        return reply.type("application/json; charset=utf-8").send(answer);
      },
    });
  app.get("/api/openapi.json", { config: { filtered: true } }, async () => description);
}

function keyOf(url: string, { query }: Asked, { live }: ApiParts): string {
  const { point } = query as { readonly point?: unknown };
  return `${url} ${live.revision(String(point))} ${JSON.stringify(query)}`;
}

/** Every operation of the API but the event stream and the sessions, which are no single answers in JSON. */
export function apiRoutes(parts: ApiParts): readonly ApiRoute[] {
  const read = historyReader(parts);
  return [
    ...plantRoutes(parts),
    ...machineRoutes(parts),
    ...chartRoutes(parts),
    ...alarmRoutes(parts, read),
    ...alarmHistoryRoutes(parts),
    ...historyRoutes(read),
    ...feedbackRoutes({ ...parts, read }),
    ...handoverRoutes(parts),
    ...workRoutes(parts),
    ...planRoutes(parts),
    ...reportRoutes({ ...parts, read }),
    ...limitRoutes(parts),
    ...notifyRoutes(parts),
    ...pushRoutes(parts),
    ...adoptRoutes(parts),
    ...standRoutes(parts),
    ...answerRoutes(parts),
    ...productionRoutes({ ...parts, read }),
    ...recordRoutes(parts.record),
    ...plantFileRoutes(parts),
    ...machineEditRoutes(parts),
    ...userRoutes(parts.access, parts.plant),
    ...simulationRoutes(parts.simulated),
  ];
}

function plantRoutes({ live, grafana }: ApiParts): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/plant",
      summary: "Lines, machines and points with their present state.",
      answer: answers.plant,
      filtered: true,
      handle: ({ sees }) => ({
        ...seenLiveState(live, sees).plant(),
        ...(grafana !== undefined && { grafana }),
      }),
    },
    {
      method: "GET",
      url: "/api/indicators",
      summary: "What every indicator means, and its unit.",
      answer: answers.indicators,
      filtered: true,
      handle: () => indicatorCatalogue(),
    },
    {
      method: "GET",
      url: "/api/points/*",
      summary: "One measurement point with its latest verdicts, their evidence, and indicators.",
      answer: answers.point,
      handle({ params }) {
        const path = params["*"] ?? "";
        const point = live.point(path);
        if (point === undefined)
          throw new Problem(404, "No such point", `The plant file has no point ${path}.`);
        return point;
      },
    },
    {
      method: "GET",
      url: "/api/sensors",
      summary: "Every channel as a sensor: when it last spoke, its faults, battery.",
      query: pageQuery,
      answer: answers.sensors,
      filtered: true,
      handle: (asked) => paged(asked, readSensors(seenLiveState(live, asked.sees))),
    },
    {
      method: "GET",
      url: "/api/dead-letters",
      summary: "Messages that could not be used, newest first, since the console began to listen.",
      query: pageQuery,
      answer: answers.deadLetters,
      filtered: true,
      handle: (asked) => paged(asked, seenLiveState(live, asked.sees).deadLetters()),
    },
  ];
}

function chartRoutes({ live, store, now }: ApiParts): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/trend",
      summary: "One indicator over time, with its limits.",
      query: trendQuery,
      answer: answers.trend,
      sharedMs: HISTORY_MS,
      handle: ({ query }) => readTrend(live, store, parse(trendQuery, query), now),
    },
    {
      method: "GET",
      url: "/api/forecast",
      summary: "How the forecast of remaining useful life changed.",
      query: forecastQuery,
      answer: answers.forecast,
      sharedMs: HISTORY_MS,
      handle: ({ query }) => readForecast(live, store, parse(forecastQuery, query), now),
    },
    {
      method: "GET",
      url: "/api/spectrum",
      summary:
        "The latest spectrum, with the lines found in it and those that the bearing would have.",
      query: spectrumQuery,
      answer: answers.spectrum,
      sharedMs: LATEST_MS,
      handle: ({ query }) => readSpectrum(live, parse(spectrumQuery, query)),
    },
    {
      method: "GET",
      url: "/api/waterfall",
      summary: "How a spectrum changed since the console began to listen.",
      query: waterfallQuery,
      answer: answers.waterfall,
      sharedMs: LATEST_MS,
      handle: ({ query }) => readWaterfall(live, parse(waterfallQuery, query)),
    },
    {
      method: "GET",
      url: "/api/waveform",
      summary: "The latest waveform, at most its first 32,768 samples.",
      query: waveformQuery,
      answer: answers.waveform,
      sharedMs: LATEST_MS,
      handle: ({ query }) => readWaveform(live, parse(waveformQuery, query)),
    },
    {
      method: "GET",
      url: "/api/export",
      summary: "Every stored row of a channel's indicators, or of a point's state, as a file.",
      query: exportQuery,
      media: ["text/csv", "application/vnd.apache.parquet"],
      async handle({ query, reply }) {
        const file = await exportRows(live, store, parse(exportQuery, query), now);
        reply.type(file.type);
        reply.header("content-disposition", `attachment; filename="${file.name}"`);
        return reply.send(file.body);
      },
    },
  ];
}

const forecastQuery = trendQuery.pick({ point: true, from: true, to: true, span: true });

function alarmRoutes(parts: ApiParts, read: ReadHistory): readonly ApiRoute[] {
  const { live, acts } = parts;
  const people = alarmPeople({ ...parts, read });
  const act = (name: AlarmAct["act"]): ApiRoute => ({
    method: "POST",
    url: `/api/alarms/:id/${name}`,
    // What is out of service is seen by nobody until somebody brings it back (ISA-18.2 asks for authorisation).
    ...(name.endsWith("-service") && { role: "engineer" as const }),
    summary: ACT_SUMMARIES[name],
    body: actBodies[name],
    answer: answers.acted,
    async handle({ params, body }): Promise<{ readonly alarm: Alarm | null }> {
      const { comment, ...rest } = parse(actBodies[name], body);
      const wanted: AlarmAct = { act: name, ...rest, ...(comment && { comment }) };
      if (wanted.to !== undefined) await people.require(params["id"] ?? "", wanted.to);
      return { alarm: (await acts.carryOut(params["id"] ?? "", wanted)) ?? null };
    },
  });
  return [
    {
      method: "GET",
      url: "/api/alarms",
      summary: "Open alarms, the most urgent first.",
      query: pageQuery,
      answer: answers.alarms,
      filtered: true,
      handle: (asked) => paged(asked, seenLiveState(live, asked.sees).alarms()),
    },
    {
      method: "GET",
      url: "/api/alarms/:id/people",
      role: "operator",
      summary: "Who may be given an alarm; where there are no logins, who has had one before.",
      answer: z.array(z.string()),
      handle: async ({ params }) => (await people.of(params["id"] ?? "")).names,
    },
    ...ALARM_ACTS.map(act),
  ];
}

const journalQuery = z.object({
  limit: z.coerce.number().int().min(1).max(MOST_JOURNAL_LINES).default(MOST_JOURNAL_LINES),
  offset: pageQuery.shape.offset,
});

function alarmHistoryRoutes({ live, ask }: ApiParts): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/alarms/covered",
      summary: "What is shelved or out of service, by whom, until when and why; open or not.",
      query: pageQuery,
      answer: answers.covered,
      filtered: true,
      handle: (asked) => paged(asked, seenLiveState(live, asked.sees).coveredAlarms()),
    },
    {
      method: "GET",
      url: "/api/alarms/:id/journal",
      summary: "What happened to an alarm: who, when, why, before, after. Newest first.",
      query: journalQuery,
      answer: answers.journal,
      async handle({ params, query, reply }) {
        const subject = subjectOf(live.subject, params["id"] ?? "");
        const page = parse(journalQuery, query);
        const silence = "The alarm service, which keeps the journal, has not answered.";
        const { journal } = await ask("alarm-ask", subject, page, silence);
        if (journal === undefined) throw new Problem(502, "No journal", silence);
        tellNext(reply, journal.total, page);
        const point = live.context(subject.point)?.point;
        const names = point ? channelNames(point) : {};
        return journal.lines.map((line) => ({
          ...line,
          ...(line.verdict && { channelNames: names }),
        }));
      },
    },
    {
      method: "GET",
      url: "/api/alarm-report",
      summary: "How the alarms fare: metrics of ISA-18.2, the journal's end, notification.",
      answer: answers.alarmReport,
      handle() {
        const report = live.alarmReport();
        if (report === undefined)
          throw new Problem(503, "No report yet", "The alarm service has not told how it fares.");
        return report;
      },
    },
  ];
}

const ACT_SUMMARIES: Readonly<Record<AlarmAct["act"], string>> = {
  acknowledge: "Says that somebody has it.",
  comment: "Adds a comment.",
  assign: "Says whose it is to see to: somebody's own, or another person's.",
  unassign: "Gives it back: it is nobody's.",
  reset: "Ends a latched alarm whose trouble is over.",
  shelve: `Sets an alarm aside for 1 to ${LONGEST_SHELF_MINUTES} minutes; the comment is the reason.`,
  unshelve: "Takes an alarm off the shelf.",
  "take-out-of-service": "Takes an alarm out until further notice; the comment is the reason.",
  "return-to-service": "Brings an alarm back into service.",
};

function workRoutes({ live, store, publish, now }: ApiParts): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/maintenance",
      summary: "What is to be done by when, the bearings it needs, and what was done.",
      query: maintenanceQuery,
      answer: answers.maintenance,
      filtered: true,
      handle: ({ query, sees }) =>
        readMaintenance(seenLiveState(live, sees), store, parse(maintenanceQuery, query), now),
    },
    {
      method: "GET",
      url: "/api/lives",
      summary: "How long bearings of each kind last here, those that still run counted.",
      answer: answers.survival,
      filtered: true,
      handle: ({ sees }) => survivalOf(seenLiveState(live, sees).lives()),
    },
    {
      method: "POST",
      url: "/api/maintenance",
      summary:
        "Tells of work done. After most of it the point forgets what was normal and learns anew.",
      body: maintenanceBody,
      answer: answers.told,
      async handle({ body }) {
        const { point, comment, ...event } = parse(maintenanceBody, body);
        await reportMaintenance({ live, store, publish, now }, point, {
          ...event,
          ...(comment && { comment }),
        });
        return { told: true };
      },
    },
  ];
}

/** One page of a list; the whole number and the way to the next page go in headers. */
function paged<T>({ query, reply }: Asked, list: readonly T[]): readonly T[] {
  const page = parse(pageQuery, query);
  tellNext(reply, list.length, page);
  return list.slice(page.offset, page.offset + page.limit);
}

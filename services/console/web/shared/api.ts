import type { Alarm, AlarmAct } from "@raceway/model/alarm";
import type { AlarmFeedback, AlarmOccurrence, FoundFile } from "@raceway/model/alarm-occurrence";
import type { HandoverNote, HandoverPage } from "@raceway/model/handover";
import type { MaintenanceEvent } from "@raceway/model/maintenance";
import type {
  AlarmGlanceView,
  AlarmHistoryView,
  AlarmReportView,
  CoveredAlarmView,
  DeadLetterView,
  ForecastView,
  IndicatorView,
  JournalLineView,
  MachineDetailView,
  MachineGlanceView,
  MaintenanceView,
  PlantView,
  PointView,
  SensorView,
  SpectrumView,
  SurvivalView,
  TrendView,
  WaterfallView,
  WaveformView,
} from "../../src/http/api-types.ts";
import { language, t } from "../i18n/text.ts";
import { hearClock } from "./plant-clock.ts";

/** The console's HTTP API as the page uses it. Every call rejects with a text that can be shown to a person. */

export const getPlant = () => get<PlantView>("plant");
export const getIndicators = () => get<Readonly<Record<string, IndicatorView>>>("indicators");
export const getAlarms = () => get<readonly Alarm[]>("alarms");
export const getPoint = (path: string) => get<PointView>(`points/${path}`);
/** Some machines of a line, by their ids: at most 60. */
export const getGlances = (line: string, machines: readonly string[]) =>
  get<readonly MachineGlanceView[]>(
    `lines/${line}/machines?${new URLSearchParams({ machine: machines.join(",") })}`,
  );
/** Of some open alarms, by their ids: at most 60. */
export const getAlarmGlances = (alarms: readonly string[]) =>
  get<readonly AlarmGlanceView[]>(
    `alarm-glances?${new URLSearchParams({ alarm: alarms.join(",") })}`,
  );
export const getMachine = (line: string, machine: string) =>
  get<MachineDetailView>(`lines/${line}/machines/${machine}`);
export const getSensors = () => get<readonly SensorView[]>("sensors");
export const getDeadLetters = () => get<readonly DeadLetterView[]>("dead-letters");
export const getCovered = () => get<readonly CoveredAlarmView[]>("alarms/covered");
export const getAlarmReport = () => get<AlarmReportView>("alarm-report");
/** @param query as `GET /api/alarm-history` has it. */
export const getAlarmHistory = (query: URLSearchParams) =>
  get<AlarmHistoryView>(`alarm-history?${query}`);
/** Address of a file of all that the history has of this. */
export const historyExportLink = (query: URLSearchParams) => `./api/alarm-history/export?${query}`;
export const getOccurrence = (of: Opening) => get<AlarmOccurrence>(occurrencePath(of));
/** Resolves once the alarm service has it, with the occurrence as it is then. */
export const tellFound = (of: Opening, feedback: Omit<AlarmFeedback, "at">) =>
  send<AlarmOccurrence>("POST", `${occurrencePath(of)}/feedback`, feedback);
export const foundFileLink = (id: string, file: string) =>
  `./api/alarms/${encodeURIComponent(id)}/files/${file}`;
export const getJournal = (id: string, page: Page) =>
  getPage<JournalLineView>(`alarms/${encodeURIComponent(id)}/journal`, page);
export const getMaintenance = () => get<MaintenanceView>("maintenance");
export const getSurvival = () => get<readonly SurvivalView[]>("lives");

/** Which part of a list. */
export interface Page {
  readonly offset: number;
  readonly limit: number;
}

export interface SessionView {
  readonly logins: boolean;
  readonly name?: string | null;
  readonly role?: string;
  /** By line: another role there. */
  readonly lines?: Readonly<Record<string, string>>;
}
export const getSession = () => get<SessionView>("session");

export interface TrendChoice {
  readonly point: string;
  readonly channel?: string;
  readonly indicator: string;
  readonly span: number;
}

export function getTrend({ point, channel, indicator, span }: TrendChoice): Promise<TrendView> {
  const query = {
    point,
    indicator,
    span: String(span),
    ...(channel !== undefined && { channel }),
  };
  return get<TrendView>(`trend?${new URLSearchParams(query)}`);
}

export function getForecast(point: string, span: number): Promise<ForecastView> {
  return get<ForecastView>(`forecast?${new URLSearchParams({ point, span: String(span) })}`);
}

export function getSpectrum(point: string, channel: string, name: string): Promise<SpectrumView> {
  return get<SpectrumView>(`spectrum?${new URLSearchParams({ point, channel, name })}`);
}

export function getWaterfall(point: string, channel: string, name: string): Promise<WaterfallView> {
  return get<WaterfallView>(`waterfall?${new URLSearchParams({ point, channel, name })}`);
}

export function getWaveform(point: string, channel: string): Promise<WaveformView> {
  return get<WaveformView>(`waveform?${new URLSearchParams({ point, channel })}`);
}

/** Address of a file of all stored rows. */
export function exportLink(point: string, channel: string | undefined, format: string): string {
  const query = { point, format, span: String(365 * 86_400), ...(channel && { channel }) };
  return `./api/export?${new URLSearchParams(query)}`;
}

/** Resolves once the alarm service has carried it out. The occurrence goes along, so that nobody acts on an alarm that they have not seen. */
export async function actOn(
  { id, occurrence }: Pick<Alarm, "id"> & Partial<Pick<Alarm, "occurrence">>,
  { act, ...body }: AlarmAct,
): Promise<void> {
  const address = `alarms/${encodeURIComponent(id)}/${act}`;
  await post(address, { ...body, ...(occurrence !== undefined && { occurrence }) });
}

/** Notes of shifts, newest first. */
export const getHandover = (query: { readonly limit: number; readonly waiting?: true }) =>
  get<HandoverPage>(
    `handover?${new URLSearchParams(Object.entries(query).map(([name, value]) => [name, String(value)]))}`,
  );
/** Resolves once the alarm service has kept it. */
export const writeHandover = ({ line, ...note }: Pick<HandoverNote, "who" | "text" | "line">) =>
  post(handoverPath(line), note);
/** Resolves once it waits no more. */
export const takeHandover = ({ note, line }: Pick<HandoverNote, "note" | "line">, who: string) =>
  post(`${handoverPath(line)}/${note}/take`, { who });
const handoverPath = (line?: string) =>
  line === undefined ? "handover" : `lines/${encodeURIComponent(line)}/handover`;

/** Names of who may be given an alarm. */
export const getAlarmPeople = (id: string) =>
  get<readonly string[]>(`alarms/${encodeURIComponent(id)}/people`);

/** Resolves once analysis has it. */
export async function tellWork(point: string, event: MaintenanceEvent): Promise<void> {
  await post("maintenance", { point, ...event });
}

/** Keeps a file of what was found of an alarm. */
export async function keepFile(id: string, file: File): Promise<Omit<FoundFile, "name">> {
  const headers = { "content-type": "application/octet-stream" };
  const answer = await ask(`alarms/${encodeURIComponent(id)}/files`, {
    ...{ method: "POST", headers, body: file },
  });
  return answer.body as Omit<FoundFile, "name">;
}

/** Which opening of which alarm. */
type Opening = Pick<AlarmOccurrence, "id" | "occurrence">;

const occurrencePath = ({ id, occurrence }: Opening) =>
  `alarms/${encodeURIComponent(id)}/occurrences/${occurrence}`;

function post(path: string, body: object): Promise<unknown> {
  return send("POST", path, body);
}

/** Changes something. @returns the answer's body. */
export async function send<T>(method: string, path: string, body?: object): Promise<T> {
  const content = body && {
    headers: { "content-type": "application/json" },
    body: JSON.stringify(body),
  };
  return (await ask(path, { method, ...content })).body as T;
}

export async function get<T>(path: string): Promise<T> {
  return (await ask(path)).body as T;
}

/** A part of a list, and how long the whole is. */
async function getPage<T>(
  path: string,
  { offset, limit }: Page,
): Promise<{ readonly items: readonly T[]; readonly total: number }> {
  const query = new URLSearchParams({ offset: String(offset), limit: String(limit) });
  const { body, headers } = await ask(`${path}?${query}`);
  return { items: body as readonly T[], total: Number(headers.get("x-total-count")) };
}

async function ask(
  path: string,
  init?: RequestInit,
): Promise<{ readonly body: unknown; readonly headers: Headers }> {
  let response: Response;
  try {
    response = await fetch(`./api/${path}`, init);
  } catch {
    throw new Error(t("error.unreachable"));
  }
  hearClock(response.headers.get("date"));
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return { body, headers: response.headers };
  // The session is over: the server leads to the login, and back here.
  if (response.status === 401) location.reload();
  const detail = detailOf(body);
  if (detail === undefined) throw new Error(t("error.status", { status: response.status }));
  throw new Error(language() === "zh" ? await inChinese(detail) : detail);
}

/** Read when the first is needed: most people are refused nothing. */
async function inChinese(detail: string): Promise<string> {
  const { refusalInChinese } = await import("../i18n/refusal.ts");
  return refusalInChinese(detail);
}

/** `detail` of a problem+json body. */
function detailOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
  return String(body.detail);
}

/** What went wrong, for a person. */
export function faultOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

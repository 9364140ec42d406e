import type { Alarm } from "@raceway/model/alarm";
import type {
  IndicatorView,
  PlantView,
  PointView,
  SpectrumView,
  TrendView,
} from "../src/api-types.ts";

/** The console's HTTP API as the page uses it. Every call rejects with a text that can be shown to a person. */

export const getPlant = () => get<PlantView>("plant");
export const getIndicators = () => get<Readonly<Record<string, IndicatorView>>>("indicators");
export const getAlarms = () => get<readonly Alarm[]>("alarms");
export const getPoint = (path: string) => get<PointView>(`points/${path}`);

export interface TrendChoice {
  readonly point: string;
  readonly channel?: string;
  readonly indicator: string;
  readonly span: number;
}

export function getTrend({ point, channel, indicator, span }: TrendChoice): Promise<TrendView> {
  const query = new URLSearchParams({
    point,
    indicator,
    span: String(span),
    ...(channel !== undefined && { channel }),
  });
  return get<TrendView>(`trend?${query}`);
}

export function getSpectrum(point: string, channel: string, name: string): Promise<SpectrumView> {
  return get<SpectrumView>(`spectrum?${new URLSearchParams({ point, channel, name })}`);
}

/** Resolves once the alarm service has carried it out. */
export async function acknowledge(alarm: Alarm, who: string, comment: string): Promise<void> {
  await act(alarm, "acknowledge", { who, ...(comment !== "" && { comment }) });
}

/** Resolves once the alarm service has carried it out. */
export async function comment(alarm: Alarm, who: string, text: string): Promise<void> {
  await act(alarm, "comment", { who, comment: text });
}

/** The occurrence goes along, so that nobody acts on an alarm that they have not seen. */
async function act(alarm: Alarm, name: string, body: object): Promise<void> {
  await ask(`alarms/${encodeURIComponent(alarm.id)}/${name}`, {
    method: "POST",
    headers: { "content-type": "application/json" },
    body: JSON.stringify({ ...body, occurrence: alarm.occurrence }),
  });
}

function get<T>(path: string): Promise<T> {
  return ask(path) as Promise<T>;
}

async function ask(path: string, init?: RequestInit): Promise<unknown> {
  let response: Response;
  try {
    response = await fetch(`./api/${path}`, init);
  } catch {
    throw new Error("The console cannot be reached.");
  }
  const body: unknown = await response.json().catch(() => undefined);
  if (response.ok) return body;
  throw new Error(detailOf(body) ?? `The console answered ${response.status}.`);
}

/** `detail` of a problem+json body. */
function detailOf(body: unknown): string | undefined {
  if (typeof body !== "object" || body === null || !("detail" in body)) return undefined;
  return String(body.detail);
}

import type { Nanos } from "@raceway/model/time";
import { momentInText } from "../moment-text.ts";
import { plausibleRate } from "../sample-rate.ts";

/** What the lines above a table's rows say of its time. */
export interface Preamble {
  /** Hz. */
  readonly sampleRate?: number;
  /** When the first row was taken. */
  readonly start?: Nanos;
}

const RATE =
  /\b(?:sampl(?:e|ing)|scan|acquisition)[ _-]*(?:rate|freq(?:uency|\.)?)|^(?:fs|sr|srate|samplerate|abtastrate|采样率|采样频率)\b/i;
const STEP =
  /\b(?:sampl(?:e|ing)|time)[ _-]*(?:interval|period|step|increment)|^(?:dt|delta[ _-]?t|increment)\b/i;
const PER_SECOND: Readonly<Record<string, number>> = {
  ...{ hz: 1, khz: 1e3, mhz: 1e6, "s/s": 1, "ks/s": 1e3, sps: 1, ksps: 1e3 },
  ...{ "samples/s": 1, "samples/sec": 1, "samples/second": 1, "1/s": 1 },
};
const SECONDS: Readonly<Record<string, number>> = {
  ...{ s: 1, sec: 1, seconds: 1, ms: 1e-3, msec: 1e-3, us: 1e-6, µs: 1e-6, μs: 1e-6, ns: 1e-9 },
};
const MOMENT =
  /^(?:(?:measurement|recording|acquisition|trigger|start|begin|test|log|record(?:ed)?|saved|created|file)[ _-]*)?(?:start(?:ed)?(?:[ _-]?(?:date|time|at))*|begin(?:ning)?|date(?:[ _/-]?time)?|time(?:stamp)?|at|on|datum|beginn|开始时间|时间)$/i;
const DAY = /^(?:(?:measurement|recording|acquisition|start|test)[ _-]*)?(?:date|datum|日期)$/i;
const CLOCK =
  /^(?:(?:measurement|recording|acquisition|start|test)[ _-]*)?(?:time|zeit|uhrzeit|时间)$/i;

/**
 * Rate and beginning of a recording by the lines above its rows, `key: value` one a line, as loggers write them (`# Sample rate: 25.6 kHz`,
 * `Start time;02.01.2024 03:04:05`). Nothing that could be read in two ways.
 */
export function preambleFacts(lines: readonly string[], timeZone: string | undefined): Preamble {
  const pairs = lines.flatMap(pairIn);
  const rates = pairs.flatMap(([key, value]) => rateOf(key, value) ?? []);
  const moments = pairs.flatMap(([key, value]) =>
    MOMENT.test(key) ? (momentInText(value, timeZone) ?? []) : [],
  );
  const [day] = pairs.flatMap(([key, value]) => (DAY.test(key) ? [value] : []));
  const [clock] = pairs.flatMap(([key, value]) => (CLOCK.test(key) ? [value] : []));
  const joined =
    day === undefined || clock === undefined
      ? undefined
      : momentInText(`${day} ${clock}`, timeZone);
  const start = moments[0] ?? joined;
  const [rate] = rates;
  return {
    ...(rate !== undefined && rates.every((other) => other === rate) && { sampleRate: rate }),
    ...(start !== undefined && { start }),
  };
}

const LONGEST_KEY = 60;

/** Key and value of a line; the value without quotes and separators at its end. In one pass: a pattern for all of it would try long runs of blanks over and over. */
function pairIn(line: string): readonly (readonly [string, string])[] {
  const bare = line.replace(/^[\s#%;"/*]+/, "");
  const at = bare.search(/[:=;,\t]/);
  const key = bare.slice(0, Math.max(at, 0)).trim().replace(/"$/, "").trim();
  if (key === "" || key.length > LONGEST_KEY || key.includes('"')) return [];
  const value = bare.slice(at + 1).replace(/^[\s"=:]+/, "");
  let end = value.length;
  while (end > 0 && /[\s",;]/.test(value.charAt(end - 1))) end--;
  return [[key, value.slice(0, end)]];
}

function rateOf(key: string, value: string): number | undefined {
  const unitInKey = /[[(]([^\])]+)[\])]\s*$/.exec(key)?.[1];
  const bare = key.replace(/\s*[[(][^\])]*[\])]\s*$/, "");
  const match = /^([-+]?[\d.]+(?:e[-+]?\d+)?)\s*(\S*)/i.exec(value);
  if (match === null) return undefined;
  const number = Number(match[1]);
  const unit = (match[2] || unitInKey || "").toLowerCase();
  if (RATE.test(bare)) {
    const factor = unit === "" ? 1 : PER_SECOND[unit];
    return factor === undefined ? undefined : plausibleRate(number * factor);
  }
  // A step without its unit could be seconds or milliseconds.
  const factor = SECONDS[unit];
  if (!STEP.test(bare) || factor === undefined || !(number > 0)) return undefined;
  return plausibleRate(Number((1 / (number * factor)).toPrecision(9)));
}

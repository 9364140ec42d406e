import { isNamed } from "@raceway/condition/advisory/level";
import { rolledUp } from "@raceway/condition/health/plant-health";
import { faultTitled, faultWords } from "@raceway/model/fault-words";
import { indicatorWords } from "@raceway/model/indicator-words";
import type { Language } from "@raceway/model/language";
import { lifeSaid } from "@raceway/model/life-words";
import { short } from "@raceway/model/quantity";
import { type Nanos, nanosOfIso } from "@raceway/model/time";
import type { Verdict } from "@raceway/model/verdict";
import { inWords, unitInPrint } from "@raceway/model/verdict-words";
import { LEVELS } from "../http/api-types.ts";
import type { PointNow } from "../live/live-point.ts";
import { adviceOn } from "../live/point-view.ts";
import { placeOf } from "../live/sensors.ts";
import { summarise } from "../live/summary.ts";
import { unitOf } from "../machines/lead.ts";
import { drawSvg } from "./draw-svg.ts";
import { type Markup, markup, trusted } from "./markup.ts";
import { MOST_EVENTS, type ReportChart, type ReportFacts } from "./report-facts.ts";
import { CHINESE, ENGLISH, type ReportWords } from "./report-words.ts";

const WORDS: Readonly<Record<Language, ReportWords>> = { en: ENGLISH, zh: CHINESE };
const CHART = { width: 1000, height: 300 };
/** Tell lines apart on paper and for every eye: Okabe and Ito's colours, and dashes. */
const COLORS = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#000000"];
const LIMIT_COLORS: Readonly<Record<string, string>> = {
  alarm: "#c62828",
  limit: "#c62828",
  warning: "#b26a00",
};
/** Of a plant of thousands the worst are in the table; the rest is counted. */
const MOST_POINTS = 100;

const STYLE = `
:root { font: 14px/1.45 system-ui, "Noto Sans", "Noto Sans CJK SC", sans-serif; color: #111; background: #fff; }
body { max-width: 1000px; margin: 0 auto; padding: 24px; }
h1 { margin: 0; font-size: 24px; } h2 { margin: 28px 0 8px; font-size: 18px; border-bottom: 2px solid #00636b; }
h3 { margin: 16px 0 4px; font-size: 15px; } p { margin: 4px 0; }
.quiet { color: #555; } .crumbs { color: #555; margin: 0 0 4px; }
table { width: 100%; border-collapse: collapse; } th { text-align: left; font-weight: 600; color: #555; }
th, td { padding: 4px 10px 4px 0; border-bottom: 1px solid #ccc; vertical-align: top; max-width: 45ch; overflow-wrap: break-word; }
.event { white-space: nowrap; }
.time, .number { white-space: nowrap; font-variant-numeric: tabular-nums; }
.level { font-weight: 700; } .level::before { content: ""; display: inline-block; width: 10px; height: 10px; margin-right: 6px; }
.alarm::before { background: #c62828; } .warning::before { background: #b26a00; clip-path: polygon(50% 0, 100% 100%, 0 100%); }
.sensor::before { background: #6a1b9a; transform: rotate(45deg); } .unknown::before { border: 2px solid #555; box-sizing: border-box; border-radius: 50%; }
.learning::before { background: #1565c0; border-radius: 50%; } .normal::before { background: #2e7d32; border-radius: 50%; }
svg { width: 100%; height: auto; } figure { margin: 8px 0; }
@page { size: A4; margin: 14mm; }
@media print { body { padding: 0; max-width: none; } tr, figure, .finding { break-inside: avoid; } h2, h3 { break-after: avoid; } .screen { display: none; } }
`;

/** A report as one HTML page that needs nothing else: pictures and style are in it, scripts are not. */
export async function reportPage(facts: ReportFacts, language: Language): Promise<string> {
  const words = WORDS[language];
  const say = speakerOf(facts, language);
  const { scope, names } = facts;
  const title = `${words.title[scope]}: ${names.join(" › ")}`;
  const sections = [
    standing(facts, say),
    scope === "point" ? undefined : troubled(facts, say),
    await courses(facts, say),
    scope === "point" || scope === "machine" ? values(facts, say) : undefined,
    alarms(facts, say),
    found(facts, say),
    works(facts, say),
  ].filter((section) => section !== undefined);
  const body = markup`<!doctype html>
<html lang="${words.tag}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title><style>${trusted(STYLE)}</style></head>
<body><header><p class="crumbs">${names.slice(0, -1).join(" › ")}</p><h1>${names.at(-1) ?? ""}</h1>
<p>${words.title[scope]} · ${words.period(say.time(facts.from), say.time(facts.to), facts.timeZone)}</p>
<p class="quiet">${words.made(say.time(facts.made))}</p>
<p class="quiet screen">${words.print}</p></header>
<main>${sections}</main></body></html>
`;
  return body.html;
}

interface Speaker {
  readonly words: ReportWords;
  readonly language: Language;
  time(at: Nanos): string;
  indicator(name: string): string;
}

function speakerOf({ timeZone }: ReportFacts, language: Language): Speaker {
  const words = WORDS[language];
  const clock = new Intl.DateTimeFormat(language === "en" ? "en-GB" : words.tag, {
    timeZone,
    dateStyle: "medium",
    timeStyle: "short",
  });
  return {
    words,
    language,
    time: (at) => clock.format(Number(at / 1_000_000n)),
    indicator: (name) => indicatorWords(name, language) ?? name.replaceAll("_", " "),
  };
}

function section(title: string, ...content: readonly (Markup | undefined)[]): Markup {
  return markup`<section><h2>${title}</h2>${content.filter((part) => part !== undefined)}</section>`;
}

function standing({ points, scope }: ReportFacts, say: Speaker): Markup {
  const { words } = say;
  const [first] = points;
  if (scope === "point" && first !== undefined) return section(words.now, finding(first, say));
  const levels = points.map(({ state, verdicts }) => summarise(state, verdicts).level);
  const counts = LEVELS.flatMap((level) => {
    const count = levels.filter((one) => one === level).length;
    return count === 0 ? [] : [[count, words.level[level]] as const];
  });
  const health = rolledUp(
    points.flatMap(({ state, context }) =>
      state === undefined
        ? []
        : { worst: state.health, weighted: state.health, weight: context.machine.criticality ?? 1 },
    ),
  );
  return section(
    words.now,
    markup`<p>${words.counts(counts)}</p>`,
    health && markup`<p>${words.healthNow(Math.round(health.worst))}</p>`,
  );
}

/** A point with what is wrong, why, and what to do. */
function finding({ context, state, verdicts }: PointNow, say: Speaker): Markup {
  const { words, language } = say;
  const { level, life, cause } = summarise(state, verdicts);
  const { line, machine, point } = placeOf(context);
  const facts = [
    state && !state.learning ? words.healthNow(Math.round(state.health)) : "",
    life ? words.life(lifeSaid(life, language)) : "",
    context.point.bearing ? `${words.heads.bearing} ${context.point.bearing.designation}` : "",
  ].filter((text) => text !== "");
  const { advice, translations } = adviceOn(verdicts);
  const isTrouble = level === "alarm" || level === "warning" || level === "sensor";
  const reasons = isTrouble ? evidenceOf(verdicts, context.point.channels, language) : [];
  return markup`<div class="finding"><h3>${line} › ${machine} › ${point}</h3>
<p><span class="level ${level}">${words.level[level]}</span>${cause ? ` · ${faultWords(cause.fault, language).title}` : ""}${facts.map((text) => ` · ${text}`)}</p>
${isTrouble && level !== "sensor" && markup`<p><b>${words.toDo}</b> ${language === "zh" ? (translations?.zh.advice ?? advice) : advice}</p>`}
${reasons.length > 0 && markup`<p><b>${words.why}</b></p><ul>${reasons.map((text) => markup`<li>${capital(text)}</li>`)}</ul>`}</div>`;
}

function evidenceOf(
  { anomaly, diagnosis, sensors = {} }: PointNow["verdicts"],
  channels: readonly { readonly id: string; readonly name: string }[],
  language: Language,
): readonly string[] {
  const nameOf = (id: string) => channels.find((channel) => channel.id === id)?.name ?? id;
  const spoken: readonly Verdict[] = [
    ...(anomaly?.persistent && anomaly.severity !== "normal" ? [anomaly] : []),
    ...(diagnosis !== undefined && isNamed(diagnosis) ? [diagnosis] : []),
    ...Object.values(sensors).filter(({ fault, persistent }) => persistent && fault !== "none"),
  ];
  return spoken.flatMap((verdict) => inWords(verdict, language, nameOf)).slice(0, 8);
}

function troubled({ points }: ReportFacts, say: Speaker): Markup {
  const { words } = say;
  const rank = ({ state, verdicts }: PointNow) => LEVELS.indexOf(summarise(state, verdicts).level);
  const bad = points
    .filter((point) => rank(point) <= LEVELS.indexOf("sensor"))
    .toSorted((a, b) => rank(a) - rank(b) || (a.state?.health ?? 100) - (b.state?.health ?? 100));
  if (bad.length === 0) return section(words.troubled, markup`<p>${words.allWell}</p>`);
  return section(
    words.troubled,
    ...bad.slice(0, MOST_POINTS).map((point) => finding(point, say)),
    bad.length > MOST_POINTS ? markup`<p class="quiet">${words.cut(MOST_POINTS)}</p>` : undefined,
  );
}

async function courses(facts: ReportFacts, say: Speaker): Promise<Markup> {
  const { words } = say;
  if (facts.storeAway !== undefined)
    return section(words.courses, markup`<p>${words.storeAway(facts.storeAway)}</p>`);
  const figures = await Promise.all(
    facts.charts
      .filter((chart) => chart.courses.some(({ rows }) => rows.length > 0))
      .map(async (chart) => {
        const name = chart.indicator === undefined ? words.health : say.indicator(chart.indicator);
        const picture = trusted(await drawSvg(optionOf(chart, facts, say), CHART));
        return markup`<figure><figcaption>${name}${chart.unit === "" ? "" : `, ${unitInPrint(chart.unit)}`}</figcaption>${picture}</figure>`;
      }),
  );
  if (figures.length === 0) return section(words.courses, markup`<p>${words.noRows}</p>`);
  return section(words.courses, ...figures);
}

function optionOf(
  { courses: lines, limits }: ReportChart,
  { from, to, timeZone }: ReportFacts,
  { words, language }: Speaker,
): object {
  const axis = new Intl.DateTimeFormat(language === "en" ? "en-GB" : words.tag, {
    timeZone,
    ...(to - from > 3n * 86_400_000_000_000n
      ? { day: "numeric", month: "short" }
      : { hour: "2-digit", minute: "2-digit" }),
  });
  const highest = Math.max(...limits.map(({ value }) => value));
  return {
    color: COLORS,
    grid: { left: 56, right: 24, top: 36, bottom: 28 },
    legend: { top: 4, type: "scroll" },
    xAxis: {
      type: "time",
      min: Number(from / 1_000_000n),
      max: Number(to / 1_000_000n),
      axisLabel: { formatter: (at: number) => axis.format(at), hideOverlap: true },
    },
    yAxis: {
      type: "value",
      scale: true,
      // A limit outside the data must be in the picture.
      max: ({ max }: { readonly max: number }) =>
        max >= highest ? undefined : Number((highest * 1.1).toPrecision(2)),
    },
    series: lines.map(({ name, rows }, k) => ({
      type: "line",
      name,
      data: rows,
      showSymbol: rows.length < 3,
      lineStyle: { width: 1.5, type: k % 2 === 0 ? "solid" : "dashed" },
      ...(k === 0 && {
        markLine: {
          silent: true,
          symbol: "none",
          data: limits.map(({ name: limit, value }) => ({
            yAxis: value,
            lineStyle: { color: LIMIT_COLORS[limit] ?? "#555", type: "dashed" },
            label: {
              formatter: `${words.limit[limit] ?? limit} ${short(value)}`,
              position: "insideStartTop",
            },
          })),
        },
      }),
    })),
  };
}

function values({ leads, points }: ReportFacts, say: Speaker): Markup | undefined {
  const { heads } = say.words;
  if (leads.length === 0) return undefined;
  const rows = points.flatMap(({ context, indicators }) =>
    [...indicators].map(([id, latest]) => {
      const channel = context.point.channels.find((one) => one.id === id);
      const shown = Object.entries(latest.indicators)
        .filter(([name]) =>
          ["velocity_rms", "rms", "peak", "kurtosis", "temperature", "level_a", "speed"].includes(
            name,
          ),
        )
        .map(([name, value]) => `${say.indicator(name)} ${withUnit(value, unitOf(name, channel))}`);
      return markup`<tr><td>${context.point.name}</td><td>${channel?.name ?? id}</td><td>${shown.join(" · ")}</td></tr>`;
    }),
  );
  return section(
    say.words.values,
    markup`<table><thead><tr><th>${heads.place}</th><th>${heads.channel}</th><th>${heads.value}</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}

function withUnit(value: number, unit: string): string {
  return unit === "" || unit === "1" ? short(value) : `${short(value)} ${unitInPrint(unit)}`;
}

function alarms({ alarms: events, storeAway }: ReportFacts, say: Speaker): Markup | undefined {
  const { words } = say;
  const { heads } = words;
  if (storeAway !== undefined) return undefined;
  if (events.length === 0) return section(words.alarms, markup`<p>${words.noAlarms}</p>`);
  const rows = events.map(
    ({ time, place, title, text, event, who }) =>
      markup`<tr><td class="time">${say.time(time)}</td><td>${place}</td><td class="event">${words.event[event] ?? event}</td>${alarmSaid(title, text, say)}<td>${who === "raceway" ? "Raceway" : who}</td></tr>`,
  );
  return section(
    words.alarms,
    markup`<table><thead><tr><th>${heads.time}</th><th>${heads.place}</th><th class="event">${heads.event}</th><th>${heads.what}</th><th>${heads.who}</th></tr></thead><tbody>${rows}</tbody></table>`,
    events.length >= MOST_EVENTS
      ? markup`<p class="quiet">${words.cut(MOST_EVENTS)}</p>`
      : undefined,
  );
}

/** What an alarm says, and why. The store has it in English: of other languages only the name of what is wrong is known. */
function alarmSaid(title: string, text: string, { language }: Speaker): Markup {
  const fault = language === "en" ? undefined : faultTitled(title);
  if (fault !== undefined) return markup`<td>${faultWords(fault, language).title}</td>`;
  const why = text === "" ? "" : markup`<br><span class="quiet">${capital(text)}</span>`;
  return markup`<td lang="en">${title}${why}</td>`;
}

/** As a sentence begins. */
const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);

function found({ found: told }: ReportFacts, say: Speaker): Markup {
  const { words, language } = say;
  const { heads } = words;
  if (told === undefined) return section(words.found, markup`<p>${words.foundUnknown}</p>`);
  if (told.length === 0) return section(words.found, markup`<p>${words.noneFound}</p>`);
  const rows = told.map(({ since, where, fault, feedback }) => {
    const { diagnosis, found: text = "", files, who } = feedback;
    const place = `${where.line} › ${where.machine} › ${where.point}`;
    const pictures =
      files.length > 0 && markup`<br><span class="quiet">${words.files(files.length)}</span>`;
    return markup`<tr><td class="time">${say.time(nanosOfIso(since) ?? 0n)}</td><td>${place}</td><td>${faultWords(fault ?? "unnamed", language).title}</td><td>${words.outcome[diagnosis]}</td><td>${text}${pictures}</td><td>${who}</td></tr>`;
  });
  return section(
    words.found,
    markup`<table><thead><tr><th>${heads.time}</th><th>${heads.place}</th><th>${heads.what}</th><th>${heads.diagnosis}</th><th>${words.found}</th><th>${heads.who}</th></tr></thead><tbody>${rows}</tbody></table>`,
    told.length >= MOST_EVENTS ? markup`<p class="quiet">${words.cut(MOST_EVENTS)}</p>` : undefined,
  );
}

function works({ works: done, storeAway }: ReportFacts, say: Speaker): Markup | undefined {
  const { words } = say;
  const { heads } = words;
  if (storeAway !== undefined) return undefined;
  if (done.length === 0) return section(words.work, markup`<p>${words.noWork}</p>`);
  const rows = done.map(
    ({ time, place, work, who, comment }) =>
      markup`<tr><td class="time">${say.time(time)}</td><td>${place}</td><td>${words.doneWork[work]}</td><td>${who}</td><td>${comment}</td></tr>`,
  );
  return section(
    words.work,
    markup`<table><thead><tr><th>${heads.time}</th><th>${heads.place}</th><th>${heads.what}</th><th>${heads.who}</th><th>${heads.comment}</th></tr></thead><tbody>${rows}</tbody></table>`,
  );
}

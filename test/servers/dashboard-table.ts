import { readFileSync, writeFileSync } from "node:fs";
import { cpus, loadavg } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { pointSeriesBudget } from "@raceway/telemetry/series-budget";
import { fillPlantYear } from "./fill-plant-year.ts";
import { folderSize } from "./folder-size.ts";
import {
  alertQueries,
  ask,
  type Choice,
  dashboardQueries,
  expanded,
  type GrafanaQuery,
  RANGES,
} from "./grafana-queries.ts";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { placeOf, plantYear, rowsOfPolicy } from "./plant-year.ts";
import { spectrumLayouts } from "./spectrum-layouts.ts";

/**
 * Measures every query of every dashboard on a real InfluxDB with a plant of 40 points, and writes the tables into docs/dashboards.md:
 *
 *     npm run dashboards
 */
const POINTS = Number(process.env["RACEWAY_TABLE_POINTS"] ?? 40);
const DATABASE = "raceway";
const PAGE = join(import.meta.dirname, "../../docs/dashboards.md");
const HOUR = 3_600_000;
const now = Math.floor(Date.now() / 60_000) * 60_000;
const year = plantYear(POINTS, now);

interface Measured {
  readonly rows: number;
  readonly ms: number;
}

function choice(hours: number, detail: string): Choice {
  const values = {
    ...placeOf(0),
    line: ".*",
    channel: "vib",
    spectrum: "envelope",
    velocity: "7.5",
    type: ".*",
    before: "1d",
  };
  return { from: now - hours * HOUR, to: now, detail, values };
}

/** Places of a plant-wide query are all of them; of any other, one. */
const CHOICES = RANGES.map(([title, hours, detail]) => [title, choice(hours, detail)] as const);

const influxd = await startInfluxd({
  // What is written becomes its final files at once, so that their size can be told.
  data: ['cache-snapshot-write-cold-duration = "3s"', 'compact-full-write-cold-duration = "5s"'],
});
try {
  const started = performance.now();
  const written = await fillPlantYear(influxd.url, DATABASE, year);
  const seconds = (performance.now() - started) / 1000;
  const layouts = await spectrumLayouts(influxd);
  const panels = await measuredQueries(influxd);
  const [load = 0] = loadavg();
  await sleep(30_000);
  const text = [
    `Measured by \`npm run dashboards\` on InfluxDB ${await version(influxd)}, ${cpus().length} cores shared with other work (load average ${load.toFixed(1)}): read the times as upper bounds.`,
    factsOf(written, seconds, await seriesOf(influxd)),
    diskTable(influxd),
    layoutTable(layouts),
    panelTable(panels),
  ].join("\n\n");
  const page = readFileSync(PAGE, "utf8");
  writeFileSync(
    PAGE,
    page.replace(/(<!-- measured -->)[\s\S]*(<!-- end -->)/, `$1\n\n${text}\n\n$2`),
  );
} finally {
  await influxd.stop();
}

async function version({ url }: Influxd): Promise<string> {
  return (await fetch(`${url}/ping`)).headers.get("x-influxdb-version") ?? "";
}

async function seriesOf({ url }: Influxd): Promise<number> {
  const { tables } = await ask(url, DATABASE, "SHOW SERIES EXACT CARDINALITY");
  return tables.reduce((sum, { values }) => sum + Number(values[0]?.[0] ?? 0), 0);
}

function factsOf(
  { rows, fields }: { rows: number; fields: number },
  seconds: number,
  series: number,
) {
  const budget = pointSeriesBudget([{ kind: "vibration" }, { kind: "temperature" }]);
  const withSound = pointSeriesBudget([
    { kind: "vibration" },
    { kind: "temperature" },
    { kind: "sound" },
  ]);
  return [
    `- ${POINTS} points: ${rows.toLocaleString("en")} rows with ${fields.toLocaleString("en")} fields written in ${seconds.toFixed(0)} s (${Math.round(fields / seconds).toLocaleString("en")} fields a second, making them included).`,
    `- ${series} series, ${(series / POINTS).toFixed(1)} a point. Most that a point can have: ${budget} with a vibration and a temperature channel, ${withSound} with a microphone as well.`,
  ].join("\n");
}

/** Bytes a field of each policy, and what a year of the plant comes to with the retention of `prepare-store`. */
function diskTable({ folder }: Influxd): string {
  const kept = { autogen: 30, minute: 400, hour: 365 } as Record<string, number>;
  let total = 0;
  const rows = year.policies.map((policy) => {
    let fields = 0;
    for (const some of rowsOfPolicy(year, policy))
      fields += some.reduce((sum, row) => sum + Object.keys(row.fields).length, 0);
    const bytes =
      folderSize(join(folder, "data", DATABASE, policy.name)) +
      folderSize(join(folder, "wal", DATABASE, policy.name));
    const days = policy.spanMs / (24 * HOUR);
    // The year's hours hold a month of spectra only; what is missing is less than a tenth of a gigabyte.
    const gigabytes = ((bytes / days) * (kept[policy.name] ?? 0)) / 1e9;
    total += gigabytes;
    return `| \`${policy.name}\` | ${fields.toLocaleString("en")} | ${(bytes / 1e6).toFixed(0)} MB | ${(bytes / fields).toFixed(1)} | ${kept[policy.name]} d | ${gigabytes.toFixed(1)} GB |`;
  });
  return [
    `Disk, ${POINTS} points with one result every 10 s:`,
    "",
    "| rows | fields written | on disk | bytes a field | kept | then on disk |",
    "|---|---|---|---|---|---|",
    ...rows,
    `| together | | | | | **${total.toFixed(1)} GB** |`,
  ].join("\n");
}

function layoutTable(layouts: Awaited<ReturnType<typeof spectrumLayouts>>): string {
  return [
    "Two ways to keep spectra, ten channels, half a day at one a minute. Raceway keeps a field a band: as many times fewer series as there are bands, and faster to write. Which is drawn sooner swings with the load of the machine.",
    "",
    "| layout | series | written in | heat map of one channel |",
    "|---|---|---|---|",
    ...layouts.map(
      ({ layout, series, writeMs, heatmapMs }) =>
        `| ${layout} | ${series} | ${writeMs.toFixed(0)} ms | ${heatmapMs.toFixed(0)} ms |`,
    ),
  ].join("\n");
}

async function measuredQueries({ url }: Influxd) {
  const all: { asked: GrafanaQuery; measured: Measured[] }[] = [];
  for (const asked of [...dashboardQueries(), ...alertQueries()]) {
    const measured: Measured[] = [];
    for (const [, chosen] of CHOICES) {
      const plantWide = asked.from === "Plant overview" || asked.from === "Ingest health";
      const values = plantWide ? chosen.values : { ...chosen.values, line: placeOf(0).line };
      const text = expanded(asked, { ...chosen, values });
      const tries = [
        await ask(url, DATABASE, text),
        await ask(url, DATABASE, text),
        await ask(url, DATABASE, text),
      ];
      const [, middle] = tries.sort((a, b) => a.ms - b.ms);
      measured.push({ rows: middle?.rows ?? 0, ms: middle?.ms ?? 0 });
    }
    all.push({ asked, measured });
  }
  return all;
}

function panelTable(all: Awaited<ReturnType<typeof measuredQueries>>): string {
  const cell = ({ rows, ms }: Measured) => `${rows} / ${ms.toFixed(0)}`;
  const line = ({ asked, measured }: (typeof all)[number]) =>
    `| ${asked.from} | ${asked.title.replaceAll("|", "\\|")} | ${measured.map(cell).join(" | ")} |`;
  const overview = all.filter(({ asked }) => asked.from === "Plant overview");
  const sums = CHOICES.map((_, at) =>
    overview.reduce((sum, { measured }) => sum + (measured[at]?.ms ?? 0), 0),
  );
  return [
    `Rows and milliseconds (the middle of three) of every query. All of *Plant overview* together, one after the other: ${sums.map((ms, at) => `${ms.toFixed(0)} ms over ${CHOICES[at]?.[0]}`).join(", ")}.`,
    "",
    `| dashboard | panel | ${CHOICES.map(([title, { detail }]) => `${title} (\`${detail}\`)`).join(" | ")} |`,
    "|---|---|---|---|---|",
    ...all.map(line),
  ].join("\n");
}

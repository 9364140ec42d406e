import { writeFile } from "node:fs/promises";
import { fileURLToPath } from "node:url";
import { openWatchedPlant, type WatchedPlant } from "./watched-plant.ts";

/** `npm run one-level`: a bearing grows hot and cools again; what store, MQTT, console and Prometheus say of it second by second. Writes docs/one-level.md. */

/** A reading's step of source time, and how long it takes here, milliseconds. */
const STEP_MS = 5000;
const PACE_MS = 250;
/** A bearing's temperature at each reading, °C: it runs cool, warms up by a quarter of a degree a reading, and cools again. */
const COURSE = [
  ...Array.from({ length: 24 }, () => 45),
  ...Array.from({ length: 124 }, (_, k) => 45 + k / 4),
  ...Array.from({ length: 124 }, (_, k) => 76 - k / 4),
];
const CODES = ["normal", "warning", "alarm"];
const PAGE = fileURLToPath(new URL("../../docs/one-level.md", import.meta.url));

interface Look {
  readonly second: number;
  readonly celsius: number;
  readonly store: string;
  readonly mqtt: string;
  readonly console: string;
  readonly prometheus: string;
}

async function look(plant: WatchedPlant, second: number, celsius: number): Promise<Look> {
  const [said, scraped] = await Promise.all([plant.said("spindle"), plant.scraped()]);
  // The motor beside it says nothing, and is unknown.
  const standing = Object.entries(scraped).flatMap(([state, count]) =>
    count > 0 && state !== "unknown" ? [state] : [],
  );
  return {
    ...{ second, celsius, mqtt: said.mqtt ?? "–", console: said.console },
    store: typeof said.stored === "number" ? (CODES[said.stored] ?? "–") : "–",
    prometheus: standing.join(", ") || "unknown",
  };
}

async function run(): Promise<readonly Look[]> {
  const plant = await openWatchedPlant();
  const looks: Look[] = [];
  const begin = Date.now();
  const source = begin - COURSE.length * STEP_MS;
  try {
    for (const [k, celsius] of COURSE.entries()) {
      const time = new Date(source + k * STEP_MS).toISOString();
      // No thermometer says twice the same.
      const value = celsius + (k % 3) / 10;
      await plant.send("reading/works/l1/g1/spindle/temperature", { time, unit: "degC", value });
      await new Promise((resolve) =>
        setTimeout(resolve, Math.max(0, begin + (k + 1) * PACE_MS - Date.now())),
      );
      const second = ((k + 1) * PACE_MS) / 1000;
      if (Number.isInteger(second)) looks.push(await look(plant, second, celsius));
    }
    return looks;
  } finally {
    await plant.close();
  }
}

const rowOf = ({ second, celsius, store, mqtt, console: shown, prometheus }: Look) =>
  `| ${second} | ${celsius} | ${store} | ${mqtt} | ${shown} | ${prometheus} |`;
/** Who learns is normal. */
const agrees = ({ store, mqtt, console: shown, prometheus }: Look) =>
  new Set([store, mqtt, shown, prometheus].map((level) => level.replace("learning", "normal")))
    .size === 1;

const looks = await run();
const agreeing = looks.filter(agrees).length;
await writeFile(
  PAGE,
  `# One level

A thermometer with limits (warning 60 °C, alarm 70 °C) stands at 45 °C, rises to 76 °C and falls again, a reading in every quarter of a second, each 5 s of its own time later. Once a second everybody is asked what the point's level is: the newest row of the store
(\`state.severity\`), the retained \`raceway/v1/state\` on MQTT, the console's API, and \`raceway_points\` as Prometheus scrapes it. \`npm run one-level\` (\`test/one-level/table.ts\`) wrote this page; what must hold once a batch is stored is a test
(\`test/one-level/one-level.test.ts\`).

While a point learns its level is _normal_, and page and metrics say _learning_ beside it. All four agree in ${agreeing} of ${looks.length} looks. Where they do not, the store waits for its batch, or the look fell into a batch: they are asked one after the other.

| second | °C | store | MQTT | console | Prometheus |
| ---: | ---: | --- | --- | --- | --- |
${looks.map(rowOf).join("\n")}
`,
);
process.stdout.write(`${agreeing} of ${looks.length} agree; ${PAGE} written\n`);

import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Life } from "@raceway/model/life-words";
import { runRaceway } from "../e2e/running-raceway.ts";
import { SICK_POINT } from "../e2e/views.ts";
import { type Influxd, startInfluxd } from "../servers/influxd.ts";

export const DATABASE = "raceway";
const EXAMPLE = fileURLToPath(new URL("../../examples/bearing-plant.yaml", import.meta.url));
/** Line after which the stand's spindle is put in. */
const BEFORE_STANDS =
  "    # Every finished bearing is measured from both sides: docs/test-stand.md\n";
/** The simulated spindle stands for bearings of one kind; its limits are some that suit how they spread. */
const STAND = `      - id: measuring-spindle
        name: Measuring spindle
        speed: { rpm: 1800, tolerance: 0.01 }
        points:
          - id: arbor
            name: Arbor
            bearing: "6205"
            channels:
              - id: vib
                name: Velocity
                kind: vibration
                unit: mm/s
                sampleRate: 25600
                testStand: true
                limits: { iso15242_low: { alarm: 220 }, iso15242_medium: { alarm: 54 }, iso15242_high: { alarm: 40 } }
`;
const LONGEST_MS = 900_000;
/** So much of the plant's time goes on after the first forecast, ms of the wall. */
const AFTER_FORECAST_MS = 60_000;

/** The simulated plant of `npm start`, with a stand's spindle, on a real InfluxDB: its 30 days, and on until a remaining life is forecast. */
export async function fillStore(): Promise<Influxd> {
  const influxd = await startInfluxd();
  const folder = mkdtempSync(join(tmpdir(), "raceway-pictures-"));
  try {
    await influxd.query(`CREATE DATABASE "${DATABASE}"`);
    const plant = join(folder, "plant.yaml");
    writeFileSync(plant, withStand(readFileSync(EXAMPLE, "utf8")));
    await playedInto(`influxdb://${new URL(influxd.url).host}/${DATABASE}`, plant);
    return influxd;
  } catch (error) {
    await influxd.stop();
    throw error;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function playedInto(store: string, plant: string): Promise<void> {
  const raceway = await runRaceway(["--history", "30", "--plant", plant, "--store", store]);
  try {
    const deadline = performance.now() + LONGEST_MS;
    const life = async () => {
      const point = await fetch(`${raceway.url}/api/points/${SICK_POINT}`);
      return ((await point.json()) as { readonly life?: Life }).life;
    };
    while ((await life()) === undefined) {
      if (performance.now() > deadline) throw new Error("no remaining life is forecast");
      await pause(2000);
    }
    await pause(AFTER_FORECAST_MS);
  } finally {
    await raceway.close();
  }
}

function withStand(plant: string): string {
  if (!plant.includes(BEFORE_STANDS))
    throw new Error(`${EXAMPLE} has no line ${BEFORE_STANDS.trim()}`);
  return plant.replace(BEFORE_STANDS, `${STAND}${BEFORE_STANDS}`);
}

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

import type { TelemetryPoint } from "@raceway/model/telemetry";
import { openInfluxStore } from "@raceway/store-influxdb/influxdb-store";
import { prepareInfluxdb } from "@raceway/store-influxdb/prepare-influxdb";
import { rollUps } from "@raceway/telemetry/roll-ups";
import { type PlantYear, rowsOfPolicy } from "./plant-year.ts";

const AT_ONCE = 5000;

/** Prepares a database and writes a plant's year into its retention policies. @returns rows and fields written */
export async function fillPlantYear(
  url: string,
  database: string,
  year: PlantYear,
): Promise<{ readonly rows: number; readonly fields: number }> {
  await prepareInfluxdb({
    url,
    database,
    keep: { rawDays: 30, minuteDays: 400, hourDays: 0 },
    rollUps: rollUps(),
    own: rollUps().map(({ name }) => name),
  });
  let rows = 0;
  let fields = 0;
  for (const policy of year.policies) {
    const store = openInfluxStore({ url, database, retentionPolicy: policy.name });
    let waiting: TelemetryPoint[] = [];
    const flush = async () => {
      const [refused] = await store.write(waiting);
      if (refused !== undefined) throw new Error(`refused: ${refused.reason}`);
      rows += waiting.length;
      fields += waiting.reduce((sum, point) => sum + Object.keys(point.fields).length, 0);
      waiting = [];
    };
    for (const some of rowsOfPolicy(year, policy)) {
      waiting.push(...some);
      if (waiting.length >= AT_ONCE) await flush();
    }
    await flush();
    await store.close();
  }
  return { rows, fields };
}

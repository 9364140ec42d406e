import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "@raceway/journal/journal";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { connect } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import { runRaceway } from "./service-process.ts";

const PLANT = `
site: works
name: Works
lines:
  - id: line-1
    name: Line 1
    machines:
      - { id: grinder, name: Grinder, points: [{ id: spindle, name: Spindle, channels: [{ id: temp, name: Temperature, kind: temperature, unit: degC }] }] }
`;
const TOPIC = "raceway/v1/reading/works/line-1/grinder/spindle/temp";
const STARTS = 3;
/** Messages on their way while the service is asked to stop. */
const IN_FLIGHT = 100;

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-stop-"));
  writeFileSync(join(folder, "plant.yaml"), PLANT);
});
afterAll(() => rmSync(folder, { recursive: true }));

describe("ingest that is asked to stop while sensors publish", () => {
  it("is gone within ten seconds, says goodbye, and has everything that it acknowledged, once", async () => {
    const mqttPort = await freePort();
    const healthPort = await freePort();
    const args = [
      ["ingest", "--plant", join(folder, "plant.yaml"), "--data", folder],
      ["--mqtt-port", `${mqttPort}`, "--health-port", `${healthPort}`],
    ].flat();
    const begin = Date.UTC(2026, 0, 1);
    const acknowledged = new Set<number>();
    let sent = 0;
    const stops: string[] = [];

    for (let start = 0; start < STARTS; start++) {
      const service = runRaceway(args);
      await service.printed(/ingest runs/);
      const sensor = connect(`mqtt://127.0.0.1:${mqttPort}`, {
        protocolVersion: 4,
        reconnectPeriod: 0,
      });
      sensor.on("error", () => undefined);
      await new Promise<void>((resolve) => sensor.once("connect", () => resolve()));
      const before = acknowledged.size;
      let inFlight = 0;
      const fill = () => {
        for (; sensor.connected && inFlight < IN_FLIGHT; inFlight++) {
          const number = sent++;
          const time = new Date(begin + number * 1000).toISOString();
          const payload = JSON.stringify({ time, value: 20, unit: "degC" });
          sensor.publish(TOPIC, payload, { qos: 1 }, (error) => {
            inFlight -= 1;
            if (!error) acknowledged.add(number);
            fill();
          });
        }
      };
      fill();
      await until("some are acknowledged", () => acknowledged.size > before + 200);
      const { code, seconds } = await service.stop();
      await sensor.endAsync(true);
      stops.push(
        `exit ${code} after ${seconds.toFixed(2)} s, ${acknowledged.size} of ${sent} acknowledged`,
      );
      // After ten seconds it would have ended itself with 1.
      expect(code).toBe(0);
    }

    const last = runRaceway(args);
    await last.printed(/ingest runs/);
    await until(
      "everything is in the store",
      async () => {
        const answer = await fetch(`http://127.0.0.1:${healthPort}/status`);
        const { inbox_rows, outbox_rows } = (await answer.json()) as Record<string, number>;
        return inbox_rows === 0 && outbox_rows === 0;
      },
      60_000,
    );
    await last.stop();
    const stored = await storedTimes();
    const missing = [...acknowledged].filter((number) => !stored.has(begin + number * 1000));
    process.stdout.write(
      `\nStopped while sensors publish\n  ${stops.join("\n  ")}\n  ${stored.size} in the store, ${missing.length} acknowledged ones missing\n`,
    );
    expect(missing).toEqual([]);
    expect(stored.size).toBeLessThanOrEqual(sent);
    const journal = openJournal({
      path: join(folder, "ingest.sqlite"),
      durability: "process",
      drains: {},
    });
    expect(journal.stats().deadLetters.byReason).toEqual({});
    journal.close();
  });
});

/** Times of the readings in the store, milliseconds. */
async function storedTimes(): Promise<Set<number>> {
  const store = await openDuckDbStore({ file: join(folder, "telemetry.duckdb") });
  const rows = await store.series({
    measurement: "indicator",
    fields: ["temperature"],
    tags: {},
    from: 0n,
    to: 4_000_000_000_000_000_000n,
    limit: 100_000,
  });
  await store.close();
  return new Set(rows.map(({ time }) => Number(time / 1_000_000n)));
}

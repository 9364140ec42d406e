import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openJournal } from "@raceway/journal/journal";
import { encodeReading } from "@raceway/wire/codec";
import { expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { prepareIngest } from "./ingest-process.ts";

const READINGS = 60;
const TOLD = [
  ["@maintenance", "maintenance", { work: "inspected", who: "anna" }],
  ["@maintenance", "maintenance", { work: "bearing-replaced", who: "anna" }],
  [
    "@limit-edit",
    "limit-edit",
    {
      channel: "temp",
      indicator: "temperature",
      limit: { warning: 60, alarm: 70 },
      who: "anna",
      why: "hot",
    },
  ],
] as const;

/** A plant file with points p0 to p`last`. */
function plantText(last: number): string {
  const points = Array.from(
    { length: last + 1 },
    (_, n) => `{ id: p${n}, bearing: 6205, channels: [{ id: temp, kind: temperature }] }`,
  );
  return `site: s
lines:
  - id: l
    machines:
      - { id: m, speed: { rpm: 1500 }, points: [${points.join(", ")}] }
`;
}

/** A journal as a killed ingest leaves it: acknowledged, not yet analysed. */
async function leaveBehind(path: string): Promise<void> {
  const journal = openJournal({ path, durability: "process", drains: {} });
  const now = BigInt(Date.now()) * 1_000_000n;
  let n = 0n;
  async function admit(point: string, channel: string, topic: string, payload: Uint8Array) {
    const time = now + n++ * 1_000_000n;
    const entry = { topic, payload, receivedAt: time, point: `s/l/m/${point}`, channel, time };
    await journal.inbox.admit({ kind: "accepted", ...entry });
  }
  async function readings(point: string, count: number) {
    for (let k = 0; k < count; k++) {
      const payload = encodeReading({ unit: "degC", value: 40 + k / 100 }, "json");
      await admit(point, "temp", `raceway/v1/reading/s/l/m/${point}/temp`, payload);
    }
  }
  await readings("p0", READINGS / 2);
  for (const [channel, topic, body] of TOLD)
    await admit("p3", channel, `raceway/v1/${topic}/s/l/m/p3`, Buffer.from(JSON.stringify(body)));
  await readings("p1", READINGS / 2);
  journal.close();
}

it("what people told of a point that the plant file has lost is set aside alone: what was acknowledged beside it is judged", async () => {
  await using stack = new AsyncDisposableStack();
  const folder = mkdtempSync(join(tmpdir(), "raceway-removed-"));
  stack.defer(() => rmSync(folder, { recursive: true, force: true }));
  const plantFile = join(folder, "plant.yaml");
  writeFileSync(plantFile, plantText(2));
  const data = join(folder, "data");
  mkdirSync(data);
  await leaveBehind(join(data, "ingest.sqlite"));
  const store = `duckdb:${join(folder, "telemetry.duckdb")}`;
  const ingest = await prepareIngest({ plantFile, data, store });
  stack.defer(() => ingest.kill());
  ingest.start();
  await until(
    "all to be judged",
    async () => (await ingest.status())?.analysed === READINGS,
    30_000,
  );
  expect(await ingest.status()).toMatchObject({
    ready: true,
    inbox_rows: 0,
    deadLetters: { "unknown-point": TOLD.length },
  });
});

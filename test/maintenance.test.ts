import { connectAsync, type MqttClient } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { plantOf, type RunningIngest, runIngest, until } from "./running-ingest.ts";

const PLANT = `site: works
lines:
  - id: l1
    machines:
      - id: g1
        points:
          - id: spindle
            channels:
              - { id: temperature, kind: temperature, unit: degC, limits: { temperature: { warning: 60, alarm: 70 } } }
`;
const POINT = "works/l1/g1/spindle";

let running: RunningIngest;
let client: MqttClient;
const verdicts: { kind: string; severity?: string; persistent: boolean }[] = [];
const letters: { code: string; reason: string }[] = [];

const send = (topic: string, body: object) =>
  client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });
const latestSeverity = () =>
  verdicts.findLast(({ kind, persistent }) => kind === "anomaly" && persistent)?.severity;
const workDone = () =>
  running.store.series({
    measurement: "maintenance",
    fields: ["work", "who", "comment"],
    tags: { site: "works" },
    from: 0n,
    to: BigInt(Date.now()) * 1_000_000n + 1_000_000_000n,
  });

beforeAll(async () => {
  running = await runIngest(plantOf(PLANT));
  client = await connectAsync(running.url);
  client.on("message", (topic, payload) => {
    const list: unknown[] = topic.includes("/verdict/") ? verdicts : letters;
    list.push(JSON.parse(payload.toString()));
  });
  await client.subscribeAsync(["raceway/v1/verdict/#", "raceway/v1/dead-letter/#"], { qos: 1 });
});
afterAll(async () => {
  await client?.endAsync(true);
  await running?.close();
});

it("ends what was found on the old bearing once a new one is told of, and keeps the event", async () => {
  const start = Date.now() - 300_000;
  for (let k = 0; k < 40; k++)
    await send(`reading/${POINT}/temperature`, {
      time: new Date(start + k * 5000).toISOString(),
      unit: "degC",
      value: 80 + (k % 2) / 10,
    });
  await until("an alarm", () => latestSeverity() === "alarm");
  await send(`maintenance/${POINT}`, {
    work: "bearing-replaced",
    who: "Jo",
    comment: "inner ring spalled",
  });
  await until("the end of the alarm", () => latestSeverity() === "normal");
  await until("the event in the store", async () => (await workDone()).length === 1);
  expect((await workDone())[0]?.fields).toEqual({
    work: "bearing-replaced",
    who: "Jo",
    comment: "inner ring spalled",
  });
});

it("brings back what was found when the work was told by mistake, and keeps both events", async () => {
  await send(`maintenance/${POINT}`, { work: "taken-back", who: "Jo" });
  await until("the alarm again", () => latestSeverity() === "alarm");
  await until("the event in the store", async () => (await workDone()).length === 2);
  expect((await workDone()).map(({ fields }) => fields["work"])).toEqual([
    "bearing-replaced",
    "taken-back",
  ]);
  await send(`maintenance/${POINT}`, { work: "taken-back", who: "Jo" });
  await until("a dead letter", () => running.ingest.status().deadLetters["analysis"] === 1);
});

it("keeps what was found after work that leaves the machine as it was", async () => {
  const before = verdicts.length;
  await send(`maintenance/${POINT}`, { work: "inspected", who: "Jo" });
  await until("the event in the store", async () => (await workDone()).length === 3);
  expect(verdicts.length).toBe(before);
});

it("sets aside an event that it cannot use, and says why", async () => {
  await send(`maintenance/${POINT}`, { work: "hit it with a hammer", who: "Jo" });
  await send("maintenance/works/l1/g1/nowhere", { work: "inspected", who: "Jo" });
  await until("two dead letters", () => letters.length === 2);
  expect(letters[0]?.reason).toMatch(/work.*bearing-replaced/);
  expect(letters[1]?.reason).toBe("the plant file has no measurement point works/l1/g1/nowhere");
});

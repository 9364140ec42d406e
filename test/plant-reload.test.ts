import { execFile } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir, userInfo } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { auditOf } from "@raceway/cli/accounts-option";
import type { PlantView, PointView } from "@raceway/console/http/api-types";
import { connectAsync, type MqttClient } from "mqtt";
import { afterEach, beforeEach, expect, it } from "vitest";
import { type RunningRaceway, runRaceway } from "./e2e/running-raceway.ts";
import { until } from "./running-ingest.ts";
import { freePort } from "./servers/free-port.ts";

const MAIN = fileURLToPath(new URL("../services/raceway/src/main.ts", import.meta.url));

const text = (points: string, more = "") => `site: s
lines:
  - id: l
    machines:
      - id: m
        points:
          - { id: old, channels: [{ id: temp, kind: temperature, unit: degC }] }
${points}${more}`;
const NEW_POINT = `          # adopted
          - id: new
            channels:
              - id: temp
                kind: temperature
                unit: degC
                mqtt: { topic: shed/7/temp }
`;

let folder = "";
let file = "";
let health = 0;
let raceway: RunningRaceway;
let client: MqttClient;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), "raceway-reload-"));
  file = join(folder, "plant.yaml");
  writeFileSync(file, text(""));
  health = await freePort();
  raceway = await runRaceway(["--no-simulate", "--plant", file, "--health-port", `${health}`]);
  client = await connectAsync(raceway.mqttUrl);
}, 120_000);
afterEach(async () => {
  await client.endAsync(true);
  await raceway.close();
  rmSync(folder, { recursive: true, force: true });
});

interface Status {
  readonly accepted: number;
  readonly analysed: number;
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly plantFile: { readonly since: string; readonly refused?: string };
}

const status = async () =>
  (await (await fetch(`http://127.0.0.1:${health}/status`)).json()) as Status;
const page = async <T>(path: string) => (await (await fetch(`${raceway.url}${path}`)).json()) as T;

/** @param before a module that is loaded before the program */
function reload(before?: string): Promise<{ code: number; said: string }> {
  const where = ["--plant", file, "--mqtt", raceway.mqttUrl, "--data", join(folder, "audit")];
  const args = [...(before === undefined ? [] : ["--import", before]), MAIN, "reload", ...where];
  return new Promise((resolve) =>
    execFile(process.execPath, args, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), said: `${out}${err}` }),
    ),
  );
}

/** As in a container whose user has no name. */
const NAMELESS = `data:text/javascript,${encodeURIComponent(`import os from "node:os";
import { syncBuiltinESMExports } from "node:module";
os.userInfo = () => { throw new Error("uv_os_get_passwd returned ENOENT"); };
syncBuiltinESMExports();`)}`;

function audited() {
  const audit = auditOf({ data: join(folder, "audit") }, "test");
  try {
    return audit.read(10);
  } finally {
    audit.close();
  }
}

const reading = JSON.stringify({ unit: "degC", value: 41.5 });

it("another plant file counts without a start: what was foreign is measured, and nothing of the others is lost", async () => {
  await client.publishAsync("shed/7/temp", "40", { qos: 1 });
  await until("set aside", async () => (await status()).deadLetters["unknown-topic"] === 1);
  let published = 0;
  let going = true;
  const sensor = (async () => {
    for (; going; published++)
      await client.publishAsync("raceway/v1/reading/s/l/m/old/temp", reading, { qos: 1 });
  })();

  writeFileSync(file, text(NEW_POINT));
  const answer = await reload();
  expect(answer.said).toMatch(/ingest: it counts since/);
  expect(answer.said).toMatch(/alarms: it counts since/);
  expect(answer.code).toBe(0);
  expect(audited()).toMatchObject([
    { what: "plant reload", target: file, who: userInfo().username, outcome: "done" },
  ]);
  await client.publishAsync("shed/7/temp", "41", { qos: 1 });
  going = false;
  await sensor;

  await until("all analysed", async () => (await status()).analysed === published + 1);
  expect((await status()).deadLetters).toEqual({ "unknown-topic": 1 });
  const { lines } = await page<PlantView>("/api/plant");
  const [machine] = lines[0]?.machines ?? [];
  expect(machine?.points.map(({ path }) => path)).toEqual(["s/l/m/old", "s/l/m/new"]);
  await until("the console hears of it", async () => {
    const { indicators } = await page<PointView>("/api/points/s/l/m/new");
    return indicators["temp"]?.indicators["temperature"] === 41;
  });
}, 60_000);

it("a user without a name asks for it too; in the audit stands who it was, before and how it went", async () => {
  writeFileSync(file, text(NEW_POINT));
  const answer = await reload(NAMELESS);
  expect([answer.code, answer.said]).toEqual([0, expect.stringMatching(/ingest: it counts/)]);
  const who = `uid ${process.getuid?.()}`;
  expect(audited()).toMatchObject([{ what: "plant reload", who, outcome: "done" }]);
}, 60_000);

it("where the audit cannot be written nothing is asked for", async () => {
  const before = await status();
  mkdirSync(join(folder, "audit", "audit.sqlite"), { recursive: true });
  writeFileSync(file, text(NEW_POINT));
  const answer = await reload();
  expect([answer.code, existsSync(`${file}.reload`)]).toEqual([1, false]);
  expect((await status()).plantFile).toEqual(before.plantFile);
}, 60_000);

it("one with faults changes nothing, and all of them are said: by the command, by the service, at SIGHUP", async () => {
  const before = await status();
  writeFileSync(file, text(NEW_POINT, "colour: red\nalarms: { operators: none }\n"));
  const answer = await reload();
  expect(answer.code).toBe(1);
  expect(answer.said).toMatch(/2 faults[\s\S]*alarms.operators[\s\S]*colour/);

  raceway.signal("SIGHUP");
  await until("refused", async () => (await status()).plantFile.refused !== undefined);
  const { refused, since } = (await status()).plantFile;
  expect(refused).toMatch(/alarms.operators[\s\S]*colour/);
  expect(since).toBe(before.plantFile.since);
  expect(raceway.printed()).toMatch(/what counted goes on to count/);
  await client.publishAsync("shed/7/temp", "40", { qos: 1 });
  await until("still foreign", async () => (await status()).deadLetters["unknown-topic"] === 1);

  writeFileSync(file, text(NEW_POINT));
  raceway.signal("SIGHUP");
  await until("taken", async () => (await status()).plantFile.since !== since);
  expect((await status()).plantFile.refused).toBeUndefined();
}, 60_000);

it("one of another site is refused in words", async () => {
  writeFileSync(file, text(NEW_POINT).replace("site: s", "site: z"));
  raceway.signal("SIGHUP");
  await until("refused", async () => (await status()).plantFile.refused !== undefined);
  expect((await status()).plantFile.refused).toMatch(/site "z".*"s".*start/);
}, 60_000);

/*
 * Makes the data directory of a released version, as its own code writes it, for the test that today's code takes it over:
 *
 *     git worktree add /tmp/old 5f523c2 && (cd /tmp/old && npm ci)      # 0.1.0
 *     npm run fixture -- /tmp/old test/upgrade/0.1.0.tar.gz
 *
 * To be run once for each release, with the commit that was released; never again for an old one.
 */
import { execFileSync, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { connectAsync } from "mqtt";

const [, , checkout = "", output = ""] = process.argv;
const PLANT = fileURLToPath(new URL("plant.yaml", import.meta.url));
const POINT = "works/l1/g1/spindle";
const main = join(checkout, "services/raceway/src/main.ts");
const data = mkdtempSync(join(tmpdir(), "raceway-fixture-"));

const args = ["start", "--no-simulate", "--plant", PLANT, "--data", data];
const child = spawn(process.execPath, [main, ...args, "--mqtt-port", "0", "--console-port", "0"], {
  cwd: checkout,
  stdio: ["ignore", "pipe", "inherit"],
});
let said = "";
child.stdout.on("data", (part) => {
  said += part;
});
const until = async (so: () => unknown) => {
  while (!so()) await new Promise((resolve) => setTimeout(resolve, 100));
};
await until(() => /mqtt:\/\/127\.0\.0\.1:(\d+)/.test(said));
const [, port] = /mqtt:\/\/127\.0\.0\.1:(\d+)/.exec(said) ?? [];
const client = await connectAsync(`mqtt://127.0.0.1:${port}`);
const held = new Map<string, string>();
client.on("message", (topic, payload) => held.set(topic, payload.toString()));
await client.subscribeAsync("raceway/v1/#", { qos: 1 });
const send = (topic: string, body: object) =>
  client.publishAsync(`raceway/v1/${topic}`, JSON.stringify(body), { qos: 1 });

const begun = Date.parse("2026-11-22T06:00:00Z");
for (let k = 0; k < 400; k++) {
  const value = 60 + (k % 7) / 10;
  await send(`reading/${POINT}/temp`, {
    time: new Date(begun + k * 5000).toISOString(),
    unit: "degC",
    value,
  });
  if (k !== 200) continue;
  const limit = { warning: 50, alarm: 58 };
  await send(`limit-edit/${POINT}`, {
    channel: "temp",
    indicator: "temperature",
    limit,
    who: "Jo",
    why: "new grease",
  });
}
await until(() => held.get(`raceway/v1/alarm/${POINT}/machine`));
await send(`alarm-act/${POINT}/machine`, { act: "acknowledge", who: "Ann" });
await send(`alarm-act/${POINT}/machine`, { act: "comment", who: "Ann", comment: "ordered" });
await until(() => held.get(`raceway/v1/alarm/${POINT}/machine`)?.includes("ordered"));
await new Promise((resolve) => setTimeout(resolve, 3000));
await client.endAsync();
child.kill("SIGTERM");
await once(child, "exit");
execFileSync(
  process.execPath,
  [main, "account", "add", "eve", "--role", "viewer", "--data", data],
  { cwd: checkout },
);
execFileSync("tar", ["-C", data, "--exclude", "compile-cache", "-czf", output, "."]);
rmSync(data, { recursive: true });

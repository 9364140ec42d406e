import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mqtt";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import { runRaceway } from "./service-process.ts";

let folder = "";
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-first-start-"));
});
afterAll(() => rmSync(folder, { recursive: true }));

const FILES = { recursive: true, withFileTypes: true } as const;
const SECRETS = {
  RACEWAY_SENSOR_PASSWORD: "secret-of-all-sensors",
  RACEWAY_INFLUX_PASSWORD: "secret-of-the-store",
} as const;

describe("a first start that others than this machine can reach", () => {
  it("makes an administrator's password, shows it once, and lets no secret into a log or a file", async () => {
    const [mqttPort, consolePort] = [await freePort(), await freePort()];
    const secretFile = join(folder, "mqtt-password");
    writeFileSync(secretFile, "secret-from-a-file\n");
    const args = [
      ["start", "--no-simulate", "--log-level", "info", "--data", join(folder, "data")],
      ["--mqtt-host", "0.0.0.0", "--mqtt-port", `${mqttPort}`],
      ["--console-host", "0.0.0.0", "--console-port", `${consolePort}`],
    ].flat();
    const env = {
      ...SECRETS,
      RACEWAY_SENSOR_USER: "sensor",
      RACEWAY_MQTT_USER: "raceway",
      RACEWAY_MQTT_PASSWORD_FILE: secretFile,
    };
    const first = runRaceway(args, env);
    const [, password = ""] = await first.printed(/as "admin" with the password (\S{24})\n/);
    await first.printed(/Waiting for your sensors/);
    const url = `http://127.0.0.1:${consolePort}`;
    const logIn = async (name: string, given: string) => {
      const answer = await fetch(`${url}/api/session`, {
        method: "POST",
        headers: { "content-type": "application/json", origin: url },
        body: JSON.stringify({ name, password: given }),
      });
      return answer.status;
    };
    expect(await logIn("admin", password)).toBe(200);
    expect(await logIn("admin", "wrong-secret-guess")).toBe(401);
    expect(await logIn("secret-in-the-name", "x")).toBe(401);
    expect(await mqttAnswer(mqttPort, "raceway", "secret-from-a-file")).toBe("let in");
    expect(await mqttAnswer(mqttPort, "sensor", SECRETS.RACEWAY_SENSOR_PASSWORD)).toBe("let in");
    expect(await mqttAnswer(mqttPort, "sensor", "wrong-secret-guess")).toBe("refused");
    expect(await mqttAnswer(mqttPort, "secret-in-the-name", "x")).toBe("refused");
    await until("the refusals are logged", () => first.output().includes("login refused"));
    await first.stop();
    expect(first.output()).not.toMatch(/secret/);
    expect(first.output().split(password)).toHaveLength(2);

    const second = runRaceway(args, env);
    await second.printed(/Waiting for your sensors/);
    expect(await logIn("admin", password)).toBe(200);
    await second.stop();
    expect(second.output()).not.toMatch(/First start|secret/);
    for (const entry of readdirSync(join(folder, "data"), FILES)) {
      if (!entry.isFile()) continue;
      const content = readFileSync(join(entry.parentPath, entry.name), "latin1");
      expect(content.includes(password) || content.includes("secret"), entry.name).toBe(false);
    }
  });
});

function mqttAnswer(port: number, username: string, password: string): Promise<string> {
  const client = connect(`mqtt://127.0.0.1:${port}`, {
    username,
    password,
    protocolVersion: 4,
    reconnectPeriod: 0,
  });
  const answer = new Promise<string>((resolve) => {
    client.once("connect", () => resolve("let in"));
    client.once("error", () => resolve("refused"));
  });
  return answer.finally(() => client.endAsync(true));
}

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { request } from "node:https";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect, type IClientOptions } from "mqtt";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { freePort } from "../servers/free-port.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { GRINDER, PLANT_FILE, PRESS } from "./guarded-house.ts";
import { createProtocol } from "./protocol.ts";
import { runRaceway, type ServiceProcess } from "./service-process.ts";

const OPENSSL = "openssl";

let folder = "";
const file = (name: string) => join(folder, name);
const openssl = (...args: string[]) =>
  execFileSync(OPENSSL, args, { cwd: folder, stdio: "ignore" });
const KEY = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];

function authority(name: string): void {
  const made = ["-keyout", `${name}.key`, "-out", `${name}.crt`, "-days", "2"];
  openssl("req", "-x509", ...KEY, "-subj", `/CN=${name}`, ...made);
}

/** A key and a certificate for a common name. `-multivalue-rdn` is off, so that a path's slashes are escaped here. */
function issue(name: string, commonName: string, by: string): void {
  const subject = `/CN=${commonName.replaceAll("/", "\\/")}`;
  writeFileSync(file(`${name}.ext`), "subjectAltName=DNS:localhost,IP:127.0.0.1\n");
  openssl("req", ...KEY, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
  const signer = ["-CA", `${by}.crt`, "-CAkey", `${by}.key`, "-CAcreateserial"];
  const out = ["-extfile", `${name}.ext`, "-out", `${name}.crt`, "-days", "2"];
  openssl("x509", "-req", "-in", `${name}.csr`, ...signer, ...out);
}

const protocol = createProtocol("At a gateway that asks for certificates");
let service: ServiceProcess;
let [mqttPort, consolePort, healthPort] = [0, 0, 0];

/** What a client with a certificate is answered to a reading of a point. */
function publish(certificate: string | undefined, point: string, over: "mqtts" | "mqtt" = "mqtts") {
  const shown = certificate && {
    key: readFileSync(file(`${certificate}.key`)),
    cert: readFileSync(file(`${certificate}.crt`)),
  };
  const options: IClientOptions = {
    protocolVersion: 4,
    reconnectPeriod: 0,
    ca: readFileSync(file("plant.crt")),
    ...shown,
  };
  const client = connect(`${over}://localhost:${mqttPort}`, options);
  const answer = new Promise<string>((resolve) => {
    client.once("error", (error) => resolve(`refused: ${error.message}`));
    client.once("close", () => resolve("connection closed"));
    const payload = '{"value":20,"unit":"degC"}';
    client.publish(`raceway/v1/reading/${point}/temp`, payload, { qos: 1 }, (error) => {
      if (!error) resolve("PUBACK");
    });
  });
  return answer.finally(() => client.endAsync(true));
}

describeWithServers([OPENSSL], "raceway start with certificates", () => {
  beforeAll(async () => {
    folder = mkdtempSync(join(tmpdir(), "raceway-tls-"));
    writeFileSync(file("plant.yaml"), PLANT_FILE);
    authority("plant");
    authority("stranger");
    issue("server", "localhost", "plant");
    issue("grinder", GRINDER, "plant");
    issue("unknown", "works/line-1/none/none", "plant");
    issue("forged", GRINDER, "stranger");
    [mqttPort, consolePort, healthPort] = [await freePort(), await freePort(), await freePort()];
    service = runRaceway(
      [
        ["start", "--no-simulate", "--plant", file("plant.yaml"), "--data", file("data")],
        ["--mqtt-port", `${mqttPort}`, "--mqtt-tls-ca", file("plant.crt")],
        ["--mqtt-tls-cert", file("server.crt"), "--mqtt-tls-key", file("server.key")],
        ["--console-port", `${consolePort}`, "--console-logins"],
        ["--console-tls-cert", file("server.crt"), "--console-tls-key", file("server.key")],
        ["--health-port", `${healthPort}`],
      ].flat(),
    );
    await service.printed(/Waiting for your sensors/);
  });
  afterAll(async () => {
    protocol.print();
    await service.stop();
    rmSync(folder, { recursive: true });
  });

  it("takes a point's measurements from whoever shows that point's certificate, and from nobody else", async () => {
    const own = await publish("grinder", GRINDER);
    expect(protocol.note("the grinder's certificate, the grinder's point", own)).toBe("PUBACK");
    for (const [attempt, certificate, point, over] of [
      ["the grinder's certificate, the press's point", "grinder", PRESS, "mqtts"],
      ["no certificate", undefined, GRINDER, "mqtts"],
      ["the same name, signed by somebody else", "forged", GRINDER, "mqtts"],
      ["a point that the plant lacks", "unknown", GRINDER, "mqtts"],
      ["without TLS", undefined, GRINDER, "mqtt"],
    ] as const)
      expect(protocol.note(attempt, await publish(certificate, point, over))).not.toBe("PUBACK");
  });

  it("tells in its metrics what was taken", async () => {
    const read = async () => (await fetch(`http://127.0.0.1:${healthPort}/metrics`)).text();
    await until("the reading was judged", async () =>
      /^raceway_messages_analysed_total 1$/m.test(await read()),
    );
    const text = await read();
    expect(text).toMatch(/^raceway_messages_accepted_total 1$/m);
    const shown = text.split("\n").filter((line) => /^raceway_(?!stage_seconds_bucket)/.test(line));
    process.stdout.write(
      `\nGET /metrics (without help, buckets and the process)\n  ${shown.join("\n  ")}\n`,
    );
  });

  it("serves the console over HTTPS, with a cookie for this host and HTTPS only", async () => {
    const [, password = ""] = await service.printed(/as "admin" with the password (\S{24})\n/);
    const origin = `https://localhost:${consolePort}`;
    const cookie = await new Promise<string>((resolve, reject) => {
      const sent = request(
        `${origin}/api/session`,
        {
          method: "POST",
          ca: readFileSync(file("plant.crt")),
          headers: { "content-type": "application/json", origin },
        },
        (answer) => {
          answer.resume();
          resolve(answer.headers["set-cookie"]?.[0] ?? `status ${answer.statusCode}`);
        },
      );
      sent.once("error", reject);
      sent.end(JSON.stringify({ name: "admin", password }));
    });
    expect(cookie).toMatch(/^__Host-raceway=.*; Path=\/; HttpOnly; Secure; SameSite=Strict$/);
    await expect(fetch(`http://localhost:${consolePort}/healthz`)).rejects.toThrow();
  });
});

import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { connect } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Login } from "./access.ts";
import { startGatewayBench } from "./testing.ts";

const OPENSSL = "openssl";

function hasOpenssl(): boolean {
  try {
    execFileSync(OPENSSL, ["version"]);
    return true;
  } catch {
    return false;
  }
}

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
const title = "the gateway over TLS";

describe.skipIf(!hasOpenssl())(
  hasOpenssl() ? title : `${title} (skipped: no openssl on PATH)`,
  () => {
    let folder = "";
    const stops: (() => Promise<unknown>)[] = [];
    const file = (name: string) => readFileSync(join(folder, name));
    const openssl = (...args: string[]) =>
      execFileSync(OPENSSL, args, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });

    /** A key and a certificate for a name, signed by the test's own authority. */
    function issue(name: string, subject: string): void {
      const request = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
      openssl("req", ...request, "-keyout", `${name}.key`, "-out", `${name}.csr`, "-subj", subject);
      openssl(
        "x509",
        "-req",
        "-in",
        `${name}.csr`,
        "-CA",
        "ca.crt",
        "-CAkey",
        "ca.key",
        "-CAcreateserial",
        "-out",
        `${name}.crt`,
        "-days",
        "2",
      );
    }

    beforeAll(() => {
      folder = mkdtempSync(join(tmpdir(), "raceway-tls-"));
      openssl(
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        "ca.key",
        "-out",
        "ca.crt",
        "-subj",
        "/CN=plant authority",
        "-days",
        "2",
      );
      issue("server", "/CN=localhost");
      issue("sensor", "/CN=grinder-1");
    });
    afterAll(() => rmSync(folder, { recursive: true }));
    afterEach(async () => {
      for (const stop of stops.splice(0).reverse()) await stop();
    });

    async function openTls(requestCert: boolean) {
      const logins: Login[] = [];
      const payloads: string[] = [];
      const bench = startGatewayBench({
        tls: { key: file("server.key"), cert: file("server.crt"), ca: file("ca.crt"), requestCert },
        access: {
          authenticate: async (login) => {
            logins.push(login);
            return { name: "sensor", role: "sensor" };
          },
          mayPublish: () => true,
          maySubscribe: () => true,
        },
      });
      stops.push(bench.stop);
      await bench.gateway.open(async ({ payload }) => {
        payloads.push(Buffer.from(payload).toString());
      });
      const connectTls = (options: { key?: Buffer; cert?: Buffer }) => {
        const client = connect(`mqtts://localhost:${bench.gateway.port}`, {
          protocolVersion: 4,
          reconnectPeriod: 0,
          ca: file("ca.crt"),
          ...options,
        });
        stops.push(() => client.endAsync(true));
        return client;
      };
      return { connectTls, logins, payloads, log: bench.log };
    }

    it("stores what an encrypted client sends", async () => {
      const { connectTls, payloads, logins } = await openTls(false);
      const client = connectTls({});
      await client.publishAsync(TOPIC, "hello", { qos: 1 });
      expect(payloads).toEqual(["hello"]);
      expect(logins[0]?.certificateName).toBeUndefined();
    });

    it("knows a client by its certificate", async () => {
      const { connectTls, logins } = await openTls(true);
      const client = connectTls({ key: file("sensor.key"), cert: file("sensor.crt") });
      await client.publishAsync(TOPIC, "hello", { qos: 1 });
      expect(logins.map(({ certificateName }) => certificateName)).toEqual(["grinder-1"]);
    });

    it("lets nobody in without a certificate when it asks for one", async () => {
      const { connectTls, logins, log } = await openTls(true);
      const client = connectTls({});
      client.on("error", () => undefined);
      await new Promise<void>((resolve) => client.once("close", () => resolve()));
      expect(logins).toEqual([]);
      await expect
        .poll(() => log.lines)
        .toContainEqual(
          expect.objectContaining({ message: expect.stringContaining("TLS handshake failed") }),
        );
    });
  },
);

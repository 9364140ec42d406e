import { connect } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import type { Login } from "./access.ts";
import { startGatewayBench } from "./testing.ts";
import { hasOpenssl, makeAuthority } from "./testing-authority.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";
const title = "the gateway over TLS";

describe.skipIf(!hasOpenssl())(
  hasOpenssl() ? title : `${title} (skipped: no openssl on PATH)`,
  () => {
    let authority: ReturnType<typeof makeAuthority>;
    const stops: (() => Promise<unknown>)[] = [];
    const file = (name: string) => authority.file(name);

    beforeAll(() => {
      authority = makeAuthority();
      authority.issue("server", "localhost");
      authority.issue("sensor", "grinder-1");
    });
    afterAll(() => authority.remove());
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

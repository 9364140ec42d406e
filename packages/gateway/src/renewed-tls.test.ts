import { X509Certificate } from "node:crypto";
import { connect } from "mqtt";
import { afterAll, afterEach, beforeAll, describe, expect, it } from "vitest";
import { readRevocationLists } from "./revocation-list.ts";
import { startGatewayBench } from "./testing.ts";
import { hasOpenssl, makeAuthority } from "./testing-authority.ts";

const TOPIC = "raceway/v1/waveform/site/line/machine/point/vibration";

describe.skipIf(!hasOpenssl())("a gateway whose certificates are renewed while it runs", () => {
  const stops: (() => unknown)[] = [];
  let authority: ReturnType<typeof makeAuthority>;
  let stranger: ReturnType<typeof makeAuthority>;
  beforeAll(() => {
    authority = makeAuthority();
    stranger = makeAuthority("another authority");
    for (const name of ["server", "renewed"]) authority.issue(name, "localhost");
    for (const name of ["grinder", "press", "stolen"]) authority.issue(name, name);
    stranger.issue("grinder", "grinder");
    stranger.revoke("grinder");
    for (const one of [authority, stranger]) one.writeList();
  });
  afterAll(() => {
    authority.remove();
    stranger.remove();
  });
  afterEach(async () => {
    for (const stop of stops.splice(0).reverse()) await stop();
  });

  const tls = (server: string) => ({
    key: authority.file(`${server}.key`),
    cert: authority.file(`${server}.crt`),
    ca: authority.file("ca.crt"),
    crl: authority.file("crl.pem"),
    requestCert: true,
  });

  async function openBench() {
    const bench = startGatewayBench({ tls: tls("server") });
    stops.push(bench.stop);
    await bench.gateway.open(async () => undefined);
    const sensor = (name: string) => {
      const client = connect(`mqtts://localhost:${bench.gateway.port}`, {
        protocolVersion: 4,
        reconnectPeriod: 0,
        clientId: name,
        ca: authority.file("ca.crt"),
        key: authority.file(`${name}.key`),
        cert: authority.file(`${name}.crt`),
      });
      client.on("error", () => undefined);
      stops.push(() => client.endAsync(true));
      const closed = new Promise<void>((resolve) => client.once("close", () => resolve()));
      return { client, closed };
    };
    return { ...bench, sensor };
  }

  it("shows the new one to whoever connects, and keeps who is connected", async () => {
    const { gateway, sensor } = await openBench();
    const grinder = sensor("grinder");
    await grinder.client.publishAsync(TOPIC, "before", { qos: 1 });
    gateway.renewTls(tls("renewed"));
    await grinder.client.publishAsync(TOPIC, "after", { qos: 1 });
    const press = sensor("press");
    await press.client.publishAsync(TOPIC, "hello", { qos: 1 });
    const { stream } = press.client as unknown as { stream: import("node:tls").TLSSocket };
    const shown = stream.getPeerX509Certificate();
    expect(shown?.serialNumber).toBe(
      new X509Certificate(authority.file("renewed.crt")).serialNumber,
    );
  });

  it("keeps what it has when the new files do not fit each other", async () => {
    const { gateway, sensor } = await openBench();
    const wrong = { ...tls("renewed"), key: authority.file("server.key") };
    expect(() => gateway.renewTls(wrong)).toThrow(/key values mismatch/);
    await sensor("press").client.publishAsync(TOPIC, "hello", { qos: 1 });
  });

  it("cuts off whose certificate is revoked, lets it in no more, and leaves the others", async () => {
    const { gateway, sensor, log } = await openBench();
    const [stolen, grinder] = [sensor("stolen"), sensor("grinder")];
    for (const { client } of [stolen, grinder])
      await client.publishAsync(TOPIC, "hello", { qos: 1 });
    authority.revoke("stolen");
    authority.writeList();
    gateway.renewTls(tls("server"));
    await stolen.closed;
    expect(log.lines.map(({ message }) => message).join()).toContain("certificate is revoked");
    const again = sensor("stolen");
    await again.closed;
    expect(again.client.connected).toBe(false);
    await grinder.client.publishAsync(TOPIC, "still here", { qos: 1 });
  });
});

describe.skipIf(!hasOpenssl())("a revocation list", () => {
  it("tells what its own authority revoked, until when it counts, and nothing of another's", () => {
    const [one, two] = [makeAuthority(), makeAuthority("another")];
    for (const authority of [one, two]) for (const name of ["a", "b"]) authority.issue(name, name);
    one.revoke("a");
    one.writeList(1);
    const [list] = readRevocationLists(String(one.file("crl.pem")));
    const isRevoked = (authority: typeof one, name: string) =>
      list?.isRevoked(new X509Certificate(authority.file(`${name}.crt`)));
    expect(isRevoked(one, "a")).toBe(true);
    expect(isRevoked(one, "b")).toBe(false);
    expect(isRevoked(two, "a")).toBe(false);
    expect(Math.abs((list?.nextUpdate ?? 0) - (Date.now() + 3_600_000))).toBeLessThan(60_000);
    for (const authority of [one, two]) authority.remove();
  });

  it("that is none, or cut, is refused in words", () => {
    expect(() => readRevocationLists("")).toThrow("BEGIN X509 CRL");
    const pem = (bytes: number[]) =>
      `-----BEGIN X509 CRL-----\n${Buffer.from(bytes).toString("base64")}\n-----END X509 CRL-----`;
    for (const bytes of [[0x30, 0x82, 1, 0, 0x30], [1], [0x30, 0x84], [0x30, 3, 0x30, 1, 2]])
      expect(() => readRevocationLists(pem(bytes))).toThrow(/revocation list/);
  });
});

import { createSocket } from "node:dgram";
import { once } from "node:events";
import { createServer as createHttpServer } from "node:http";
import { type AddressInfo, createServer } from "node:net";
import { silentLog } from "@raceway/ports/log";
import { afterEach, describe, expect, it, vi } from "vitest";
import type { Row } from "./chain.ts";
import { destinationOf } from "./destination.ts";
import { startShipping } from "./shipping.ts";
import { syslogMessage } from "./syslog.ts";

const stops: (() => void)[] = [];
afterEach(() => {
  for (const stop of stops.splice(0)) stop();
});

/** An audit of so many entries, as far as shipping sees it. */
function auditOf(entries: number) {
  const at = "2026-11-30T06:00:00.123456789Z";
  const rows: Row[] = Array.from({ length: entries }, (_, n) => ({ id: n + 1, at, who: "anna" }));
  const shipped = new Map<string, number>();
  const after = (name: string) => rows.slice(shipped.get(name) ?? 0);
  return {
    rows,
    shipped: (name: string) => shipped.get(name) ?? 0,
    setShipped: (name: string, id: number) => void shipped.set(name, id),
    rowsAfter: (id: number, limit: number) => rows.slice(id, id + limit),
    waiting: (name: string) => ({ entries: after(name).length, since: at }),
  };
}

/** A clock on which the next round comes when it is asked for. */
function clockByHand() {
  const due: { readonly ms: number; readonly call: () => void }[] = [];
  return {
    due,
    now: () => 0n,
    after(ms: number, call: () => void) {
      due.push({ ms, call });
      return () => undefined;
    },
  };
}

describe("the audit is shipped", () => {
  it("in order and in bounded batches, and goes on where it was", async () => {
    const audit = auditOf(250);
    const send = vi.fn(async (_entries: readonly Row[]) => undefined);
    const clock = clockByHand();
    startShipping({ audit, destinations: [{ name: "x", send }], clock, log: silentLog });
    await vi.waitFor(() => expect(clock.due).toHaveLength(1));
    expect(send.mock.calls.map(([entries]) => entries.length)).toEqual([100, 100, 50]);
    audit.rows.push({ id: 251 });
    clock.due[0]?.call();
    await vi.waitFor(() => expect(clock.due).toHaveLength(2));
    expect(send.mock.lastCall?.[0]).toEqual([{ id: 251 }]);
  });

  it("again after a failure, ever more seldom, and the lag is seen meanwhile", async () => {
    const audit = auditOf(3);
    const send = vi.fn(async () => {
      throw new Error("it is away");
    });
    const clock = clockByHand();
    const warn = vi.fn();
    const log = { ...silentLog, warn };
    const shipping = startShipping({ audit, destinations: [{ name: "x", send }], clock, log });
    for (let n = 1; n <= 8; n++) {
      await vi.waitFor(() => expect(clock.due).toHaveLength(n));
      clock.due[n - 1]?.call();
    }
    expect(clock.due.map(({ ms }) => ms / 1000)).toEqual([2, 4, 8, 16, 32, 60, 60, 60]);
    expect(warn).toHaveBeenCalledTimes(1);
    expect(shipping.status()).toEqual([
      { destination: "x", waiting: 3, since: expect.any(String), failing: "it is away" },
    ]);
    shipping.close();
  });
});

describe("a destination", () => {
  it("that is a syslog server takes each entry as RFC 5424 says, over TCP", async () => {
    let text = "";
    const server = createServer((socket) => socket.on("data", (part) => (text += part)));
    await once(server.listen(0, "127.0.0.1"), "listening");
    stops.push(() => server.close());
    const { port } = server.address() as AddressInfo;
    const audit = auditOf(2);
    await destinationOf(`syslog+tcp://127.0.0.1:${port}`).send(audit.rows);
    const [, length = "0"] = /^(\d+) </.exec(text) ?? [];
    const first = Buffer.from(text).subarray(length.length + 1, length.length + 1 + Number(length));
    expect(String(first)).toMatch(
      /^<109>1 2026-11-30T06:00:00\.123456Z \S+ raceway \d+ audit \[raceway@32473 id="1" who="anna"\] \ufeff\{"id":1,.*\}$/,
    );
    expect(text).toContain('id="2"');
  });

  it("that is a syslog server takes them over UDP", async () => {
    const server = createSocket("udp4");
    await once(server.bind(0, "127.0.0.1"), "listening");
    stops.push(() => server.close());
    const heard = once(server, "message");
    await destinationOf(`syslog+udp://127.0.0.1:${server.address().port}`).send([
      { id: 7, at: "t" },
    ]);
    expect(String((await heard)[0])).toContain('id="7"');
  });

  it("escapes what would end a value, and tells refusals apart", () => {
    const message = syslogMessage({ at: "t", who: 'a"]\\', outcome: "refused: no" }, "h");
    expect(message).toContain('who="a\\"\\]\\\\"');
    expect(message).toMatch(/^<108>/);
  });

  it("that is away, or does not take it, fails", async () => {
    await expect(destinationOf("syslog+tcp://127.0.0.1:1").send([{ id: 1 }])).rejects.toThrow();
    const server = createHttpServer((_request, response) => response.writeHead(503).end());
    await once(server.listen(0, "127.0.0.1"), "listening");
    stops.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit?key=secret`;
    const destination = destinationOf(url);
    expect(destination.name).not.toContain("secret");
    await expect(destination.send([{ id: 1 }])).rejects.toThrow("it answers 503");
  });

  it("on the web is posted the entries as JSON, with a token", async () => {
    const heard = Promise.withResolvers<unknown>();
    const server = createHttpServer(async (request, response) => {
      let text = "";
      for await (const part of request) text += part;
      heard.resolve([request.headers.authorization, JSON.parse(text)]);
      response.end();
    });
    await once(server.listen(0, "127.0.0.1"), "listening");
    stops.push(() => server.close());
    const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}/audit`;
    await destinationOf(url, "token").send([{ id: 1 }]);
    expect(await heard.promise).toEqual([
      "Bearer token",
      { source: "raceway", entries: [{ id: 1 }] },
    ]);
  });

  it("that is none is refused without being quoted", () => {
    for (const address of ["syslog://h", "nonsense-secret", "ftp://secret", ""])
      expect(() => destinationOf(address)).toThrow(/^the audit is shipped to (?!.*secret)/);
  });
});

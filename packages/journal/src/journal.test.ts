import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { JournalFull } from "./inbox.ts";
import { type JournalOptions, openJournal } from "./journal.ts";
import { memoryJournal, reading, waveform } from "./testing.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-journal-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

function fileJournal(options: Partial<JournalOptions> = {}) {
  return openJournal({
    path: join(folder, "ingest.db"),
    durability: "process",
    drains: { store: {} },
    ...options,
  });
}

const letter = {
  topic: "t",
  head: new Uint8Array([1, 2, 3]),
  size: 3,
  receivedAt: 5n,
  reasonCode: "undecodable",
  reason: "byte 0 is 1",
};

describe("the journal", () => {
  it("commits results, model state and the end of inbox entries together", async () => {
    const journal = memoryJournal();
    await journal.inbox.admit(waveform(1n));
    await journal.inbox.admit(waveform(2n));
    journal.commitResults({
      outbox: [{ kind: "telemetry", body: "row" }],
      modelState: [{ key: "p", state: { mean: 0.1 } }],
      retained: [{ topic: "condition/p", payload: new Uint8Array([1]) }],
      deadLetters: [letter],
      upTo: 1,
    });
    expect(journal.stats()).toMatchObject({
      inbox: { rows: 1, oldestAge: expect.closeTo(0, 0) },
      outbox: { rows: 1, drains: { store: { rows: 1 } } },
      deadLetters: { byReason: { undecodable: 1 } },
    });
    expect(journal.modelState.get("p")).toEqual({ mean: 0.1 });
  });

  it("stores nothing of results that fail in the middle, and its counters stay true", async () => {
    const journal = memoryJournal({ limits: { outboxBytes: 200, onOutboxFull: "refuse" } });
    await journal.inbox.admit(waveform(1n));
    expect(() =>
      journal.commitResults({
        outbox: [
          { kind: "telemetry", body: "small" },
          { kind: "telemetry", body: "x".repeat(300) },
        ],
        modelState: [{ key: "p", state: 1 }],
        upTo: 1,
      }),
    ).toThrow(JournalFull);
    expect(journal.modelState.get("p")).toBeUndefined();
    expect(journal.stats()).toMatchObject({ inbox: { rows: 1 }, outbox: { rows: 0, bytes: 0 } });
    journal.inbox.rewind();
    expect(journal.inbox.read(1, 1)).toHaveLength(1);
  });

  it("finds everything again after it was closed and opened", async () => {
    const first = fileJournal();
    await first.inbox.admit(waveform(1n));
    await first.inbox.admit(reading(2n));
    first.commitResults({
      outbox: [{ kind: "telemetry", body: new Uint8Array([9]) }],
      modelState: [{ key: "p", state: [1, null] }],
      retained: [{ topic: "r", payload: new Uint8Array([4]) }],
      deadLetters: [letter],
      upTo: 1,
    });
    const before = first.stats();
    first.close();
    const second = fileJournal();
    const { rows, bytes } = before.outbox;
    expect(second.stats().outbox).toMatchObject({ rows, bytes, drains: { store: { rows: 1 } } });
    expect(second.stats().deadLetters).toEqual(before.deadLetters);
    expect(second.stats().inbox.bytes).toBe(before.inbox.bytes);
    expect(second.inbox.read(9, 1e6).map((row) => row.time)).toEqual([2n]);
    expect(second.outbox.read("store", 9)[0]?.body).toEqual(new Uint8Array([9]));
    expect(second.modelState.get("p")).toEqual([1, null]);
    expect(second.retained.list()).toEqual([{ topic: "r", payload: new Uint8Array([4]) }]);
    expect(await second.inbox.admit(waveform(1n))).toMatchObject({ reasonCode: "duplicate" });
    second.close();
  });

  it("never uses an inbox id again, also when the file was emptied and opened anew", async () => {
    const first = fileJournal();
    await first.inbox.admit(waveform(1n));
    first.commitResults({ upTo: 1 });
    first.close();
    const second = fileJournal();
    expect(await second.inbox.admit(waveform(2n))).toEqual({ stored: "inbox", id: 2 });
    second.close();
  });

  it("keeps a second opener out and says why", () => {
    const journal = fileJournal();
    expect(() => fileJournal({ lockTimeoutMs: 0 })).toThrow(/open in another process/);
    journal.close();
  });

  it("says what to look at when the file cannot be written", () => {
    expect(() => fileJournal({ path: join(folder, "nowhere", "ingest.db") })).toThrow(
      /nowhere\/ingest\.db cannot be written: does its folder exist/,
    );
  });

  it("sets a damaged file aside although its head is sound", async () => {
    const path = join(folder, "ingest.db");
    const first = fileJournal();
    await Promise.all(
      Array.from({ length: 50 }, (_, n) => first.inbox.admit(waveform(BigInt(n), 20_000))),
    );
    first.close();
    const bytes = readFileSync(path);
    writeFileSync(path, bytes.fill(0xa5, 16_384 * 5, 16_384 * 40));
    const second = fileJournal();
    expect(second.corrupt?.setAside).toContain("ingest.db.corrupt-");
    expect(second.stats().inbox.rows).toBe(0);
    second.close();
  });

  it("sets an empty file aside: it held something once", async () => {
    const path = join(folder, "ingest.db");
    writeFileSync(path, "");
    const hourAgo = Date.now() / 1000 - 3600;
    utimesSync(path, hourAgo, hourAgo);
    const journal = fileJournal();
    expect(journal.corrupt).toMatchObject({ reason: "the file is empty" });
    journal.close();
  });

  it("takes an empty file that was only just made for a new one: another process may be making it", () => {
    writeFileSync(join(folder, "ingest.db"), "");
    const journal = fileJournal();
    expect(journal.corrupt).toBeUndefined();
    journal.close();
  });

  it("sets a corrupt file aside, begins anew and says where the old one is", async () => {
    writeFileSync(
      join(folder, "ingest.db"),
      "this is no database, it only lies in its place".repeat(99),
    );
    const journal = fileJournal();
    expect(journal.corrupt?.setAside).toMatch(/ingest\.db\.corrupt-\d{8}T\d{6}Z$/);
    expect(journal.corrupt?.reason).toMatch(/not a database/);
    expect(readdirSync(folder).filter((name) => name.includes(".corrupt-"))).toHaveLength(1);
    await journal.inbox.admit(waveform(1n));
    journal.close();
  });

  it("refuses a file of a newer version", () => {
    const journal = fileJournal();
    journal.close();
    const { DatabaseSync } = process.getBuiltinModule("node:sqlite");
    const db = new DatabaseSync(join(folder, "ingest.db"));
    db.exec("PRAGMA user_version = 99");
    db.close();
    expect(() => fileJournal()).toThrow(/version 99.*newer program/);
  });
});

describe("the outbox", () => {
  const rows = (...bodies: string[]) => bodies.map((body) => ({ kind: "telemetry", body }));

  it("lets every drain go at its own pace and deletes what all have passed", () => {
    const journal = memoryJournal({ drains: { store: {}, mqtt: {} } });
    journal.commitResults({ outbox: rows("a", "b", "c") });
    expect(journal.outbox.read("store", 2).map((row) => row.body)).toEqual(["a", "b"]);
    journal.outbox.advance("store", 2);
    expect(journal.outbox.read("store", 9).map((row) => row.body)).toEqual(["c"]);
    expect(journal.stats().outbox).toMatchObject({
      rows: 3,
      drains: { store: { rows: 1 }, mqtt: { rows: 3 } },
    });
    journal.outbox.advance("mqtt", 1);
    expect(journal.stats().outbox.rows).toBe(2);
  });

  it("gives a drain only the kinds it takes, and stores nothing that no drain takes", () => {
    const journal = memoryJournal({
      drains: { store: { kinds: ["telemetry"] }, mqtt: { kinds: ["publish"] } },
    });
    journal.commitResults({
      outbox: [...rows("a"), { kind: "publish", body: "b" }, { kind: "unknown", body: "c" }],
    });
    expect(journal.stats().outbox.rows).toBe(2);
    expect(journal.outbox.read("mqtt", 9).map((row) => row.body)).toEqual(["b"]);
    journal.outbox.advance("store", 1);
    expect(journal.outbox.read("store", 9)).toEqual([]);
    journal.outbox.advance("mqtt", 2);
    expect(journal.stats().outbox.rows).toBe(0);
  });

  it("holds no row for a drain that will never take it", () => {
    const journal = memoryJournal({
      drains: { store: { kinds: ["telemetry"] }, mqtt: { kinds: ["publish"] } },
    });
    journal.commitResults({ outbox: rows("a") });
    journal.outbox.advance("store", 1);
    expect(journal.outbox.read("mqtt", 9)).toEqual([]);
    expect(journal.stats().outbox.rows).toBe(0);
  });

  it("drops the oldest rows when full and counts them for each drain that had not taken them", () => {
    const journal = memoryJournal({
      drains: { store: {}, mqtt: {} },
      limits: { outboxBytes: 300 },
    });
    journal.commitResults({ outbox: rows("a", "b") });
    journal.outbox.advance("mqtt", 1);
    journal.commitResults({ outbox: rows("x".repeat(150)) });
    expect(journal.outbox.read("store", 9).map((row) => row.body)).toEqual(["b", "x".repeat(150)]);
    expect(journal.stats().outbox.drains).toMatchObject({
      store: { dropped: 1 },
      mqtt: { dropped: 0 },
    });
  });

  it("says the age of what waits", () => {
    let seconds = 100;
    const journal = memoryJournal({ seconds: () => seconds });
    journal.commitResults({ outbox: rows("a") });
    seconds += 5;
    expect(journal.stats().outbox.drains["store"]?.oldestAge).toBe(5);
  });

  it("drops by age only what waited so long while the journal was open, whatever the wall clock did", () => {
    let seconds = 0;
    let now = 0n;
    const options = {
      seconds: () => seconds,
      clock: { now: () => now, after: () => () => {} },
      limits: { outboxSeconds: 100 },
    };
    const first = fileJournal(options);
    first.commitResults({ outbox: rows("a") });
    now += 31n * 86_400_000_000_000n;
    first.commitResults({ outbox: rows("b") });
    first.close();
    now = 0n;
    const second = fileJournal(options);
    seconds += 50;
    second.commitResults({ outbox: rows("c") });
    expect(second.outbox.read("store", 9).map(({ body }) => body)).toEqual(["a", "b", "c"]);
    seconds += 51;
    second.commitResults({ outbox: rows("d") });
    expect(second.outbox.read("store", 9).map(({ body }) => body)).toEqual(["c", "d"]);
    expect(second.stats().outbox.drains["store"]?.dropped).toBe(2);
    second.close();
  });

  it("forgets a drain that is no longer configured and starts a new one at the oldest row", () => {
    const first = fileJournal({ drains: { store: {}, gone: {} } });
    first.commitResults({ outbox: rows("a", "b") });
    first.outbox.advance("store", 1);
    first.close();
    const second = fileJournal({ drains: { store: {}, fresh: {} } });
    expect(second.outbox.read("fresh", 9)).toHaveLength(2);
    expect(second.outbox.read("store", 9)).toHaveLength(1);
    expect(() => second.outbox.read("gone", 9)).toThrow(/no drain "gone": store, fresh/);
    second.close();
  });

  it("wakes a drain when rows come", async () => {
    const journal = memoryJournal();
    const arrived = journal.outbox.arrived("store");
    journal.commitResults({ outbox: rows("a") });
    await arrived;
    expect(journal.outbox.read("store", 1)).toHaveLength(1);
  });
});

describe("dead letters", () => {
  it("lists the newest first, page by page and by reason", () => {
    const { deadLetters, commitResults } = memoryJournal();
    const codes = ["undecodable", "oversize", "undecodable"];
    commitResults({
      deadLetters: codes.map((reasonCode, n) => ({ ...letter, size: n, reasonCode })),
    });
    expect(deadLetters.list({ limit: 2 }).map((each) => each.size)).toEqual([2, 1]);
    expect(deadLetters.list({ limit: 2, before: 2 }).map((each) => each.size)).toEqual([0]);
    expect(deadLetters.list({ limit: 9, reasonCode: "oversize" })).toEqual([
      { ...letter, id: 2, size: 1, reasonCode: "oversize" },
    ]);
  });

  it("keeps the head of a payload and a bounded number of rows", () => {
    const journal = memoryJournal({ limits: { deadLetterRows: 3, deadLetterHeadBytes: 2 } });
    for (let n = 0; n < 5; n++) journal.commitResults({ deadLetters: [{ ...letter, size: n }] });
    expect(journal.deadLetters.list({ limit: 9 }).map((each) => each.size)).toEqual([4, 3, 2]);
    expect(journal.deadLetters.list({ limit: 1 })[0]?.head).toEqual(new Uint8Array([1, 2]));
    expect(journal.stats().deadLetters).toMatchObject({
      rows: 3,
      evicted: 2,
      byReason: { undecodable: 3 },
    });
  });
});

describe("what one sender repeats", () => {
  const rows = 100;
  const add = (journal: ReturnType<typeof memoryJournal>, topic: string, reasonCode: string) =>
    journal.commitResults({ deadLetters: [{ ...letter, topic, reasonCode }] });

  it("pushes out its own dead letters, and no others", () => {
    const journal = memoryJournal({ limits: { deadLetterRows: rows } });
    for (let n = 0; n < 20; n++) add(journal, `other/${n}`, "undecodable");
    for (let n = 0; n < 500; n++) add(journal, "one", "duplicate");
    expect(journal.stats().deadLetters).toMatchObject({
      byReason: { undecodable: 20, duplicate: 10 },
      evicted: 490,
    });
  });

  it("on many topics leaves room for other reasons, and long topics are cut", () => {
    const journal = memoryJournal({ limits: { deadLetterRows: rows } });
    for (let n = 0; n < 20; n++) add(journal, `other/${n}`, "undecodable");
    for (let n = 0; n < 500; n++) add(journal, `${n}/${"t".repeat(60_000)}`, "unknown-topic");
    expect(journal.stats().deadLetters).toMatchObject({
      byReason: { undecodable: 20, "unknown-topic": 50 },
    });
    expect(journal.deadLetters.list({ limit: 1 })[0]?.topic).toMatch(/^499\/t{508}$/);
  });
});

describe("retained messages and model states", () => {
  it("keep the latest, and an empty payload clears a topic", () => {
    const journal = memoryJournal();
    const set = (topic: string, ...bytes: number[]) =>
      journal.commitResults({ retained: [{ topic, payload: new Uint8Array(bytes) }] });
    set("a", 1);
    set("b", 2);
    set("a", 3);
    set("b");
    expect(journal.retained.list()).toEqual([{ topic: "a", payload: new Uint8Array([3]) }]);
    journal.commitResults({ modelState: [{ key: "p", state: 1 }] });
    journal.commitResults({ modelState: [{ key: "p", state: { now: 2 } }] });
    expect(journal.modelState.get("p")).toEqual({ now: 2 });
    journal.modelState.forget("p");
    expect(journal.modelState.keys()).toEqual([]);
  });
});

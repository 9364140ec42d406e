import { describe, expect, it } from "vitest";
import { JournalFull } from "./inbox.ts";
import { memoryJournal, reading, standingClock, waveform } from "./testing.ts";

const MAX_BYTES = 1_000_000;
const turn = () => new Promise((resolve) => setImmediate(resolve));

describe("the inbox", () => {
  it("gives back what it stored, in the order of the calls, with nanosecond times", async () => {
    const { inbox } = memoryJournal();
    const times = [1_758_000_000_123_456_789n, 1_758_000_000_123_456_790n, 5n];
    await Promise.all(times.map((time) => inbox.admit(waveform(time))));
    const rows = inbox.read(10, MAX_BYTES);
    expect(rows.map((row) => row.time)).toEqual(times);
    expect(rows[0]).toMatchObject({
      topic: "bearing/vibration",
      point: "site/line/machine/point",
      channel: "vibration",
      receivedAt: 1_758_000_000_124_456_789n,
    });
    expect(rows[0]?.payload).toEqual(new Uint8Array(16).fill(Number((times[0] ?? 0n) % 251n)));
  });

  it("stores what arrives in one turn in one commit", async () => {
    const { inbox } = memoryJournal();
    await Promise.all(Array.from({ length: 40 }, (_, n) => inbox.admit(waveform(BigInt(n)))));
    expect(inbox.stats()).toMatchObject({ rows: 40, accepted: 40, commits: 1 });
  });

  it("commits at once when a commit's limit is reached", async () => {
    const { inbox } = memoryJournal({ limits: { commitItems: 8 } });
    await Promise.all(Array.from({ length: 20 }, (_, n) => inbox.admit(waveform(BigInt(n)))));
    expect(inbox.stats().commits).toBe(3);
  });

  it("reads on where it left off, and again from the oldest uncommitted entry after a rewind", async () => {
    const journal = memoryJournal();
    await Promise.all([1n, 2n, 3n].map((time) => journal.inbox.admit(waveform(time))));
    const first = journal.inbox.read(2, MAX_BYTES);
    expect(first.map((row) => row.time)).toEqual([1n, 2n]);
    expect(journal.inbox.read(2, MAX_BYTES).map((row) => row.time)).toEqual([3n]);
    expect(journal.inbox.read(2, MAX_BYTES)).toEqual([]);
    journal.commitResults({ upTo: first[0]?.id ?? 0 });
    journal.inbox.rewind();
    expect(journal.inbox.read(9, MAX_BYTES).map((row) => row.time)).toEqual([2n, 3n]);
  });

  it("reads no more than the bytes asked for, but one entry at least", async () => {
    const { inbox } = memoryJournal();
    await Promise.all([1n, 2n, 3n].map((time) => inbox.admit(waveform(time, 1000))));
    expect(inbox.read(9, 1)).toHaveLength(1);
    expect(inbox.read(9, 2500)).toHaveLength(2);
  });

  it("says when there is something to read", async () => {
    const journal = memoryJournal();
    const heard: string[] = [];
    const waiting = journal.inbox.arrived().then(() => heard.push("arrived"));
    await turn();
    expect(heard).toEqual([]);
    await journal.inbox.admit(waveform(1n));
    await waiting;
    expect(heard).toEqual(["arrived"]);
    journal.inbox.read(9, MAX_BYTES);
    journal.commitResults({ upTo: 1 });
    journal.inbox.rewind();
    const later = journal.inbox.arrived().then(() => heard.push("closed"));
    await turn();
    expect(heard).toEqual(["arrived"]);
    journal.close();
    await later;
  });

  it("stores a repeated source time of a channel as a dead letter, also after its entry is gone", async () => {
    const journal = memoryJournal();
    await journal.inbox.admit(waveform(7n));
    journal.commitResults({ upTo: 1 });
    const again = await journal.inbox.admit(waveform(7n));
    expect(again).toMatchObject({ stored: "dead-letter", reasonCode: "duplicate" });
    const other = await journal.inbox.admit(waveform(7n, 16, "other"));
    expect(other).toEqual({ stored: "inbox", id: 2 });
    expect(journal.stats().deadLetters.byReason).toEqual({ duplicate: 1 });
  });

  it("recognises a repetition within one commit", async () => {
    const { inbox } = memoryJournal();
    const outcomes = await Promise.all([inbox.admit(reading(1n)), inbox.admit(reading(1n))]);
    expect(outcomes.map(({ stored }) => stored)).toEqual(["inbox", "dead-letter"]);
  });

  it("remembers a bounded number of source times a channel, the newest", async () => {
    const { inbox } = memoryJournal({ limits: { seenPerChannel: 8 } });
    for (let time = 0n; time < 40n; time++) await inbox.admit(reading(time));
    expect(await inbox.admit(reading(39n))).toMatchObject({ reasonCode: "duplicate" });
    expect(await inbox.admit(reading(32n))).toMatchObject({ reasonCode: "duplicate" });
    expect(await inbox.admit(reading(0n))).toMatchObject({ stored: "inbox" });
  });

  it("refuses a sample rate other than the first, naming both, until the format is forgotten", async () => {
    const { inbox } = memoryJournal();
    await inbox.admit(waveform(1n));
    const slower = { ...waveform(2n), sampleRate: 12_800 };
    expect(await inbox.admit(slower)).toMatchObject({
      stored: "dead-letter",
      reasonCode: "sample-rate-changed",
      reason: expect.stringMatching(/sends 12800 Hz.*25600 Hz/),
    });
    expect(await inbox.admit({ ...waveform(3n), sampleRate: 25_650 })).toMatchObject({ id: 2 });
    inbox.forgetFormat("site/line/machine/point", "vibration");
    expect(await inbox.admit(slower)).toMatchObject({ stored: "inbox" });
    expect(inbox.formats()).toEqual([
      { point: "site/line/machine/point", channel: "vibration", sampleRate: 12_800 },
    ]);
  });

  it("holds arrivals while it is full and stores them in order once results have made room", async () => {
    const clock = standingClock();
    const journal = memoryJournal({ clock, limits: { inboxBytes: 2500 } });
    await Promise.all([
      journal.inbox.admit(waveform(1n, 900)),
      journal.inbox.admit(waveform(2n, 900)),
    ]);
    const settled: string[] = [];
    const held = [
      journal.inbox.admit(waveform(3n, 900)).then(() => settled.push("third")),
      journal.inbox.admit(reading(4n)).then(() => settled.push("fourth")),
    ];
    await turn();
    await turn();
    expect(settled).toEqual([]);
    journal.commitResults({ upTo: 1 });
    await Promise.all(held);
    expect(settled).toEqual(["third", "fourth"]);
    expect(journal.inbox.read(9, MAX_BYTES).map((row) => row.time)).toEqual([2n, 3n, 4n]);
  });

  it("refuses arrivals that were held too long, and counts them", async () => {
    const clock = standingClock();
    const { inbox } = memoryJournal({ clock, limits: { inboxBytes: 1500, holdMs: 10_000 } });
    await inbox.admit(waveform(1n, 900));
    const held = inbox.admit(waveform(2n, 900));
    await turn();
    clock.advance(10_000);
    await expect(held).rejects.toThrow(JournalFull);
    expect(inbox.stats()).toMatchObject({ rows: 1, refused: 1 });
    const still = inbox.admit(waveform(3n, 900));
    await turn();
    clock.advance(10_000);
    await expect(still).rejects.toThrow(/inbox is full/);
  });

  it("takes an entry larger than its whole limit when it is empty, so that it never stands still", async () => {
    const { inbox } = memoryJournal({ limits: { inboxBytes: 100 } });
    await inbox.admit(waveform(1n, 900));
    expect(inbox.stats().rows).toBe(1);
  });

  it("drops the oldest waveforms, never readings, when told so, and says which", async () => {
    const journal = memoryJournal({
      limits: { inboxBytes: 2500, onFull: "drop_oldest_waveform" },
    });
    await journal.inbox.admit(reading(1n));
    for (const time of [2n, 3n, 4n]) await journal.inbox.admit(waveform(time, 900));
    expect(journal.inbox.read(9, MAX_BYTES).map((row) => row.time)).toEqual([1n, 3n, 4n]);
    expect(journal.stats().inbox.droppedWaveforms).toBe(1);
    expect(journal.deadLetters.list({ limit: 1 })).toMatchObject([
      { reasonCode: "inbox-full", reason: expect.stringContaining("waveform 2 of site/line") },
    ]);
  });

  it("lets one message that cannot be stored fail alone", async () => {
    const { inbox } = memoryJournal();
    const outcomes = await Promise.allSettled([
      inbox.admit(waveform(1n)),
      inbox.admit(waveform(2n ** 70n)),
      inbox.admit(waveform(3n)),
    ]);
    expect(outcomes.map(({ status }) => status)).toEqual(["fulfilled", "rejected", "fulfilled"]);
    expect(inbox.read(9, MAX_BYTES).map((row) => row.time)).toEqual([1n, 3n]);
    expect(inbox.stats()).toMatchObject({ rows: 2, accepted: 2 });
  });

  it("stores what still waits when it closes, and takes nothing afterwards", async () => {
    const journal = memoryJournal();
    const last = journal.inbox.admit(waveform(1n));
    journal.close();
    await expect(last).resolves.toEqual({ stored: "inbox", id: 1 });
    await expect(journal.inbox.admit(waveform(2n))).rejects.toThrow(/closed/);
  });
});

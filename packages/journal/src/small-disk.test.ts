import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { openJournal } from "./journal.ts";
import { mayMount, smallDisk } from "./small-disk.ts";
import { waveform } from "./testing.ts";

describe.skipIf(!mayMount())("a journal on a small disk (only root may mount one)", () => {
  it("takes messages until little room is left, and goes on when they are analysed", async () => {
    const disk = smallDisk(12);
    const journal = openJournal({
      path: join(disk.folder, "ingest.sqlite"),
      durability: "process",
      drains: { store: {} },
    });
    try {
      for (let round = 0, time = 0n; round < 3; round++) {
        let last = 0;
        for (let full = false; !full; ) {
          const stored = await Promise.allSettled(
            Array.from({ length: 16 }, () => journal.inbox.admit(waveform(++time, 16_000))),
          );
          for (const one of stored)
            if (one.status === "fulfilled" && "id" in one.value) last = one.value.id;
          full = stored.some(({ status }) => status === "rejected");
        }
        expect(last).toBeGreaterThan(100);
        // As analysis does it: results, and the end of the messages that they came of.
        const rows = journal.inbox.read(10_000, 2 ** 30);
        for (const { id } of rows)
          journal.commitResults({
            upTo: id,
            outbox: [{ kind: "telemetry", body: "x".repeat(500) }],
          });
        expect(journal.stats().inbox.rows).toBe(0);
        journal.outbox.advance("store", 2 ** 40);
      }
    } finally {
      journal.close();
      disk.remove();
    }
  });

  it("goes on by itself once somebody who filled it makes room", async () => {
    const disk = smallDisk(12);
    const journal = openJournal({
      path: join(disk.folder, "ingest.sqlite"),
      durability: "process",
      drains: { store: {} },
    });
    try {
      for (let n = 0n; n < 100n; n++) await journal.inbox.admit(waveform(n, 16_000));
      disk.fill();
      await expect(journal.inbox.admit(waveform(200n, 16_000))).rejects.toThrow(/full/);
      disk.free();
      expect(await journal.inbox.admit(waveform(201n, 16_000))).toMatchObject({ stored: "inbox" });
      journal.commitResults({ upTo: 200 });
    } finally {
      journal.close();
      disk.remove();
    }
  });
});

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "vitest";
import { openJournal } from "./journal.ts";
import { waveform } from "./testing.ts";

const BYTES = 16_384;
/** Messages that stay in the inbox while more come, as if their analysis were under way. */
const BEHIND = 256;

/** An inbox in a file, and a function that admits one commit of `size` messages of 16 KiB and removes as many old ones now and then. */
function inboxFor(durability: "process" | "power", size: number) {
  const folder = mkdtempSync(join(tmpdir(), "raceway-bench-"));
  const journal = openJournal({ path: join(folder, "bench.db"), durability, drains: {} });
  let time = 0n;
  async function commitOnce(): Promise<void> {
    const arrivals = Array.from({ length: size }, () => waveform(time++, BYTES));
    const admitted = await Promise.all(arrivals.map(journal.inbox.admit));
    const last = admitted.at(-1);
    if (last?.stored === "inbox" && time % BigInt(BEHIND) < size)
      journal.commitResults({ upTo: last.id - BEHIND });
  }
  function close(): void {
    journal.close();
    rmSync(folder, { recursive: true });
  }
  return { commitOnce, close };
}

/** Messages a second are operations a second × messages a commit. */
describe.each(["process", "power"] as const)(
  "16 KiB messages, durable against the loss of %s",
  (durability) => {
    it("by the size of the commit", async ({ bench }) => {
      const inboxes = [1, 8, 32].map((size) => ({ size, ...inboxFor(durability, size) }));
      const [one, eight, many] = inboxes.map(({ size, commitOnce }) =>
        bench(`${size} a commit`, commitOnce),
      );
      if (one && eight && many) await bench.compare(one, eight, many, { time: 1000 });
      for (const { close } of inboxes) close();
    });
  },
);

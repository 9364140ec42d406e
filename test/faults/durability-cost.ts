import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Durability } from "@raceway/journal/database";
import { openJournal } from "@raceway/journal/journal";

/** Prints what each durability costs: the time from handing messages to the inbox until their commit, and the processor's share of it. */

const BYTES = 16_384;
const COMMITS = 300;

async function measure(durability: Durability, messages: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), "raceway-cost-"));
  const journal = openJournal({ path: join(folder, "cost.sqlite"), durability, drains: {} });
  const payload = Buffer.alloc(BYTES, 0x5a);
  const place = { topic: "t", point: "s/l/m/p", channel: "vib", receivedAt: 0n };
  const spans: number[] = [];
  let time = 0n;
  const cpu = process.cpuUsage();
  for (let commit = 0; commit < COMMITS; commit++) {
    const began = performance.now();
    const stored = await Promise.all(
      Array.from({ length: messages }, () =>
        journal.inbox.admit({ kind: "accepted", ...place, payload, time: time++ }),
      ),
    );
    spans.push(performance.now() - began);
    const last = stored.at(-1);
    if (last?.stored === "inbox") journal.commitResults({ upTo: last.id });
  }
  const { user, system } = process.cpuUsage(cpu);
  journal.close();
  rmSync(folder, { recursive: true });
  const sorted = spans.toSorted((a, b) => a - b);
  const at = (share: number) => (sorted[Math.floor(share * COMMITS)] ?? 0).toFixed(2);
  const perMessage = ((user + system) / (COMMITS * messages)).toFixed(0);
  return `| \`${durability}\` | ${messages} | ${at(0.1)} ms | ${at(0.5)} ms | ${at(0.9)} ms | ${perMessage} µs |`;
}

console.log(
  "| durability | messages a commit | fast (10 %) | median | slow (90 %) | CPU a message |",
);
console.log("|---|---|---|---|---|---|");
for (const durability of ["process", "power"] as const)
  for (const messages of [1, 8, 32]) console.log(await measure(durability, messages));

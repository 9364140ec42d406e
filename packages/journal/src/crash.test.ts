import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { openJournal } from "./journal.ts";

const WRITER = fileURLToPath(new URL("./crash-writer.ts", import.meta.url));
let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-crash-"));
});
afterEach(() => {
  rmSync(folder, { recursive: true });
});

/** Runs the writer until it has acknowledged so many waveforms, kills it, and gives all that it had said. */
async function writeUntilKilled(path: string, first: number, acknowledged: number) {
  const child = spawn(process.execPath, [WRITER, path, String(first)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let text = "";
  child.stdout.on("data", (chunk: Buffer) => {
    text += chunk;
    if (text.split("A ").length > acknowledged) child.kill("SIGKILL");
  });
  await once(child, "close");
  const complete = text.slice(0, text.lastIndexOf("\n")).split("\n");
  const said = (letter: string) =>
    complete.filter((line) => line.startsWith(letter)).map((line) => BigInt(line.slice(2)));
  return { acknowledged: said("A"), results: said("R") };
}

describe("the journal after kill -9", () => {
  it("has everything that was acknowledged exactly once, as a message or as a result", async () => {
    const path = join(folder, "ingest.db");
    const acknowledged: bigint[] = [];
    const results: bigint[] = [];
    for (const [round, count] of [40, 333, 171, 7].entries()) {
      const said = await writeUntilKilled(path, round * 1_000_000, count);
      expect(said.acknowledged.length).toBeGreaterThanOrEqual(count);
      acknowledged.push(...said.acknowledged);
      results.push(...said.results);

      const journal = openJournal({ path, durability: "process", drains: { store: {} } });
      const inInbox = journal.inbox.read(1e6, 1e9).map((row) => row.time);
      const inOutbox = journal.outbox.read("store", 1e6).map((row) => BigInt(String(row.body)));
      const counted = journal.modelState.get("count") ?? 0;
      journal.close();

      expect(journal.corrupt).toBeUndefined();
      const held = [...inOutbox, ...inInbox];
      expect(new Set(held).size).toBe(held.length);
      expect(acknowledged.filter((time) => !held.includes(time))).toEqual([]);
      expect(results.filter((time) => !inOutbox.includes(time))).toEqual([]);
      expect(counted).toBe(inOutbox.length);
    }
  }, 60_000);
});

import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import { checkCertificate } from "@raceway/certificate/check-certificate";
import { certificateOfLot, certificateOfPart } from "@raceway/certificate/issue";
import { newestCheckpoint, recordFiles } from "@raceway/record/record-files";
import { openRecordLog } from "@raceway/record/record-log";
import { openRecordReader } from "@raceway/record/record-reader";
import { SEGMENT_ENTRIES } from "@raceway/record/segment-tree";
import { openSigningKey } from "@raceway/record/signing-key";
import { verifyRecord } from "@raceway/record/verify-record";

/**
 * How long a large record takes: to write, to verify, to prove one entry of, with and without its archive. Ten million entries of parts, some 9 GB, in a folder of its own
 * that is deleted afterwards.
 */

const { values } = parseArgs({
  options: {
    entries: { type: "string", default: "10000000" },
    /** Used as it is where it holds a record; kept. */
    folder: { type: "string" },
    proofs: { type: "string", default: "1000" },
  },
});
const entries = Number(values.entries);
const folder = values.folder ?? mkdtempSync(join(tmpdir(), "record-size-"));
/** What thirty stands at twenty parts a minute bring between two checkpoints. */
const BETWEEN_CHECKPOINTS = 600;
const LOT_PARTS = 10_000;
const startedWith = process.cpuUsage();

try {
  if (!existsSync(recordFiles(folder).checkpoints)) write();
  verify("whole");
  await prove("whole");
  const archive = join(folder, "archive");
  archiveHalf(archive);
  verify("half archived");
  verify("half archived, archive at hand", archive);
  await prove("half archived, archive at hand", archive);
} finally {
  if (values.folder === undefined) rmSync(folder, { recursive: true });
}

function write(): void {
  const begun = performance.now();
  const key = openSigningKey(recordFiles(folder).key);
  const log = openRecordLog(folder, "works", key, () => "2026-11-30T12:00:00.000Z");
  for (let n = 0; n < entries; n += BETWEEN_CHECKPOINTS) {
    const count = Math.min(BETWEEN_CHECKPOINTS, entries - n);
    log.append(Array.from({ length: count }, (_, k) => part(n + k)));
    log.checkpoint();
  }
  log.close();
  const bytes = ["entries", "trees"].flatMap((name) =>
    readdirSync(join(folder, name)).map((file) => statSync(join(folder, name, file)).size),
  );
  const gigabytes = bytes.reduce((sum, size) => sum + size, 0) / 1e9;
  tell("written", `${seconds(begun)}, ${gigabytes.toFixed(1)} GB`);
}

function part(n: number) {
  const serial = `s-${n}`;
  const time = new Date(Date.UTC(2026, 0, 1) + 100 * n).toISOString();
  const measurement = { side: "a", rpm: 1800, low: 31.2 + (n % 7), medium: 22.4, high: 18.1 };
  const more = { lowPeak: 93.1, mediumPeak: 81.7, highPeak: 70.2, acceleration: 0.512 };
  const measurements = ["a", "b"].map((side) => ({
    ...{ ...measurement, side, ...more },
    anderon: { low: 4.06, medium: 2.92, high: 2.41 },
  }));
  const body = {
    ...{ type: "part-result", stand: "works/line-1/stand-1", time, serial },
    ...{ lot: `L-${Math.floor(n / LOT_PARTS)}`, bearingType: "6208-2RS", gate: "accept" },
    ...{ judged: true, grades: { v: "v2" }, findings: [], unusual: 0.37, comparedWith: 200 },
    measurements,
  };
  return { kind: "part-result", time, subject: serial, body, from: ["journal", n] } as const;
}

function verify(what: string, archive?: string): void {
  const begun = performance.now();
  const cpu = process.cpuUsage();
  const { entries: found, archived, checkpoints, flaws } = verifyRecord(folder, { archive });
  if (flaws.length > 0) throw new Error(JSON.stringify(flaws));
  const megabytes = process.memoryUsage().rss / 1e6;
  tell(
    `verified, ${what}`,
    `${seconds(begun, cpu)}; ${found} entries, ${archived} of them archived, ${checkpoints} checkpoints, ${megabytes.toFixed(0)} MB of memory`,
  );
}

async function prove(what: string, archive?: string): Promise<void> {
  const size = newestCheckpoint(recordFiles(folder).checkpoints)?.size ?? 0;
  const proofs: number[] = [];
  for (let k = 0; k < Number(values.proofs); k++) {
    const seq = Math.floor((size * ((k * 0.6180339887) % 1)) / 1);
    const begun = performance.now();
    // A reader of its own each time: nothing is remembered.
    const reader = openRecordReader(folder, archive);
    reader.line(seq);
    reader.path(seq, size);
    proofs.push(performance.now() - begun);
  }
  proofs.sort((a, b) => a - b);
  const at = (share: number) => (proofs[Math.floor(share * (proofs.length - 1))] ?? 0).toFixed(2);
  tell(`a line and its proof, ${what}`, `${at(0.5)} / ${at(0.99)} / ${at(1)} ms p50 / p99 / worst`);
  let begun = performance.now();
  const serial = `s-${Math.floor(size / 3)}`;
  const made = await certificateOfPart(folder, serial, archive);
  tell(`a certificate by serial, ${what}`, `${(performance.now() - begun).toFixed(1)} ms`);
  if ((await checkCertificate(made)).some(({ ok }) => !ok)) throw new Error("it does not hold");
  begun = performance.now();
  await certificateOfPart(folder, "nobody", archive).catch(() => {});
  tell(`a serial that is not there, ${what}`, `${(performance.now() - begun).toFixed(1)} ms`);
  begun = performance.now();
  const lot = await certificateOfLot(folder, "L-1", archive);
  tell(
    `a certificate of a lot of ${lot.lines.length}, ${what}`,
    `${(performance.now() - begun).toFixed(0)} ms, ${lot.hashes.length} hashes`,
  );
  begun = performance.now();
  if ((await checkCertificate(lot)).some(({ ok }) => !ok)) throw new Error("it does not hold");
  tell(`that lot checked, ${what}`, `${(performance.now() - begun).toFixed(0)} ms`);
}

function archiveHalf(archive: string): void {
  mkdirSync(join(archive, "entries"), { recursive: true });
  for (let segment = 0; segment < Math.floor(entries / SEGMENT_ENTRIES / 2); segment++)
    if (existsSync(recordFiles(folder).entries(segment)))
      renameSync(recordFiles(folder).entries(segment), recordFiles(archive).entries(segment));
}

/** Since a moment, and of what the processor worked for it. */
function seconds(since: number, cpu = startedWith): string {
  const { user, system } = process.cpuUsage(cpu);
  return `${((performance.now() - since) / 1000).toFixed(1)} s (${((user + system) / 1e6).toFixed(1)} s of processor)`;
}

function tell(what: string, found: string): void {
  process.stdout.write(`${what.padEnd(62)}${found}\n`);
}

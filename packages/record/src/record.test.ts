import { hash } from "node:crypto";
import {
  appendFileSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@raceway/model/json";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import {
  consistencyProof,
  isConsistent,
  leafHash,
  nodeHash,
  rootOf,
  type SubtreeHash,
} from "./merkle.ts";
import { base58, bytesOfBase58, didOfKey, keyOfDid } from "./multibase.ts";
import { recordFiles } from "./record-files.ts";
import { openRecordLog } from "./record-log.ts";
import { openRecordReader } from "./record-reader.ts";
import { SEGMENT_ENTRIES } from "./segment-tree.ts";
import { openSigningKey, renewSigningKey } from "./signing-key.ts";
import { verifyRecord } from "./verify-record.ts";

/** Leaves as the tests of Certificate Transparency have them (RFC 9162's reference data, google/trillian merkle/testonly). */
const LEAVES = [
  "",
  "00",
  "10",
  "2021",
  "3031",
  "40414243",
  "5051525354555657",
  "606162636465666768696a6b6c6d6e6f",
].map((hex) => leafHash(Buffer.from(hex, "hex")));
const ROOTS = [
  "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d",
  "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125",
  "aeb6bcfe274b70a14fb067a5e5578264db0fa9b51af5e0ba159158f329e06e77",
  "d37ee418976dd95753c1c73862b9398fa2a2cf9b4ff0fdfe8b30cd95209614b7",
  "4e3bbb1f7b478dcfe71fb631631519a3bca12c9aefca1612bfce4c13a86264d4",
  "76e67dadbcdf1e10e1b74ddc608abd2f98dfb16fbce75277b5232a127f2087ef",
  "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c",
  "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328",
];

function treeOf(leaves: readonly Buffer[]): SubtreeHash {
  const subtree: SubtreeHash = (level, index) =>
    level === 0
      ? (leaves[index] ?? Buffer.alloc(0))
      : nodeHash(subtree(level - 1, 2 * index), subtree(level - 1, 2 * index + 1));
  return subtree;
}

describe("a Merkle tree", () => {
  it("has the roots of Certificate Transparency's test data", () => {
    const tree = treeOf(LEAVES);
    expect(ROOTS.map((_, n) => rootOf(tree, n + 1).toString("hex"))).toEqual(ROOTS);
    expect(rootOf(tree, 0).toString("hex")).toBe(hash("sha256", ""));
  });

  it("proves that a larger one goes on from a smaller one, and refuses one that was changed", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
        const first = 1 + (a % size);
        const leaves = Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`${n}`)));
        const tree = treeOf(leaves);
        const [small, large] = [first, size].map((n) => ({ size: n, root: rootOf(tree, n) }));
        if (small === undefined || large === undefined) return;
        const proof = consistencyProof(tree, first, size);
        expect(isConsistent(small, large, proof)).toBe(true);
        const changed = leaves.with(b % first, leafHash(Buffer.from("other")));
        const forged = { size: first, root: rootOf(treeOf(changed), first) };
        expect(isConsistent(forged, large, proof)).toBe(false);
      }),
    );
  });
});

describe("canonical JSON", () => {
  it("is that of RFC 8785, section 3.2.3", () => {
    const value = {
      numbers: [Number("333333333.33333329"), 1e30, 4.5, 2e-3, 0.000000000000000000000000001],
      string: '€$\u000f\nA\'B"\\\\"/',
      literals: [null, true, false],
    };
    expect(canonicalJson(value)).toBe(
      '{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27],"string":"€$\\u000f\\nA\'B\\"\\\\\\\\\\"/"}',
    );
  });

  it("sorts names by UTF-16 code units, as section 3.2.3 has them", () => {
    const value = {
      "\u20ac": 1,
      "\r": 2,
      "\ufb33": 3,
      "1": 4,
      "\ud83d\ude00": 5,
      "\u0080": 6,
      "\u00f6": 7,
    };
    expect(Object.values(JSON.parse(canonicalJson(value)))).toHaveLength(7);
    expect(canonicalJson(value)).toBe(
      '{"\\r":2,"1":4,"\u0080":6,"\u00f6":7,"\u20ac":1,"\ud83d\ude00":5,"\ufb33":3}',
    );
  });

  it("does not depend on the order in which names were written", () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue()), (value) => {
        const turned = Object.fromEntries(Object.entries(value).reverse());
        expect(canonicalJson(turned as Json)).toBe(canonicalJson(value as Json));
        expect(JSON.parse(canonicalJson(value as Json))).toEqual(JSON.parse(JSON.stringify(value)));
      }),
    );
  });
});

describe("base58 and did:key", () => {
  it("read back what they write", () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 70 }), (bytes) => {
        expect(bytesOfBase58(base58(bytes))).toEqual(bytes);
      }),
    );
    expect(base58(Buffer.from("Hello World!"))).toBe("2NEpo7TZRRrLZSi2U");
  });

  it("name the key of the W3C's example", () => {
    const did = "did:key:z6MkrJVnaZkeFzdQyMZu1cgjg7k1pZZ6pvBQ4zE4fWbYrCdR";
    const name = keyOfDid("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    expect(name).toHaveLength(43);
    expect(didOfKey(name ?? "")).toBe("did:key:z6MkhaXgBZDvotDkL5257faiztiGiC2QtKLGpbnnEGta2doK");
    expect(keyOfDid(`${did}x`)).toBeUndefined();
    expect(keyOfDid("did:web:example.com")).toBeUndefined();
  });
});

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "record-"));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const open = () =>
  openRecordLog(
    folder,
    "works",
    openSigningKey(recordFiles(folder).key),
    () => "2026-11-30T12:00:00.000Z",
  );

function part(n: number, journal?: string) {
  return {
    kind: "part-result",
    time: "2026-11-30T11:00:00.000Z",
    subject: `s-${n}`,
    body: { serial: `s-${n}`, gate: n % 7 === 0 ? "reject" : "accept" },
    ...(journal !== undefined && { from: [journal, n] as const }),
  } as const;
}

/** A record of so many entries with a checkpoint in the middle and one at the end. */
function written(entries: number) {
  const log = open();
  const numbers = Array.from({ length: entries }, (_, n) => n);
  log.append(numbers.slice(0, entries / 2).map((n) => part(n)));
  log.checkpoint();
  log.append(numbers.slice(entries / 2).map((n) => part(n)));
  log.checkpoint();
  log.close();
}

const entriesFile = () => recordFiles(folder).entries(0);
function alter(change: (lines: string[]) => readonly string[]): void {
  const lines = readFileSync(entriesFile(), "utf8").split("\n").filter(Boolean);
  writeFileSync(entriesFile(), `${change(lines).join("\n")}\n`);
}

describe("a record", () => {
  it("that nobody changed is verified, also where it was written in several runs", () => {
    written(40);
    const log = open();
    log.append([part(40)]);
    log.close();
    expect(verifyRecord(folder)).toMatchObject({
      entries: 41,
      checkpoints: 2,
      unsigned: 1,
      flaws: [],
    });
  });

  it("takes each row of a journal once, also after its process was killed", () => {
    const log = open();
    log.append([part(1, "j"), part(2, "j")]);
    log.close();
    const again = open();
    expect(again.append([part(1, "j"), part(2, "j"), part(3, "j"), part(1, "k")])).toEqual([2, 3]);
    again.close();
    expect(verifyRecord(folder)).toMatchObject({ entries: 4, flaws: [] });
  });

  it("takes back a line that a power cut left half written", () => {
    written(10);
    appendFileSync(entriesFile(), '{"body":{"serial":"s-1');
    const log = open();
    expect(log.append([part(10)])).toEqual([10]);
    log.close();
    expect(verifyRecord(folder)).toMatchObject({ entries: 11, flaws: [] });
  });

  /** What is found once a byte is another. */
  function flawsOf(path: string, whole: Buffer, at: number, by: number) {
    const bytes = Buffer.from(whole);
    bytes[at] = (bytes[at] ?? 0) ^ by;
    writeFileSync(path, bytes);
    const { flaws } = verifyRecord(folder);
    writeFileSync(path, whole);
    return flaws;
  }
  const linesBefore = (whole: Buffer, at: number) =>
    whole.subarray(0, at).filter((byte) => byte === 10).length;

  it("tells of any byte that was changed, and where: every byte of its entries", () => {
    written(8);
    const whole = readFileSync(entriesFile());
    for (let at = 0; at < whole.length; at++) {
      const entry = linesBefore(whole, at);
      // The last entries have none behind them that tells: there the checkpoint speaks, from the one before it on.
      const first = flawsOf(entriesFile(), whole, at, 1 + (at % 255))[0]?.seq ?? -1;
      if (!(first === entry || (entry >= 6 && first >= 4 && first <= entry + 1)))
        expect({ at, entry, first }).toBe("located");
    }
  });

  it("tells of any byte that was changed, and where: any change of any byte", () => {
    written(20);
    const whole = readFileSync(entriesFile());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const entry = linesBefore(whole, at);
        const first = flawsOf(entriesFile(), whole, at, by)[0]?.seq ?? -1;
        expect(first === entry || (entry >= 18 && first >= 10 && first <= entry + 1)).toBe(true);
      }),
    );
  });

  it("tells of any byte of its checkpoints that was changed, and of which", () => {
    written(6);
    const { checkpoints } = recordFiles(folder);
    const whole = readFileSync(checkpoints);
    for (let at = 0; at < whole.length; at++) {
      const found = flawsOf(checkpoints, whole, at, 1 + (at % 255)).map(({ what }) => what);
      const number = linesBefore(whole, at) + 1;
      // Of one whose end is gone nothing says that it was there, but those that were kept elsewhere.
      const isEnd = at === whole.length - 1;
      if (!isEnd && !found.some((what) => what.startsWith(`checkpoint ${number} `)))
        expect({ at, number, found }).toBe("told");
    }
  });

  it("tells of stored hashes that were altered, though no entry was", () => {
    written(20);
    const path = recordFiles(folder).growing(0);
    const whole = readFileSync(path);
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        expect(flawsOf(path, whole, at, by)[0]?.what).toMatch(/hashes of the segment/);
      }),
      { numRuns: 30 },
    );
  });

  it("that was written anew from an old state shows against a checkpoint kept elsewhere", () => {
    written(10);
    const kept = join(folder, "kept.ndjson");
    writeFileSync(kept, readFileSync(recordFiles(folder).checkpoints));
    expect(verifyRecord(folder, { witness: kept })).toMatchObject({ witnessed: 2, flaws: [] });
    // Whoever has the key writes another record; it is whole, and goes on from nothing that was told.
    for (const part of ["entries", "trees", "checkpoints.ndjson"])
      rmSync(join(folder, part), { recursive: true });
    const log = open();
    log.append(Array.from({ length: 12 }, (_, n) => part(n + 1)));
    log.checkpoint();
    log.close();
    expect(verifyRecord(folder).flaws).toEqual([]);
    expect(verifyRecord(folder, { witness: kept }).flaws[0]?.what).toMatch(
      /do not lead to the root/,
    );
  });

  it.each<[string, (lines: string[]) => readonly string[], number]>([
    ["an entry was taken out", (lines) => lines.toSpliced(7, 1), 6],
    [
      "two entries changed places",
      (lines) => lines.with(3, lines[4] ?? "").with(4, lines[3] ?? ""),
      3,
    ],
    ["the end was cut off", (lines) => lines.slice(0, 15), 15],
  ])("tells that %s", (_, change, seq) => {
    written(20);
    alter(change);
    expect(verifyRecord(folder).flaws[0]?.seq).toBe(seq);
  });

  it("tells of an entry that was changed with all behind it written anew, by its checkpoints", () => {
    written(20);
    alter((lines) => {
      let prev = "";
      return lines.map((line, n) => {
        const entry = JSON.parse(line) as { prev: string; body: { gate: string } };
        if (n === 14) entry.body.gate = "accept";
        if (n > 14) entry.prev = prev;
        const own = canonicalJson(entry as unknown as Json);
        prev = leafHash(Buffer.from(own)).toString("hex");
        return own;
      });
    });
    const { flaws } = verifyRecord(folder);
    expect(flaws).toHaveLength(1);
    expect(flaws[0]).toMatchObject({
      seq: 10,
      what: expect.stringMatching(/entries do not lead to the root/),
    });
  });

  it("knows a new key by the old one's word, and says of one that comes without it", () => {
    written(10);
    renewSigningKey(recordFiles(folder).key);
    const log = open();
    log.append([part(10)]);
    log.checkpoint();
    log.close();
    expect(verifyRecord(folder)).toMatchObject({ flaws: [], keys: { length: 2 } });
    rmSync(recordFiles(folder).key);
    const lost = open();
    lost.checkpoint();
    lost.close();
    expect(verifyRecord(folder).flaws[0]?.what).toMatch(/without its word: it was lost/);
  });
});

describe("a record of more than one segment", () => {
  const entries = SEGMENT_ENTRIES + 200;

  it("finds and proves any entry, goes on where a segment ended, and is verified without its archive", () => {
    const log = open();
    log.append(Array.from({ length: SEGMENT_ENTRIES }, (_, n) => part(n, "j")));
    log.close();
    // As it is when it is killed before the next line: nothing is taken twice.
    const again = open();
    again.append(Array.from({ length: entries }, (_, n) => part(n, "j")));
    const { size, root } = again.checkpoint();
    again.close();
    expect(size).toBe(entries);
    expect(verifyRecord(folder)).toMatchObject({ entries, unsigned: 0, root, flaws: [] });
    const reader = openRecordReader(folder);
    for (const seq of [0, 1, 77, SEGMENT_ENTRIES - 1, SEGMENT_ENTRIES, entries - 1]) {
      expect(JSON.parse(reader.line(seq) ?? "")).toMatchObject({ seq, subject: `s-${seq}` });
      expect([...reader.about({ subject: `s-${seq}` }, size)]).toContain(seq);
      // From the leaf to the root, or from left to right: the same hashes.
      expect(reader.path(seq, size).toSorted()).toEqual(
        reader.hashesOfMany([seq], size).toSorted(),
      );
    }
    expect([...reader.about({ subject: "nobody" }, size)]).toEqual([]);
    const archive = join(folder, "archive");
    mkdirSync(join(archive, "entries"), { recursive: true });
    renameSync(recordFiles(folder).entries(0), recordFiles(archive).entries(0));
    const without = { entries, archived: SEGMENT_ENTRIES, root, flaws: [] };
    expect(verifyRecord(folder)).toMatchObject(without);
    expect(verifyRecord(folder, { archive })).toMatchObject({ archived: 0, root, flaws: [] });
    expect(reader.line(77)).toBeUndefined();
    expect(openRecordReader(folder, archive).line(77)).toContain('"s-77"');
    // Another hash in the tree, another root: told, though no entry is another.
    const tree = readFileSync(recordFiles(folder).tree(0));
    tree[tree.length - 40] = (tree[tree.length - 40] ?? 0) ^ 1;
    writeFileSync(recordFiles(folder).tree(0), tree);
    expect(verifyRecord(folder, { archive }).flaws[0]?.what).toMatch(/hashes of segment 0/);
  }, 60_000);
});

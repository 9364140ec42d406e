import { hash } from "node:crypto";
import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { Json } from "@raceway/model/json";
import fc from "fast-check";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { canonicalJson } from "./canonical-json.ts";
import { checkCertificate, makeCertificate } from "./certificate.ts";
import { findEntries } from "./find-entries.ts";
import {
  consistencyProof,
  inclusionProof,
  isConsistent,
  leafHash,
  nodeHash,
  rootByInclusion,
  rootOf,
  type SubtreeHash,
} from "./merkle.ts";
import { base58, bytesOfBase58, didOfKey, keyOfDid } from "./multibase.ts";
import { openRecordLog, recordFiles } from "./record-log.ts";
import { openRecordReader } from "./record-reader.ts";
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

  it("proves every leaf of every size, and no other", () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 70 }), fc.nat(), fc.nat(), (size, a, b) => {
        const leaves = Array.from({ length: size }, (_, n) => leafHash(Buffer.from(`${n}`)));
        const tree = treeOf(leaves);
        const [index, other] = [a % size, b % size];
        const path = inclusionProof(tree, index, size);
        const root = rootOf(tree, size);
        expect(rootByInclusion(leaves[index] ?? root, index, size, path)).toEqual(root);
        if (other === index) return;
        expect(rootByInclusion(leaves[other] ?? root, index, size, path)).not.toEqual(root);
      }),
    );
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

  it("tells of any byte that was changed, and where", () => {
    written(20);
    const whole = readFileSync(entriesFile());
    fc.assert(
      fc.property(fc.nat(whole.length - 1), fc.integer({ min: 1, max: 255 }), (at, by) => {
        const bytes = Buffer.from(whole);
        bytes[at] = (bytes[at] ?? 0) ^ by;
        writeFileSync(entriesFile(), bytes);
        const entry = whole.subarray(0, at).filter((byte) => byte === 10).length;
        const { flaws } = verifyRecord(folder);
        expect(flaws.length).toBeGreaterThan(0);
        // The last entries have none behind them that tells: there the checkpoint speaks, from the one before it on.
        const first = flaws[0]?.seq ?? -1;
        expect(first === entry || (entry >= 18 && first <= entry)).toBe(true);
      }),
      { numRuns: 300 },
    );
    writeFileSync(entriesFile(), whole);
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

describe("a certificate", () => {
  function issued() {
    written(20);
    const key = openSigningKey(recordFiles(folder).key);
    const log = open();
    const checkpoint = log.checkpoint();
    log.close();
    const seq = findEntries(folder, "part-result", "s-14", checkpoint.size);
    return { key, made: makeCertificate(openRecordReader(folder), seq ?? -1, checkpoint, key) };
  }
  const failed = (given: unknown, trusted: readonly string[] = []) =>
    checkCertificate(given, trusted).flatMap(({ what, ok }) => (ok ? [] : [what]));

  it("holds without the plant, also after it was written and read", () => {
    const { made, key } = issued();
    expect(made.credentialSubject).toEqual({ serial: "s-14", gate: "reject" });
    expect(failed(JSON.parse(JSON.stringify(made)), [key.name])).toEqual([]);
  });

  it("that was forged is refused: another verdict", () => {
    const { made } = issued();
    expect(failed({ ...made, credentialSubject: { serial: "s-14", gate: "accept" } })).toEqual([
      "signature",
      "entry",
    ]);
  });

  it("that was forged is refused: another's key, however well signed", () => {
    const { made, key } = issued();
    const stranger = openSigningKey(join(folder, "stranger.pem"));
    const [evidence] = made.evidence;
    const forged = makeCertificate(openRecordReader(folder), 14, evidence.checkpoint, stranger);
    expect(failed(forged)).toEqual([]);
    expect(failed(forged, [key.name])).toEqual(["key"]);
  });

  it("that was forged is refused: an entry that is not in the record", () => {
    const { made } = issued();
    const [evidence] = made.evidence;
    const line = evidence.line.replace('"reject"', '"accept"');
    const forged = {
      ...made,
      credentialSubject: { serial: "s-14", gate: "accept" },
      evidence: [{ ...evidence, line }],
    };
    expect(failed(forged)).toEqual(["signature", "inclusion"]);
  });

  it("is never taken for right when any of its texts is changed", () => {
    const { made, key } = issued();
    const text = JSON.stringify(made);
    fc.assert(
      fc.property(fc.nat(text.length - 1), fc.constantFrom("0", "a", "Z", "9"), (at, letter) => {
        if (text[at] === letter) return;
        const changed = text.slice(0, at) + letter + text.slice(at + 1);
        let given: unknown;
        try {
          given = JSON.parse(changed);
        } catch {
          return;
        }
        expect(failed(given, [key.name])).not.toEqual([]);
      }),
      { numRuns: 300 },
    );
  });

  it.each([
    null,
    3,
    "x",
    [],
    {},
    { proof: {} },
    { evidence: [], issuer: {}, proof: { proofValue: "z" } },
  ])("that is %j is none", (given) => expect(failed(given)).toContain("form"));
});

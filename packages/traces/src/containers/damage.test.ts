import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gzipSync } from "node:zlib";
import { expect, it } from "vitest";
import { directoryOf } from "../../test/scratch.ts";
import { openTrace } from "../open-trace.ts";
import { ndjsonTable } from "./ndjson.ts";
import { parquetTable } from "./parquet.ts";
import { zipEntries } from "./zip.ts";

const fileOf = (name: string, bytes: Uint8Array | string) =>
  join(directoryOf({ [name]: bytes }), name);
const golden = (name: string) => readFileSync(join(import.meta.dirname, "../../golden", name));
const parquet = () =>
  readFileSync(join(import.meta.dirname, "../../../../test/fuzz/seeds/table.parquet"));

it("a packed file that swells much more than numbers do is refused, however small what comes out", async () => {
  const file = fileOf("rows.csv.gz", gzipSync("1,2\n".repeat(1_000_000)));
  await expect(openTrace(file)).rejects.toThrow(/swells beyond \d+ bytes; unpack it first/);
});

it("a name with a zero byte in an archive is a name without it", async () => {
  const archive = Buffer.from(golden("tables.zip"));
  const first = archive.indexOf(".csv");
  const name = archive.subarray(archive.lastIndexOf("PK", first) + 30, first + 4).toString();
  for (let at = archive.indexOf(name); at >= 0; at = archive.indexOf(name, at + 1))
    archive[at + name.length - 5] = 0;
  const names: string[] = [];
  for await (const entry of zipEntries(fileOf("a.zip", archive))) names.push(entry.name);
  expect(names.some((each) => each.includes("\0"))).toBe(true);
  const trace = await openTrace(fileOf("a.zip", archive));
  expect(trace.channels.length).toBeGreaterThan(0);
});

it("lines of JSON that each have other fields are no table, and are refused before one is made of them", () => {
  const lines = Array.from({ length: 3000 }, (_, at) => `{"k${at}":${at}}`).join("\n");
  expect(() => ndjsonTable(lines, "a.ndjson")).toThrow(/fields in \d+ objects of JSON; objects/);
  const deep = `${'{"a":'.repeat(5000)}1${"}".repeat(5000)}`;
  expect(() => ndjsonTable(deep, "a.ndjson")).toThrow(/0 fields in 1 objects/);
});

it("a Parquet file is read in a thread of its own; damaged, it is refused in words", async () => {
  const whole = parquet();
  expect((await parquetTable(fileOf("a.parquet", whole))).split("\n")[0]).toBe(
    "time,vib,load,name",
  );
  const renamed = Buffer.from(whole);
  // The last column's path in its schema.
  const at = renamed.lastIndexOf("name");
  renamed.write("nope", at);
  for (const damaged of [whole.subarray(0, 700), renamed])
    await expect(parquetTable(fileOf("a.parquet", damaged))).rejects.toThrow(/damaged or foreign/);
});

/** A tar archive of files with these names and one text. */
function tarOf(names: readonly string[], text: string): Buffer {
  const blocks = names.map((name) => {
    const block = Buffer.alloc(1024);
    block.write(name, 0);
    block.write(text.length.toString(8).padStart(11, "0"), 124);
    block.write("0", 156);
    block.write("ustar", 257);
    block.write(text, 512);
    return block;
  });
  return Buffer.concat([...blocks, Buffer.alloc(1024)]);
}

it("a name in an archive that a folder has too is refused in words; one that ends like a folder's is one", async () => {
  const table = "t,x\n0,1\n1,2\n2,3\n";
  await expect(openTrace(fileOf("a.tar", tarOf(["a.csv", "a.csv/b.csv"], table)))).rejects.toThrow(
    /damaged archive: no file can be called "a.csv\/b.csv"/,
  );
  const trace = await openTrace(fileOf("b.tar", tarOf(["v_2024/", "v_2024/a.csv"], table)));
  expect(trace.channels).toHaveLength(1);
});

import { spawnSync } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { basename, join } from "node:path";
import type { TelemetryPoint } from "@raceway/model/telemetry";
import { telemetryStoreContract } from "@raceway/ports/contract/telemetry-store";
import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { afterAll, describe, expect, it } from "vitest";
import { openDuckDbStore } from "./duckdb-store.ts";

const folder = mkdtempSync(join(tmpdir(), "raceway-duckdb-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const freshFile = () => {
  files += 1;
  return join(folder, `telemetry-${files}.duckdb`);
};

telemetryStoreContract("DuckDB", { open: () => openDuckDbStore({ file: freshFile() }) });

const point = (time: bigint, fields: TelemetryPoint["fields"], spot = "a"): TelemetryPoint => ({
  measurement: "indicator",
  tags: { point: spot },
  fields,
  time,
});
const everything = { measurement: "indicator", tags: {}, from: 0n, to: 2n ** 70n };

describe("reading while a write is in hand", () => {
  it("sees a new measurement or field when the write that brings it is committed, and never half of it", async () => {
    const store = await openDuckDbStore({ file: freshFile() });
    for (let n = 0; n < 20; n++) {
      const measurement = `m${n >> 1}`;
      const fields = n % 2 === 0 ? { rms: n } : { rms: n, peak: n };
      let written = false;
      const writing = store
        .write([{ measurement, tags: { point: "a" }, fields, time: BigInt(n + 1) }])
        .then(() => {
          written = true;
        });
      while (!written) {
        await store.latest({ measurement, tags: {}, fields: ["rms", "peak"] });
        await store.series({ ...everything, measurement, fields: ["rms", "peak"] });
        await new Promise((resolve) => setImmediate(resolve));
      }
      await writing;
      const [row] = await store.latest({ measurement, tags: {}, fields: ["rms", "peak"] });
      expect(row?.fields).toEqual(fields);
    }
    await store.close();
  });
});

describe("a DuckDB store's file", () => {
  it("holds everything for the next opening, which goes on where the last one stopped", async () => {
    const file = freshFile();
    const first = await openDuckDbStore({ file });
    await first.write([point(1n, { rms: 1, note: "x" }), point(2n, { rms: 2 })]);
    await first.close();

    const second = await openDuckDbStore({ file });
    await second.write([point(2n, { peak: 5 }), point(3n, { rms: 3 }), point(1n, { rms: 9 }, "b")]);
    const rows = await second.series({ ...everything, fields: ["rms", "peak", "note"] });
    expect(rows.map(({ time, tags, fields }) => [time, tags, fields])).toEqual([
      [1n, { point: "a" }, { rms: 1, note: "x" }],
      [1n, { point: "b" }, { rms: 9 }],
      [2n, { point: "a" }, { rms: 2, peak: 5 }],
      [3n, { point: "a" }, { rms: 3 }],
    ]);
    expect(await second.write([point(4n, { rms: "text" })])).toHaveLength(1);
    await second.close();
  });

  it("is refused to a second store of the same process, by name", async () => {
    const file = freshFile();
    const store = await openDuckDbStore({ file });
    await expect(openDuckDbStore({ file })).rejects.toThrow(`${file} is already open`);
    await store.close();
    await (await openDuckDbStore({ file })).close();
  });

  it("is refused to another process, which is told the file and who has it", async () => {
    const file = freshFile();
    const store = await openDuckDbStore({ file });
    const script = `
      import { openDuckDbStore } from ${JSON.stringify(join(import.meta.dirname, "duckdb-store.ts"))};
      await openDuckDbStore({ file: ${JSON.stringify(file)} });`;
    const other = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(other.status).not.toBe(0);
    expect(`${other.stderr}`).toContain(`${file} is in use by process ${process.pid}`);
    await store.close();
  });

  it("in a folder that does not exist is said to be so", async () => {
    const file = join(folder, "nowhere", "telemetry.duckdb");
    await expect(openDuckDbStore({ file })).rejects.toThrow(/nowhere.*cannot be opened/s);
  });

  it("keeps what was written when its process is killed", async () => {
    const file = freshFile();
    const script = `
      import { openDuckDbStore } from ${JSON.stringify(join(import.meta.dirname, "duckdb-store.ts"))};
      const store = await openDuckDbStore({ file: ${JSON.stringify(file)} });
      for (let k = 0; k < 20; k++)
        await store.write([{ measurement: "indicator", tags: { point: "a" }, fields: { v: k }, time: BigInt(k) }]);
      process.kill(process.pid, "SIGKILL");`;
    const killed = spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    expect(killed.signal).toBe("SIGKILL");
    const store = await openDuckDbStore({ file });
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(20);
    await store.close();
  });
});

describe("deleteOlderThan", () => {
  it("forgets what is older, of one measurement or of all, and says how many rows", async () => {
    const store = await openDuckDbStore({ file: freshFile() });
    const spectrum = (time: bigint) => ({ ...point(time, { v: 1 }), measurement: "spectrum" });
    await store.write([1n, 2n, 3n].flatMap((time) => [point(time, { v: 1 }), spectrum(time)]));
    expect(await store.deleteOlderThan(2n, "spectrum")).toBe(1);
    expect(await store.deleteOlderThan(3n)).toBe(3);
    const rows = await store.series({ ...everything, fields: ["v"] });
    expect(rows.map((row) => row.time)).toEqual([3n]);
    await store.write([point(1n, { v: 7 })]);
    expect(await store.series({ ...everything, fields: ["v"] })).toHaveLength(2);
    await store.close();
  });
});

describe("late and repeated points among new ones", () => {
  it("each end up once, whichever of the two ways into the table they take", async () => {
    const store = await openDuckDbStore({ file: freshFile() });
    await store.write([point(10n, { v: 10 }), point(20n, { v: 20 })]);
    await store.write([point(15n, { v: 15 }), point(20n, { v: 21 }), point(30n, { v: 30 })]);
    await store.write([point(30n, { v: 31 }), point(5n, { v: 5 })]);
    const rows = await store.series({ ...everything, fields: ["v"] });
    expect(rows.map((row) => [row.time, row.fields])).toEqual([
      [5n, { v: 5 }],
      [10n, { v: 10 }],
      [15n, { v: 15 }],
      [20n, { v: 21 }],
      [30n, { v: 31 }],
    ]);
    await store.close();
  });
});

describe("a write that fails in the middle", () => {
  it("leaves no trace, is reported as unavailable, and the next one succeeds", async () => {
    const file = freshFile();
    const store = await openDuckDbStore({ file, memoryLimit: "12MB", threads: 1 });
    await store.write([point(1n, { v: 1 })]);
    const huge = point(2n, { v: 2, note: "x".repeat(40_000_000) });
    await expect(store.write([huge])).rejects.toThrow(StoreUnavailable);
    expect(await store.write([point(3n, { v: 3 })])).toEqual([]);
    const rows = await store.series({ ...everything, fields: ["v"] });
    expect(rows.map((row) => row.time)).toEqual([1n, 3n]);
    await store.close();
  });
});

describe("a damaged DuckDB file", () => {
  const many = Array.from({ length: 20_000 }, (_, k) =>
    point(BigInt(k + 1), { v: k, note: `${k} ${"x".repeat(k % 50)}` }, `p${k % 7}`),
  );
  const asked = { ...everything, fields: ["v"] };

  async function damaged(harm: (fd: number, size: number) => unknown): Promise<string> {
    const file = freshFile();
    const store = await openDuckDbStore({ file });
    await store.write(many);
    await store.close();
    const fd = openSync(file, "r+");
    harm(fd, statSync(file).size);
    closeSync(fd);
    return file;
  }
  const asides = (file: string) =>
    readdirSync(folder).filter((name) => name.startsWith(`${basename(file)}.corrupt-`));
  const everyFew = (fd: number, size: number) => {
    for (let at = 12_288; at < size; at += 40_000) writeSync(fd, Buffer.alloc(64, 0xa5), 0, 64, at);
  };

  it.each([
    [
      "overwritten at its head",
      (fd: number) => writeSync(fd, Buffer.alloc(8192, 0xff), 0, 8192, 0),
    ],
    ["overwritten in places", everyFew],
    ["cut in half", (fd: number, size: number) => ftruncateSync(fd, Math.floor(size / 2))],
    ["empty", (fd: number) => ftruncateSync(fd, 0)],
    ["something else", (fd: number) => [ftruncateSync(fd, 0), writeSync(fd, "hello")]],
  ])("that is %s is set aside by name, said, and a new one takes rows", async (_how, harm) => {
    const file = await damaged(harm);
    const store = await openDuckDbStore({ file });
    expect(asides(file)).toEqual([basename(store.damage()?.setAside ?? "none")]);
    expect(await store.write([point(1n, { v: 7 })])).toEqual([]);
    expect(await store.series(asked)).toHaveLength(1);
    await store.close();
    const next = await openDuckDbStore({ file });
    expect(next.damage()).toBeUndefined();
    expect(await next.series(asked)).toHaveLength(1);
    await next.close();
  });

  it("whose damage a write meets is set aside then, and the repeated write is stored", async () => {
    const file = freshFile();
    const noise = Array.from({ length: 8000 }, (_, k) =>
      point(BigInt(k + 1), { note: createHash("sha512").update(`${k}`).digest("hex").repeat(4) }),
    );
    const first = await openDuckDbStore({ file });
    await first.write(noise);
    await first.close();
    // Texts, which nothing reads at the opening.
    const fd = openSync(file, "r+");
    writeSync(fd, Buffer.alloc(64, 0xa5), 0, 64, Math.floor(statSync(file).size / 2));
    closeSync(fd);
    const store = await openDuckDbStore({ file });
    expect(store.damage()).toBeUndefined();
    // Rows that may be there already must be compared with those that are.
    await expect(store.write(noise)).rejects.toThrow(StoreUnavailable);
    expect(store.damage()).toBeDefined();
    expect(await store.write(noise)).toEqual([]);
    expect(await store.series({ ...everything, fields: ["note"] })).toHaveLength(noise.length);
    expect(asides(file)).toHaveLength(1);
    await store.close();
  });

  it("is not what a log is whose last write a kill cut short: all before it is kept", async () => {
    const file = freshFile();
    const script = `
      import { openDuckDbStore } from ${JSON.stringify(join(import.meta.dirname, "duckdb-store.ts"))};
      const store = await openDuckDbStore({ file: ${JSON.stringify(file)} });
      for (let k = 0; k < 20; k++)
        await store.write([{ measurement: "indicator", tags: { point: "a" }, fields: { v: k }, time: BigInt(k) }]);
      process.kill(process.pid, "SIGKILL");`;
    spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    const log = `${file}.wal`;
    const fd = openSync(log, "r+");
    ftruncateSync(fd, statSync(log).size - 5);
    closeSync(fd);
    const store = await openDuckDbStore({ file });
    expect(store.damage()).toBeUndefined();
    expect((await store.series(asked)).length).toBeGreaterThanOrEqual(19);
    await store.close();
  });

  it("keeps what is in the file where only its log is damaged", async () => {
    const file = freshFile();
    const first = await openDuckDbStore({ file });
    await first.write(many);
    await first.close();
    const script = `
      import { openDuckDbStore } from ${JSON.stringify(join(import.meta.dirname, "duckdb-store.ts"))};
      const store = await openDuckDbStore({ file: ${JSON.stringify(file)} });
      for (let k = 0; k < 20; k++)
        await store.write([{ measurement: "indicator", tags: { point: "new" }, fields: { v: k }, time: BigInt(k) }]);
      process.kill(process.pid, "SIGKILL");`;
    spawnSync(process.execPath, ["--input-type=module", "-e", script]);
    const log = `${file}.wal`;
    const fd = openSync(log, "r+");
    writeSync(fd, Buffer.alloc(64, 0xa5), 0, 64, Math.floor(statSync(log).size / 2));
    closeSync(fd);
    const store = await openDuckDbStore({ file });
    expect(store.damage()?.setAside).toContain(".wal.corrupt-");
    expect(await store.series({ ...asked, limit: 30_000 })).toHaveLength(many.length);
    await store.close();
    expect(existsSync(log)).toBe(false);
  });
});

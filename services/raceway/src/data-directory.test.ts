import { chmodSync, mkdirSync, mkdtempSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, expect, it } from "vitest";
import { privateDirectory } from "./data-directory.ts";

let folder = "";
let umask = 0;
beforeEach(() => {
  umask = process.umask(0o022);
  folder = mkdtempSync(join(tmpdir(), "raceway-data-"));
});
afterEach(() => {
  process.umask(umask);
  rmSync(folder, { recursive: true });
});

const modeOf = (...path: string[]) => statSync(join(folder, ...path)).mode & 0o777;

it("a data directory is its owner's, with what was in it and what comes", () => {
  chmodSync(folder, 0o755);
  writeFileSync(join(folder, "ingest.sqlite"), "", { mode: 0o644 });
  mkdirSync(join(folder, "compile-cache"), { mode: 0o755 });
  privateDirectory(folder);
  writeFileSync(join(folder, "telemetry.duckdb"), "");
  expect(modeOf()).toBe(0o700);
  for (const name of ["ingest.sqlite", "telemetry.duckdb"]) expect(modeOf(name)).toBe(0o600);
  expect(modeOf("compile-cache")).toBe(0o700);
});

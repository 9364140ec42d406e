import { mkdtempSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { silentLog } from "@raceway/ports/log";
import { afterEach, beforeEach, expect, it, vi } from "vitest";
import { watchFiles } from "./renewed-files.ts";

let folder = "";
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), "raceway-files-"));
});
afterEach(() => rmSync(folder, { recursive: true }));

it("files count again when one was changed, put in place, or at SIGHUP; and not otherwise", () => {
  const path = join(folder, "server.crt");
  writeFileSync(path, "one");
  const due: (() => void)[] = [];
  const after = (_milliseconds: number, call: () => void) => {
    due.push(call);
    return () => undefined;
  };
  const clock = { now: () => 0n, after };
  const look = () => due.shift()?.();
  const renew = vi.fn();
  const error = vi.fn();
  const log = { ...silentLog, error };
  const watch = watchFiles({ what: "TLS", paths: [path, undefined], renew, log, clock });
  look();
  expect(renew).toHaveBeenCalledTimes(0);
  writeFileSync(join(folder, "new"), "two");
  renameSync(join(folder, "new"), path);
  renew.mockImplementationOnce(() => {
    throw new RangeError("not its key");
  });
  look();
  look();
  expect(renew).toHaveBeenCalledTimes(1);
  expect(error).toHaveBeenCalledWith(
    expect.objectContaining({ reason: "not its key" }),
    expect.anything(),
  );
  process.emit("SIGHUP", "SIGHUP");
  expect(renew).toHaveBeenCalledTimes(2);
  watch.close();
  process.emit("SIGHUP", "SIGHUP");
  expect(renew).toHaveBeenCalledTimes(2);
});

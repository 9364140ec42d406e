import { execFileSync } from "node:child_process";
import { closeSync, mkdirSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

/** Whether this process may mount a small file system to fill: only root may. */
export function mayMount(): boolean {
  try {
    execFileSync("unshare", ["--mount", "true"], { stdio: "ignore" });
    return process.getuid?.() === 0;
  } catch {
    return false;
  }
}

/** A new folder with a small disk of its own, for tests of full ones. */
export function smallDisk(megabytes: number) {
  const folder = mkdtempSync(join(tmpdir(), "raceway-small-disk-"));
  const disk = smallDiskAt(folder, megabytes);
  return {
    ...disk,
    folder,
    remove(): void {
      disk.unmount();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** A disk of its own at a folder, which is made where there is none. */
export function smallDiskAt(folder: string, megabytes: number) {
  mkdirSync(folder, { recursive: true });
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  const filler = join(folder, "filler");
  return {
    /** Leaves not a byte; again: takes what has become free since. */
    fill: () => fillDisk(filler),
    free: () => rmSync(filler, { force: true }),
    unmount: () => execFileSync("umount", ["--lazy", folder]),
  };
}

function fillDisk(file: string): void {
  const handle = openSync(file, "a");
  try {
    for (let size = 65_536; size >= 512; size /= 2) fillBy(handle, size);
  } finally {
    closeSync(handle);
  }
}

function fillBy(handle: number, size: number): void {
  try {
    for (;;) writeSync(handle, Buffer.alloc(size));
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOSPC") throw error;
  }
}

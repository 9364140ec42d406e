import { execFileSync } from "node:child_process";
import { closeSync, mkdtempSync, openSync, rmSync, writeSync } from "node:fs";
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

/** A folder with a small disk of its own, for tests of full ones. */
export function smallDisk(megabytes: number) {
  const folder = mkdtempSync(join(tmpdir(), "raceway-small-disk-"));
  execFileSync("mount", ["-t", "tmpfs", "-o", `size=${megabytes}m`, "tmpfs", folder]);
  const filler = join(folder, "filler");
  return {
    folder,
    /** Leaves not a byte; again: takes what has become free since. */
    fill(): void {
      const fd = openSync(filler, "a");
      try {
        for (;;) writeSync(fd, Buffer.alloc(4096));
      } catch {
        // Full now.
      }
      closeSync(fd);
    },
    free: () => rmSync(filler),
    remove(): void {
      execFileSync("umount", ["--lazy", folder]);
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

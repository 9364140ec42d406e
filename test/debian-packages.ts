import { spawnSync } from "node:child_process";
import { existsSync } from "node:fs";

/** Servers that tests start, and the Debian packages that bring them. */
const NEEDED: Readonly<Record<string, readonly string[]>> = {
  influxd: ["influxdb"],
  mosquitto: ["mosquitto"],
  // With a font for the pages in Chinese.
  chromium: ["chromium", "fonts-wqy-microhei"],
};

const FOLDERS = [...(process.env["PATH"] ?? "").split(":"), "/usr/sbin", "/usr/bin"];

/**
 * Installs the servers that tests need from Debian packages where that is possible (root on a Debian machine). Elsewhere the suites look for them on
 * PATH, and say so when they cannot run.
 */
export default function installServers(): void {
  const missing = Object.keys(NEEDED).filter(
    (program) => !FOLDERS.some((folder) => existsSync(`${folder}/${program}`)),
  );
  if (missing.length === 0 || process.getuid?.() !== 0 || !existsSync("/usr/bin/apt-get")) return;
  const packages = missing.flatMap((program) => NEEDED[program] ?? []);
  process.stdout.write(`installing for the tests: ${packages.join(", ")}\n`);
  const env = { ...process.env, DEBIAN_FRONTEND: "noninteractive" };
  spawnSync("apt-get", ["update", "-qq"], { env, stdio: "ignore" });
  const options = ["install", "-y", "-qq", "--no-install-recommends", ...packages];
  const { status, stderr } = spawnSync("apt-get", options, { env, encoding: "utf8" });
  if (status !== 0)
    process.stdout.write(`apt-get could not install them: ${stderr.trim().split("\n").at(-1)}\n`);
}

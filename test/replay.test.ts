import { execFile, spawnSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { summarySchema, verdictSchema } from "@raceway/wire/verdict-message";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { plantOf, runIngest } from "./running-ingest.ts";

const MAIN = fileURLToPath(new URL("../services/raceway/src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "raceway-replay-"));
const trace = join(folder, "life");
const plant = join(folder, "plant.yaml");

/** A short life in FEMTO's layout: quiet, then ever harder impacts at 107.6 Hz, the outer race of a 6205 at 1800 r/min. */
beforeAll(() => {
  mkdirSync(trace);
  let state = 1;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  for (let file = 1; file <= 90; file++) {
    const hit = Math.max(0, file - 50) / 4;
    const rows = Array.from({ length: 2560 }, (_, i) => {
      const t = i / 25_600;
      const phase = (t * 107.6) % 1;
      const ring = hit * Math.exp(-phase * 12) * Math.sin(2 * Math.PI * 3500 * t);
      const clock = 9 * 3600 + file * 10;
      const time = [
        Math.floor(clock / 3600),
        Math.floor(clock / 60) % 60,
        clock % 60,
        Math.round(t * 1e6),
      ];
      return [...time, (random() + ring).toFixed(3), (random() + ring / 2).toFixed(3)].join(",");
    });
    writeFileSync(join(trace, `acc_${`${file}`.padStart(5, "0")}.csv`), `${rows.join("\n")}\n`);
  }
  writeFileSync(
    plant,
    `
site: s
lines:
  - id: l
    machines:
      - id: m
        speed: { rpm: 1800 }
        points:
          - id: p
            bearing: 6205
            channels:
              - { id: h, kind: vibration, unit: g, trace: horizontal }
              - { id: v, kind: vibration, unit: g, trace: vertical }
`,
  );
});
afterAll(() => rmSync(folder, { recursive: true }));

function raceway(...args: string[]) {
  const { status, stdout, stderr } = spawnSync(process.execPath, [MAIN, ...args], {
    encoding: "utf8",
    maxBuffer: 1e9,
  });
  return { status, stdout, stderr };
}

function replayed(...args: string[]) {
  const { status, stdout, stderr } = raceway(
    "replay",
    trace,
    "--plant",
    plant,
    "--direct",
    "--json",
    ...args,
  );
  expect(stderr).not.toContain("Error");
  expect(status).toBe(0);
  const lines = stdout
    .trimEnd()
    .split("\n")
    .map((line) => JSON.parse(line));
  return { verdicts: lines.slice(0, -1), summary: summarySchema.parse(lines.at(-1)) };
}

describe("raceway replay --direct --json", () => {
  it("prints verdicts and a last summary as documented, nothing else", () => {
    const { verdicts, summary } = replayed();
    for (const verdict of verdicts) verdictSchema.parse(verdict);
    expect(summary).toMatchObject({ records: 180, samples: 180 * 2560, problems: 0 });
    const counted = Object.values(summary.verdicts).reduce((sum, n) => sum + n, 0);
    expect(counted).toBe(verdicts.length);
  });

  it("flags the damage after its onset and before the end, and nothing before it", () => {
    const { verdicts, summary } = replayed();
    const onset = "2000-01-01T09:08:20";
    expect(summary.firstPersistentAnomaly).not.toBeNull();
    expect(String(summary.firstPersistentAnomaly) > onset).toBe(true);
    const early = verdicts.filter((v) => v.kind === "anomaly" && v.persistent && v.time < onset);
    expect(early).toEqual([]);
  });

  it("gives the same bytes again, with any number of threads", () => {
    const digests = ["0", "1", "3"].map((threads) => replayed("--threads", threads).summary.digest);
    expect(new Set(digests).size).toBe(1);
  });

  it("writes what it judged into a store", () => {
    const { status, stderr } = raceway(
      "replay",
      trace,
      "--plant",
      plant,
      "--direct",
      "--store",
      `duckdb:${join(folder, "t.duckdb")}`,
    );
    expect(status).toBe(0);
    expect(stderr).toMatch(/rows written .*"indicator":180/);
  });
});

describe("raceway replay through MQTT", () => {
  it("is answered with the verdicts that a direct replay gives, byte for byte", async () => {
    const running = await runIngest(plantOf(readFileSync(plant, "utf8")));
    try {
      // Not spawnSync: ingest lives in this process.
      const args = ["replay", trace, "--plant", plant, "--mqtt", running.url, "--json"];
      const { stdout } = await promisify(execFile)(process.execPath, [MAIN, ...args], {
        maxBuffer: 1e9,
      });
      const summary = summarySchema.parse(JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? ""));
      expect(summary.records).toBe(180);
      expect(summary.digest).toBe(replayed().summary.digest);
    } finally {
      await running.close();
    }
  });
});

describe("raceway tells what is wrong and ends with 1", () => {
  it.each([
    [
      "a missing recording",
      ["replay", "/nonexistent", "--plant", plant, "--direct"],
      /no such file/,
    ],
    [
      "a missing plant file",
      ["replay", trace, "--plant", "/nonexistent", "--direct"],
      /no such file/,
    ],
    [
      "a plant file where the recording should be",
      ["replay", plant, "--plant", plant, "--direct"],
      /plant\.yaml/,
    ],
    [
      "a broker that is not there",
      ["replay", trace, "--plant", plant, "--mqtt", "mqtt://127.0.0.1:1"],
      /127\.0\.0\.1:1|ECONNREFUSED/,
    ],
    [
      "a store that is none",
      ["replay", trace, "--plant", plant, "--direct", "--store", "mysql://x"],
      /duckdb:PATH or influxdb:/,
    ],
    [
      "a speed that is none",
      ["replay", trace, "--plant", plant, "--direct", "--speed", "fast"],
      /above 0/,
    ],
  ])("%s", (_, args, message) => {
    const { status, stdout, stderr } = raceway(...args);
    expect(status).toBe(1);
    expect(stderr).toMatch(message);
    expect(stderr).not.toMatch(/ {4}at /);
    expect(stdout).toBe("");
  });
});

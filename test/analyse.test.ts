import { spawnSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { afterAll, describe, expect, it } from "vitest";

const MAIN = fileURLToPath(new URL("../services/raceway/src/main.ts", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "raceway-analyse-"));
afterAll(() => rmSync(folder, { recursive: true }));

/** 4 s at 12 kHz: impacts at 3.58 × 30 Hz, the outer race of a 6205, ringing at 3 kHz in noise. */
function recording(): string {
  let state = 7;
  const random = () => {
    state = (state * 48_271) % 2_147_483_647;
    return state / 2_147_483_647 - 0.5;
  };
  const rows = Array.from({ length: 48_000 }, (_, i) => {
    const t = i / 12_000;
    const phase = (t * 107.4) % 1;
    return (0.4 * random() + Math.exp(-phase * 10) * Math.sin(2 * Math.PI * 3000 * t)).toFixed(4);
  });
  const file = join(folder, "outer.csv");
  writeFileSync(file, `acceleration\n${rows.join("\n")}\n`);
  return file;
}

const plant = join(folder, "plant.yaml");
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
              - { id: vib, kind: vibration, unit: g, sampleRate: 12000 }
`,
);

function analyse(...args: string[]) {
  return spawnSync(process.execPath, [MAIN, "analyse", ...args], { encoding: "utf8" });
}

describe("raceway analyse", () => {
  it("tells the indicators and the fault, and draws three pictures with the lines marked", () => {
    const { status, stdout, stderr } = analyse(
      recording(),
      "--plant",
      plant,
      "--json",
      "--pictures",
      folder,
    );
    expect(status, stderr).toBe(0);
    const result = JSON.parse(stdout);
    expect(result).toMatchObject({
      point: "s/l/m/p",
      channel: "vib",
      blocks: 4,
      diagnosis: { fault: "outer-race" },
    });
    expect(result.indicators.rms).toBeGreaterThan(1);
    for (const name of ["kurtogram", "envelope", "orders"]) {
      expect(readFileSync(join(folder, `${name}.svg`), "utf8")).toMatch(/^<svg.*<\/svg>/s);
    }
    expect(readFileSync(join(folder, "envelope.svg"), "utf8")).toContain("2×BPFO");
  });

  it("says when the channel is not in the recording", () => {
    const { status, stderr } = analyse(recording(), "--plant", plant, "--channel", "p/nothing");
    expect(status).toBe(1);
    expect(stderr).toMatch(/no waveform of p\/nothing/);
  });
});

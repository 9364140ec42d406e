import { describe, expect, it } from "vitest";
import { RECORDINGS } from "../recordings.ts";
import { replayLife } from "./life-replay.ts";
import { femtoLives, readLife } from "./recorded-lives.ts";

/** The two shortest that between them show a gradual and a sudden end; the study runs all six. */
const GRADUAL = "femto-Bearing2_2";
const SUDDEN = "femto-Bearing3_1";
const present = [GRADUAL, SUDDEN].every((name) => femtoLives().includes(name));

describe.skipIf(!present)(`recorded lives (recordings in ${RECORDINGS})`, () => {
  it("finds a gradual failure long before the end and nothing in the first 15 %", async () => {
    const { onsets, answers, sensorVerdicts } = replayLife(await readLife(GRADUAL));
    expect(onsets[0]?.at).toBeGreaterThan(0.15);
    expect(onsets[0]?.at).toBeLessThan(0.5);
    expect(answers.every(({ estimate, low, high }) => low < estimate && estimate < high)).toBe(
      true,
    );
    expect(sensorVerdicts).toBe(0);
  }, 60_000);
  it("finds a sudden failure before the end and nothing in the first 15 %", async () => {
    const { onsets, sensorVerdicts } = replayLife(await readLife(SUDDEN));
    expect(onsets[0]?.at).toBeGreaterThan(0.15);
    expect(onsets[0]?.at).toBeLessThan(1);
    expect(sensorVerdicts).toBe(0);
  }, 60_000);
});

import type { Waveform } from "@raceway/model/record";
import { describe, expect, it } from "vitest";
import { createManipulation } from "../manipulation/manipulation.ts";
import { createDiagnosis } from "./diagnosis.ts";
import { block, noise, ORDERS, RATE, struck, testContext } from "./test-signal.ts";

const plain = testContext(["vib", "mic"]);
const [vib, mic] = plain.point.channels;
if (vib === undefined || mic === undefined) throw new Error("two channels were asked for");
const withMicrophone = {
  ...plain,
  point: { ...plain.point, channels: [vib, { ...mic, kind: "sound" as const }] },
};
const manipulate = createManipulation(withMicrophone);
const heard = (samples: Float64Array, index: number): Waveform =>
  block(samples, index, { channel: "mic", unit: "Pa" });

/** The verdict that stands after some records. */
function standing(records: readonly Waveform[]) {
  const diagnosis = createDiagnosis(withMicrophone);
  return records.flatMap((record) => diagnosis.process(manipulate(record))).at(-1);
}

describe("a microphone near a bearing", () => {
  it("names what it hears alone, less surely than a sensor on the housing, and says so", () => {
    const seconds = [0, 1];
    const felt = standing(seconds.map((i) => block(struck(ORDERS.bpfo, 3, 10 + 7 * i), i)));
    const said = standing(seconds.map((i) => heard(struck(ORDERS.bpfo, 3, 10 + 7 * i), i)));
    expect([felt?.fault, said?.fault]).toEqual(["outer-race", "outer-race"]);
    expect(said?.confidence).toBeLessThan(felt?.confidence ?? 0);
    expect(said?.text).toContain("by sound");
  });

  it("takes nothing from what the housing says", () => {
    const seconds = [0, 1];
    const both = seconds.flatMap((i) => [
      block(struck(ORDERS.bpfo, 3, 10 + 7 * i), i),
      heard(noise(RATE, 5 + i), i),
    ]);
    const said = standing(both);
    expect(said?.fault).toBe("outer-race");
    expect(said?.text).not.toContain("by sound");
  });

  it("names nothing of a quiet hall", () => {
    const said = standing([0, 1].map((i) => heard(noise(RATE, 5 + i), i)));
    expect(said?.fault).toBe("unnamed");
  });
});

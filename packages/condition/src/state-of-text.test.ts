import { expect, it } from "vitest";
import { withNumbersAsArrays } from "./state-of-text.ts";

const base64 = (numbers: Uint16Array | Float32Array) =>
  Buffer.from(numbers.buffer).toString("base64");

/** What a point remembered in 0.2.0, as far as its numbers were spelt out. */
const OF_TEXT = {
  detection: {
    channels: [
      [
        "vib",
        "vibration",
        {
          baseline: {
            memory: [
              [
                "79,0",
                2,
                3,
                [
                  [0, [7.5, null], [-0.5, null, 1]],
                  [20, [7.5, 1], [0.25, 2, 1]],
                ],
              ],
            ],
          },
        },
      ],
    ],
  },
  diagnosis: {
    channels: [
      {
        channel: "vib",
        joined: {
          values: 2,
          views: [
            { name: "shaft", values: base64(Float32Array.of(0.5, -1.25)) },
            { name: "low", values: "" },
          ],
        },
        average: { memory: 12, views: [{ codes: base64(Uint16Array.of(1, 65_535, 7)) }] },
      },
    ],
  },
  prognosis: {
    course: {
      course: [[[10, 0.1, null]], [[5, 0.2]]],
      channels: { vib: { values: [0.1, null] } },
    },
    lives: [{ whole: { course: [[0, 0.1, null]] } }],
  },
};

it("brings the numbers of 0.2.0 along, those not known among them, and leaves all else as it was", () => {
  const memory = [0, 2, 3, 7.5, Number.NaN, -0.5, Number.NaN, 1, 20, 2, 3, 7.5, 1, 0.25, 2, 1];
  const { detection, diagnosis, prognosis } = withNumbersAsArrays(OF_TEXT) as unknown as Record<
    string,
    unknown
  >;
  expect(detection).toEqual({
    channels: [
      ["vib", "vibration", { baseline: { memory: [["79,0", 2, 3, Float64Array.from(memory)]] } }],
    ],
  });
  expect(diagnosis).toEqual({
    channels: [
      {
        channel: "vib",
        joined: {
          values: 2,
          views: [
            { name: "shaft", parts: [Float32Array.of(0.5, -1.25)] },
            { name: "low", parts: [] },
          ],
        },
        average: { memory: 12, views: [{ codes: Uint16Array.of(1, 65_535, 7) }] },
      },
    ],
  });
  expect(prognosis).toEqual({
    ...OF_TEXT.prognosis,
    course: {
      ...OF_TEXT.prognosis.course,
      course: [Float64Array.of(10, 2, 0.1, Number.NaN), Float64Array.of(5, 1, 0.2)],
    },
  });
});

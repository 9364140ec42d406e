import type { Channel, Plant } from "@raceway/model/plant";
import { expect, it } from "vitest";
import { runExamples } from "./example-run.ts";

/** One machine whose channel `vib` is fed spectra by a mapping that takes the machine from the topic. */
function plantOf(channel: Partial<Channel>): Plant {
  const vib: Channel = {
    id: "vib",
    name: "vib",
    kind: "vibration",
    unit: "g",
    silentAfter: 300,
    limits: [],
    ...channel,
  };
  const points = [{ path: "s/l/m/p", id: "p", name: "p", channels: [vib] }];
  return {
    ...{ site: "s", name: "s", trace: {} },
    lines: [
      {
        ...{ id: "l", name: "l" },
        machines: [{ id: "m", name: "m", speed: { tolerance: 0.02 }, loadUnit: "%", points }],
      },
    ],
    mappings: [
      {
        ...{ topic: "dev/+", where: "mappings[0]", point: "l/$1/p" },
        values: [
          {
            ...{ channel: "vib", factor: 1, offset: 0 },
            spectrum: { at: "a", type: "int16", bigEndian: false, step: 1.25 },
          },
        ],
        examples: [{ topic: "dev/m", payload: '{"a":[1,2,3]}' }],
      },
    ],
  };
}

it("an example whose spectrum reaches a channel that takes none is wrong, by a place out of the topic too", async () => {
  const [run] = await runExamples(plantOf({}));
  expect(run?.faults).toEqual([
    "found a spectrum for s/l/m/p/vib, a channel of vibration that takes none; `values` of the channel would be right: spectrum, envelope_spectrum",
  ]);
});

it("one whose channel takes spectra is as it should be", async () => {
  const [run] = await runExamples(plantOf({ values: "envelope_spectrum" }));
  expect(run?.faults).toEqual([]);
  expect(run?.made).toEqual([expect.stringMatching(/^l\/m\/p\/vib /)]);
});

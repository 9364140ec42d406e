import { squaredEnvelopeSpectrum } from "@raceway/dsp/envelope/envelope";
import { randomFor } from "@raceway/simulator/random";
import { describe, expect, it } from "vitest";
import { KINDS } from "./kinds.ts";
import { recordOf } from "./machine.ts";

const plain = KINDS["plain"];
const drawn = plain?.(randomFor("a machine"), { place: "outer-race", overDb: 0 });

describe("made-up machines", () => {
  it("show the damage where the slipping bearing's orders put it, on the axis that hears it best", () => {
    if (drawn === undefined) throw new Error("there is no plain kind");
    const { machine } = drawn;
    const [blows] = machine.blows;
    if (blows === undefined) throw new Error("there are no blows");
    const { sampleRate, axes } = recordOf(machine, randomFor("samples"));
    const hz = blows.orders.bpfo * (1 - blows.slip) * machine.shaftHz;
    const heights = axes.map((axis) => {
      const { values, step } = squaredEnvelopeSpectrum(axis, sampleRate, [500, 0.45 * sampleRate], {
        maxFrequency: 4 * hz,
      });
      const near = values.slice(Math.round((0.99 * hz) / step), Math.round((1.01 * hz) / step));
      const others = values.slice(Math.round((1.1 * hz) / step), Math.round((1.4 * hz) / step));
      return Math.max(...near) / Math.max(...others);
    });
    expect(Math.max(...heights)).toBeGreaterThan(5);
  });

  it("are the same again from the same seed, and others from another", () => {
    if (drawn === undefined) throw new Error("there is no plain kind");
    const once = recordOf(drawn.machine, randomFor("samples"));
    expect(recordOf(drawn.machine, randomFor("samples"))).toEqual(once);
    expect(recordOf(drawn.machine, randomFor("other samples"))).not.toEqual(once);
  });
});

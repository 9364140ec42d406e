import type { Observation } from "@raceway/condition/observation";
import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import { describe, expect, it } from "vitest";
import { createLinesAhead } from "./lines-ahead.ts";
import type { ManipulationJob } from "./manipulation-job.ts";

const job = (time: number): ManipulationJob => ({
  kind: "message",
  class: "waveform",
  point: "s/l/m/p",
  channel: "vib",
  time: BigInt(time),
  payload: new Uint8Array(0),
});

const reading = (time: number) => ({ ...job(time), class: "reading" }) as ManipulationJob;

const bare = (time: number) =>
  ({ point: "s/l/m/p", channel: "vib", time: BigInt(time) }) as unknown as Observation;

const modulation = { rate: 1000, views: [] };

/** An analysis that looks at a block in ten units of time, with what was made in the calling thread. */
function asked() {
  let lookedAt = 0n;
  let alert = false;
  const made: ManipulationJob[] = [];
  const seeksLines: PlantAnalysis["seeksLines"] = (_point, _channel, time, onItsWay) =>
    alert || time - (onItsWay ?? lookedAt) >= 10n;
  const ahead = createLinesAhead({ seeksLines } as unknown as PlantAnalysis, (again) => {
    made.push(again);
    return { ...bare(Number("time" in again ? again.time : 0n)), modulation };
  });
  return {
    ahead,
    made,
    look: (time: number) => {
      lookedAt = BigInt(time);
    },
    alarm: () => {
      alert = true;
    },
  };
}

describe("lines ahead", () => {
  it("asks for the material of one block in a while, also of those that are handed out before the first is judged", () => {
    const { ahead } = asked();
    expect([5, 10, 15, 19, 20, 25].map((time) => ahead.asked(job(time)).lines)).toEqual([
      false,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it("leaves an observation alone whose material nobody seeks", () => {
    const { ahead, made, look } = asked();
    look(10);
    const observation = bare(15);
    expect(ahead.complete(observation, ahead.asked(job(15)))).toBe(observation);
    expect(made).toEqual([]);
  });

  it("makes it when what was judged meanwhile has made it wanted", () => {
    const { ahead, made, alarm } = asked();
    const early = ahead.asked(job(5));
    expect(early.lines).toBe(false);
    alarm();
    expect(ahead.complete(bare(5), early).modulation).toBe(modulation);
    expect(made).toEqual([{ ...early, lines: true }]);
  });

  it("makes nothing again that was asked for from the start", () => {
    const { ahead, made, alarm } = asked();
    alarm();
    const job5 = ahead.asked(job(5));
    const observation = bare(5);
    expect(ahead.complete(observation, job5)).toBe(observation);
    expect(made).toEqual([]);
  });

  it("asks nothing of readings", () => {
    const { ahead, made, alarm } = asked();
    alarm();
    const early = reading(20);
    expect(ahead.asked(early)).toBe(early);
    const observation = bare(20);
    expect(ahead.complete(observation, early)).toBe(observation);
    expect(made).toEqual([]);
  });
});

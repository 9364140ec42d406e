import { describe, expect, it } from "vitest";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "../synthetic-life.ts";
import { createOperatingMemory } from "./operating-memory.ts";

const noise = repeatableNoise(1);
const { machine } = SYNTHETIC_POINT;
const NOMINAL = machine.speed.nominalRpm ?? 0;

function memoryAfter(...moments: readonly Parameters<typeof vibration>[0][]) {
  const memory = createOperatingMemory(machine);
  for (const moment of moments) memory.update(vibration(moment, noise), false, 10);
  return memory;
}
const warmthOf = (memory: ReturnType<typeof memoryAfter>) => memory.state().variables[3] ?? 0;

describe("createOperatingMemory", () => {
  it("says stopped at speed 0, and at no load where the speed is only assumed", () => {
    const stoppedAfter = (moment: { speedRpm?: number; load: number }) =>
      memoryAfter({ seconds: 0, load: 50 }, { seconds: 10, ...moment }).stopped();
    expect(stoppedAfter({ speedRpm: 0, load: 50 })).toBe("speed");
    expect(stoppedAfter({ load: 0 })).toBe("load");
    expect(stoppedAfter({ speedRpm: NOMINAL, load: 0.1 })).toBe("load");
    expect(stoppedAfter({ speedRpm: 1490, load: 0 })).toBeUndefined();
    expect(stoppedAfter({ load: 20 })).toBeUndefined();
  });

  it("does not take a load that was never anything but 0 for a stop", () => {
    expect(memoryAfter({ seconds: 0, load: 0 }).stopped()).toBeUndefined();
  });

  it("takes a machine met running for warm, lets it cool while it stands and warm up again", () => {
    const running = { speedRpm: 1500 };
    expect(warmthOf(memoryAfter({ seconds: 0, ...running }))).toBe(1);
    const still = memoryAfter(
      { seconds: 0, speedRpm: 0 },
      { seconds: 3600, speedRpm: 0 },
      { seconds: 3610, ...running },
    );
    expect(warmthOf(still)).toBeLessThan(0.1);
    for (let seconds = 3620; seconds < 8000; seconds += 10)
      still.update(vibration({ seconds, ...running }, noise), false, 10);
    expect(warmthOf(still)).toBeGreaterThan(0.9);
  });

  it("takes a long pause for a stop, and no clock that steps back", () => {
    const running = { speedRpm: 1500 };
    expect(warmthOf(memoryAfter({ seconds: 0, ...running }, { seconds: 500, ...running }))).toBe(1);
    expect(
      warmthOf(memoryAfter({ seconds: 0, ...running }, { seconds: 7200, ...running })),
    ).toBeLessThan(0.1);
    expect(warmthOf(memoryAfter({ seconds: 9000, ...running }, { seconds: 0, ...running }))).toBe(
      1,
    );
  });

  it("takes days between the times of two clocks for no stop", () => {
    const memory = memoryAfter({ seconds: 0, speedRpm: 1500 });
    const later = vibration({ seconds: 864_000, speedRpm: 1500 }, noise);
    memory.update({ ...later, anew: true }, false, 10);
    expect(warmthOf(memory)).toBe(1);
  });
});

import { MAINTENANCE_WORKS } from "@raceway/model/maintenance";
import { describe, expect, it } from "vitest";
import { type Damage, mended, takenBack, workAgainst } from "./mending.ts";
import { sensorFaultAt, severitiesAt } from "./scenario.ts";
import { GRINDER } from "./test-plant.ts";

const SAMPLING = {
  vibrationEverySeconds: 1,
  soundEverySeconds: 1,
  readingEverySeconds: 1,
  samples: 64,
};
const DAMAGE: Damage = {
  faults: [
    { at: GRINDER, fault: "outer-race", onsetSeconds: 0, growthSeconds: 10 },
    { at: "factory/line-1/grinder", fault: "imbalance", onsetSeconds: 0, growthSeconds: 10 },
    {
      at: "factory/line-1/superfinisher/spindle",
      fault: "cage",
      onsetSeconds: 0,
      growthSeconds: 10,
    },
  ],
  sensorFaults: [{ point: GRINDER, channel: "x", fault: "silence", fromSeconds: 5 }],
};
const severities = (damage: Damage, seconds: number) =>
  severitiesAt({ name: "", sampling: SAMPLING, ...damage }, GRINDER, seconds);
const sensor = (damage: Damage, seconds: number) =>
  sensorFaultAt({ name: "", sampling: SAMPLING, ...damage }, GRINDER, "x", seconds);

describe("work on a simulated plant", () => {
  it("puts in a bearing that is new, and leaves what is not of the bearing as it was", () => {
    const after = mended(DAMAGE, GRINDER, "bearing-replaced", 20);
    expect(severities(after, 19)["outer-race"]).toBe(1);
    expect(severities(after, 20)).toEqual({ imbalance: 1 });
    expect(sensor(after, 21)).toBe("silence");
    expect(after.faults[2]).toEqual(DAMAGE.faults[2]);
  });

  it("balances a machine of which all points shake", () => {
    expect(severities(mended(DAMAGE, GRINDER, "balanced", 20), 21)).toEqual({ "outer-race": 1 });
  });

  it("puts in a sensor that speaks again", () => {
    const after = mended(DAMAGE, GRINDER, "sensor-replaced", 20);
    expect(sensor(after, 19)).toBe("silence");
    expect(sensor(after, 21)).toBeUndefined();
  });

  it("mends nothing that only breaks later", () => {
    const [fault] = DAMAGE.faults;
    if (fault === undefined) throw new Error("there is one");
    const later = { ...DAMAGE, faults: [{ ...fault, onsetSeconds: 30 }] };
    expect(severities(mended(later, GRINDER, "bearing-replaced", 20), 50)["outer-race"]).toBe(1);
  });

  it.each(MAINTENANCE_WORKS)("is as if it had not been once %s is taken back", (work) => {
    const after = takenBack(mended(DAMAGE, GRINDER, work, 20), GRINDER, 20);
    expect(after).toEqual(DAMAGE);
  });

  it("is of the kind that mends a fault", () => {
    expect(workAgainst("cage")).toBe("bearing-replaced");
    expect(workAgainst("lubrication")).toBe("lubricated");
    expect(workAgainst("imbalance")).toBe("balanced");
    expect(workAgainst("looseness")).toBe("machine-rebuilt");
  });
});

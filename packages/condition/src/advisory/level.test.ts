import type { Verdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { createStanding, levelOf } from "./level.ts";

const at = (minute: number) => `2026-11-22T06:0${minute}:00.000Z`;
const anomaly = (severity: "normal" | "warning" | "alarm", minute = 1, persistent = true) =>
  ({ severity, persistent, time: at(minute) }) as const;
const outerRace = { fault: "outer-race", confidence: 0.9, persistent: true, time: at(1) } as const;
const silent = { fault: "silence", persistent: true } as const;
const fine = { fault: "none", persistent: true } as const;

describe("the level of a point", () => {
  it("is the worst of anomaly, diagnosis and sensors, and tells its parts", () => {
    expect(levelOf({ anomaly: anomaly("alarm"), diagnosis: outerRace })).toEqual({
      level: "alarm",
      severity: "alarm",
      parts: { anomaly: "alarm", diagnosis: "warning", sensor: "normal" },
    });
    expect(levelOf({ diagnosis: outerRace, sensors: { x: silent } }).level).toBe("warning");
  });

  it("is that of its sensors where nothing speaks against the machine, and then warns", () => {
    const { level, severity } = levelOf({ sensors: { x: fine, y: silent } });
    expect([level, severity]).toEqual(["sensor", "warning"]);
    expect(levelOf({ sensors: { x: fine } }).level).toBe("normal");
  });

  it("counts only what has held long enough to act on, and names that are sure enough", () => {
    expect(levelOf({ anomaly: anomaly("alarm", 1, false) }).level).toBe("normal");
    expect(levelOf({ diagnosis: { ...outerRace, confidence: 0.4 } }).level).toBe("normal");
    expect(levelOf({ diagnosis: { ...outerRace, fault: "unnamed" } }).level).toBe("normal");
  });

  it("lets a newer return to normal end a diagnosis", () => {
    expect(levelOf({ diagnosis: outerRace, anomaly: anomaly("normal", 2) }).level).toBe("normal");
    expect(levelOf({ diagnosis: outerRace, anomaly: anomaly("normal", 0) }).level).toBe("warning");
  });
});

describe("what stands at a point", () => {
  const base = { type: "verdict", point: "s/l/m/p", persistent: true } as const;
  const sensorVerdict = (channel: string, fault: "silence" | "none"): Verdict => ({
    ...base,
    time: at(1),
    channel,
    kind: "sensor",
    fault,
    text: "",
  });

  it("keeps each sensor's own fault: one that is well again does not speak for the other", () => {
    const standing = createStanding();
    standing.note([sensorVerdict("x", "silence"), sensorVerdict("y", "silence")]);
    standing.note([sensorVerdict("x", "none")]);
    expect(standing.level().level).toBe("sensor");
    standing.note([sensorVerdict("y", "none")]);
    expect(standing.level().level).toBe("normal");
  });

  it("goes with the machine after maintenance, but not what was said of its sensors", () => {
    const standing = createStanding();
    const ill = { ...base, time: at(1), kind: "anomaly", severity: "alarm" } as const;
    standing.note([{ ...ill, score: 2, evidence: [] }, sensorVerdict("x", "silence")]);
    standing.forgetMachine();
    expect(standing.level().level).toBe("sensor");
  });

  it("resumes from a snapshot as it was", () => {
    const standing = createStanding();
    standing.note([sensorVerdict("x", "silence")]);
    const resumed = createStanding();
    resumed.restore(structuredClone(standing.snapshot()));
    expect(resumed.level()).toEqual(standing.level());
  });
});

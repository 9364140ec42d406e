import type { AnomalyVerdict, DiagnosisVerdict, SensorVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import type { StateView } from "../http/api-types.ts";
import { summarise } from "./summary.ts";

const base = { type: "verdict" as const, point: "p/l/m/q", persistent: true };
const at = (minute: number) => `2026-11-22T06:0${minute}:00.000Z`;

const state: StateView = {
  time: at(0),
  level: "normal",
  severity: "normal",
  parts: { anomaly: "normal", diagnosis: "normal", sensor: "normal" },
  score: 0.2,
  health: 98,
  learning: false,
};
const anomaly = (severity: AnomalyVerdict["severity"], minute = 1): AnomalyVerdict => ({
  ...base,
  time: at(minute),
  kind: "anomaly",
  severity,
  score: 1.2,
  evidence: [],
});
const diagnosis = (minute = 1): DiagnosisVerdict => ({
  ...base,
  time: at(minute),
  kind: "diagnosis",
  fault: "inner-race",
  confidence: 0.874,
  lines: [],
  hypotheses: [],
  text: "",
});
const sensor: SensorVerdict = {
  ...base,
  time: at(1),
  kind: "sensor",
  fault: "flat-line",
  text: "x is flat",
};

const sensors = { x: sensor };

describe("a point in one line", () => {
  it("names the fault when there is one", () => {
    expect(summarise(state, { anomaly: anomaly("alarm"), diagnosis: diagnosis() })).toEqual({
      level: "alarm",
      headline: "Inner race damage, 87 % sure",
      cause: { fault: "inner-race", confidence: 0.874 },
    });
  });

  it("warns on a diagnosis alone, until a newer return to normal ends it", () => {
    expect(summarise(state, { diagnosis: diagnosis() }).level).toBe("warning");
    const over = { diagnosis: diagnosis(1), anomaly: anomaly("normal", 2) };
    expect(summarise(state, over).level).toBe("normal");
  });

  it("does not count what only one record says", () => {
    const once = { ...anomaly("alarm"), persistent: false };
    expect(summarise(state, { anomaly: once }).level).toBe("normal");
  });

  it("puts trouble of the machine before trouble of a sensor, and that before all else", () => {
    expect(summarise(state, { sensors, anomaly: anomaly("warning") }).level).toBe("warning");
    expect(summarise({ ...state, learning: true }, { sensors })).toEqual({
      level: "sensor",
      headline: "Sensor: x is flat",
      cause: { fault: "flat-line" },
    });
  });

  it("tells no data from learning from normal", () => {
    expect(summarise(undefined, {}).level).toBe("unknown");
    expect(summarise({ ...state, learning: true }, {}).level).toBe("learning");
    expect(summarise(state, {}).level).toBe("normal");
  });
});

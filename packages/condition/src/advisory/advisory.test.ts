import type { AnomalyVerdict, DiagnosisVerdict, PrognosisVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { advise } from "./advisory.ts";

const base = { type: "verdict", point: "a/b/c/d", time: "2026-01-01T00:00:00.000Z" } as const;
const anomaly: AnomalyVerdict = {
  ...base,
  persistent: true,
  kind: "anomaly",
  severity: "warning",
  score: 1.2,
  evidence: [],
};
const diagnosis: DiagnosisVerdict = {
  ...base,
  persistent: true,
  kind: "diagnosis",
  fault: "outer-race",
  confidence: 0.9,
  lines: [],
  hypotheses: [],
  text: "",
};
const prognosis: PrognosisVerdict = {
  ...base,
  persistent: true,
  kind: "prognosis",
  trend: "rising",
  basis: "trend",
  indicator: "rms",
  limit: 4,
  rulSeconds: 20 * 3600,
  lowSeconds: 4 * 3600,
  highSeconds: 36 * 3600,
  interval: 0.8,
  model: "exponential",
  text: "",
};

describe("advise", () => {
  it("asks for nothing while nothing persistent is wrong", () => {
    expect(advise({})).toBe("No action needed.");
    expect(advise({ anomaly: { ...anomaly, persistent: false } })).toBe("No action needed.");
    expect(advise({ anomaly: { ...anomaly, severity: "normal" } })).toBe("No action needed.");
  });
  it("names the part and the lower end of the interval", () => {
    expect(advise({ anomaly, diagnosis, prognosis })).toBe(
      "Replace the bearing (outer race damaged) within 4 hours of running; look at fit and housing seat. Remaining life about 20 hours (4 to 36 hours).",
    );
  });
  it("says stop where the end is reached, and no number where none is known", () => {
    const spent = { ...prognosis, rulSeconds: 21, lowSeconds: 3.5, highSeconds: 1000 };
    expect(advise({ anomaly, diagnosis, prognosis: spent })).toBe(
      "Replace the bearing (outer race damaged) now: the end of its life is reached; look at fit and housing seat.",
    );
    const beyond = { ...prognosis, endReached: true } as const;
    expect(advise({ anomaly, diagnosis, prognosis: beyond })).toMatch(/ now: the end of its life/);
    const vague = { ...prognosis, highSeconds: 1000 * 3600 };
    expect(advise({ anomaly, diagnosis, prognosis: vague })).toMatch(
      /within 4 hours of running; .* Remaining life not yet known: hours to weeks\.$/,
    );
    expect(advise({ anomaly, diagnosis, prognosis: spent }, "zh")).toMatch(/已到寿命终点/);
  });
  it("asks for an inspection where the evidence carries no name", () => {
    expect(advise({ anomaly, diagnosis: { ...diagnosis, confidence: 0.3 } })).toMatch(
      /^Inspect the point \(listen, thermography, lubricant\) at the next planned stop; the evidence carries no name yet\.$/,
    );
    expect(advise({ anomaly: { ...anomaly, severity: "alarm" } })).toMatch(
      /at the next possible stop; /,
    );
  });
});

import { describe, expect, it } from "vitest";
import { SYSTEM_FAULTS } from "./alarm.ts";
import { faultTitled, faultWords } from "./fault-words.ts";
import { type Evidence, FAULTS, SENSOR_FAULTS, type Verdict } from "./verdict.ts";
import { inWords, unitInPrint } from "./verdict-words.ts";

const base = {
  type: "verdict",
  point: "a/b/c/d",
  time: "2026-01-01T00:00:00.000Z",
  persistent: true,
} as const;
const diagnosis: Verdict = {
  ...base,
  kind: "diagnosis",
  fault: "outer-race",
  confidence: 0.87,
  lines: [{ label: "2xBPFO", expectedHz: 214, foundHz: 213.27, amplitude: 1, snrDb: 11.64 }],
  hypotheses: [
    { fault: "outer-race", confidence: 0.87 },
    { fault: "cage", confidence: 0.2 },
  ],
  text: "lines of the outer race",
};
const evidence: Evidence = {
  channel: "temp",
  indicator: "temperature",
  value: 71.234,
  unit: "degC",
  model: "limit",
  limit: 70,
  expected: 45,
  text: "temp: too hot",
};
const anomaly: Verdict = {
  ...base,
  kind: "anomaly",
  severity: "warning",
  score: 1.1,
  evidence: [evidence],
};
const chinese = /[\u4e00-\u9fff]/;

describe("faults in words", () => {
  const codes = [...FAULTS, ...SENSOR_FAULTS, ...SYSTEM_FAULTS];

  it.each(codes)("%s has a title and an action in every language", (fault) => {
    for (const words of [faultWords(fault, "zh").title, faultWords(fault, "zh").action])
      expect(words).toMatch(chinese);
    for (const words of [faultWords(fault).title, faultWords(fault).action])
      expect(words).toMatch(/^[A-Z][^\u4e00-\u9fff]+[^.]$/);
  });

  it("are known by their English titles", () => {
    for (const fault of codes) expect(faultTitled(faultWords(fault).title)).toBe(fault);
    expect(faultTitled("something else")).toBeUndefined();
  });

  it("are told apart", () => {
    for (const language of ["en", "zh"] as const)
      expect(new Set(codes.map((fault) => faultWords(fault, language).title)).size).toBe(
        codes.length,
      );
  });
});

describe("a verdict in words", () => {
  it("speaks English as it was written", () => {
    expect(inWords(anomaly, "en")).toEqual(["temp: too hot"]);
    expect(inWords(diagnosis, "en")).toEqual(["lines of the outer race"]);
  });

  it("says in Chinese what its fields say, with the names of the plant file", () => {
    expect(inWords(anomaly, "zh", () => "轴承温度")).toEqual([
      "轴承温度：温度 71.2 °C，预期 45 °C，限值 70 °C。",
    ]);
    expect(inWords(diagnosis, "zh")).toEqual([
      "诊断：外圈损伤，置信度 87 %，谱线 2xBPFO 213 Hz（11.6 dB），其他可能：保持架损伤 20 %。",
    ]);
    expect(inWords({ ...diagnosis, persistent: false }, "zh")[0]).toContain("87 %，仅凭此次记录，");
    const sensor = { ...base, kind: "sensor", channel: "x", fault: "stuck", text: "" } as const;
    expect(inWords(sensor, "zh")).toEqual(["x：传感器数值不变。"]);
    expect(inWords({ ...sensor, fault: "none" }, "zh")).toEqual(["x：传感器正常。"]);
  });

  it("says so when no indicator speaks for an anomaly any more", () => {
    expect(inWords({ ...anomaly, evidence: [] }, "en")).toEqual([
      "The latest records are as expected.",
    ]);
    expect(inWords({ ...anomaly, evidence: [] }, "zh")).toEqual(["最近的记录均符合预期。"]);
  });

  it("names the model of each bound", () => {
    const models = ["limit", "iso-zone", "baseline", "change", "trend", "rate"] as const;
    const said = models.map((model) =>
      inWords({ ...anomaly, evidence: [{ ...evidence, model }] }, "zh").join(),
    );
    expect(new Set(said).size).toBe(models.length);
    for (const sentence of said) expect(sentence).not.toContain("undefined");
  });

  it("keeps the English reason where it has nothing else to say", () => {
    const unnamed = { ...diagnosis, fault: "unnamed", hypotheses: [], text: "no speed" } as const;
    const rotor: Verdict = {
      ...unnamed,
      text: "the shaft speed carries 98 % of the velocity (vib; 1.8 mm/s on vib, 4.4 times its normal)",
      channel: "vib",
    };
    expect(inWords(rotor, "en", () => "Radial $1")).toEqual([
      "the shaft speed carries 98 % of the velocity (Radial $1; 1.8 mm/s on Radial $1, 4.4 times its normal)",
    ]);
    expect(inWords(unnamed, "zh")).toEqual(["故障类型尚未确定：no speed。"]);
    const none = { ...base, kind: "prognosis", trend: "none", text: "Nobody knows." } as const;
    expect(inWords(none, "zh")).toEqual(["Nobody knows."]);
  });
});

describe("a verdict in English", () => {
  it("has names for people in the place of ids", () => {
    const text = "temp: temperature is too hot.";
    const hot: Verdict = { ...anomaly, evidence: [{ ...evidence, text }] };
    expect(inWords(hot, "en", () => "Front bearing")).toEqual([
      "Front bearing: Temperature is too hot.",
    ]);
  });
});

it.each([
  ["um/s", "µm/s"],
  ["m/s2", "m/s²"],
  ["degC", "°C"],
  ["1", ""],
])("the unit %s is printed %s", (unit, printed) => {
  expect(unitInPrint(unit)).toBe(printed);
});

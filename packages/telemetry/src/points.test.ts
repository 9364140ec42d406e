import type { Observation } from "@raceway/condition/observation";
import type { AnomalyVerdict, DiagnosisVerdict, PrognosisVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { fieldsOf } from "./fields.ts";
import { baselinePoints, healthPoints, spectrumPoints, verdictPoints } from "./points.ts";

const anomaly: AnomalyVerdict = {
  type: "verdict",
  point: "s/l/m/p",
  channel: "vib",
  time: "2026-01-01T00:00:00.000Z",
  persistent: true,
  kind: "anomaly",
  severity: "warning",
  score: 1.5,
  evidence: [
    {
      channel: "vib",
      indicator: "rms",
      value: 3,
      unit: "m/s2",
      model: "baseline",
      limit: 2,
      text: "rms is high",
    },
    {
      channel: "vib",
      indicator: "peak",
      value: 9,
      unit: "m/s2",
      model: "baseline",
      text: "peak is high",
    },
  ],
};

const prognosis: PrognosisVerdict = {
  type: "verdict",
  point: "s/l/m/p",
  time: anomaly.time,
  persistent: true,
  kind: "prognosis",
  trend: "none",
  basis: "population",
  rulSeconds: 200,
  lowSeconds: 100,
  highSeconds: 400,
  interval: 0.8,
  probabilityByStop: [0.07, 0.4].map((probability, week) => ({
    stop: {
      start: `2026-01-0${4 + week}T05:00:00.000Z`,
      end: `2026-01-0${4 + week}T13:00:00.000Z`,
      timeZone: "UTC",
    },
    probability,
  })),
  text: "",
};

describe("healthPoints", () => {
  it("are rows of the machine, its line and the site, told apart by their tags", () => {
    const health = (worst: number) => ({ worst, weighted: worst + 1 });
    const rollUps = { machine: health(70), line: health(60), site: health(50) };
    const rows = healthPoints("s/l/m/p", rollUps, 1n);
    expect(rows.map(({ tags, fields }) => [tags, fields["worst"]])).toEqual([
      [{ site: "s", line: "l", machine: "m" }, 70],
      [{ site: "s", line: "l", machine: "all" }, 60],
      [{ site: "s", line: "all", machine: "all" }, 50],
    ]);
    for (const { fields } of rows)
      expect(Object.keys(fields)).toEqual(Object.keys(fieldsOf("health")));
  });
});

describe("verdictPoints", () => {
  it("keeps verdicts of one kind and time apart by their channels", () => {
    const { channel: _, ...together } = anomaly;
    const verdicts = [anomaly, { ...anomaly, channel: "mic" }, together];
    const rows = verdicts.flatMap(verdictPoints);
    expect(rows.map(({ tags }) => tags["channel"])).toEqual(["vib", "mic", "all"]);
    expect(new Set(rows.map(({ tags, time }) => JSON.stringify([tags, `${time}`]))).size).toBe(3);
  });

  it("tells the evidence: the strongest in columns, all of it in words", () => {
    const [row] = verdictPoints(anomaly);
    expect(row?.fields).toMatchObject({
      indicator: "rms",
      value: 3,
      limit: 2,
      text: "rms is high",
    });
    expect(row?.fields["evidence"]).toBe("rms is high\npeak is high");
  });

  it("tells the lines that a diagnosis rests on", () => {
    const diagnosis: DiagnosisVerdict = {
      type: "verdict",
      point: "s/l/m/p",
      time: anomaly.time,
      persistent: true,
      kind: "diagnosis",
      fault: "outer-race",
      confidence: 0.9,
      lines: [{ label: "1xBPFO", expectedHz: 90, foundHz: 90.2, amplitude: 1, snrDb: 12 }],
      hypotheses: [],
      text: "the outer race's lines stand out",
    };
    const [row] = verdictPoints(diagnosis);
    expect(row?.fields["evidence"]).toBe("1xBPFO at 90.2 Hz, 12.0 dB over the noise floor");
  });

  it("tells a forecast by itself: its numbers, what they rest on, and the chance before the next stop", () => {
    const [, forecast] = verdictPoints(prognosis);
    expect(forecast).toMatchObject({
      measurement: "prognosis",
      fields: {
        rul: 200,
        low: 100,
        high: 400,
        interval: 0.8,
        basis: "population",
        next_stop_risk: 0.07,
      },
    });
  });

  it("writes no field that the schema does not have", () => {
    for (const { measurement, fields } of [anomaly, prognosis].flatMap(verdictPoints))
      for (const name of Object.keys(fields))
        expect(fieldsOf(measurement as "verdict")).toHaveProperty(name);
  });
});

const observation: Observation = {
  point: "s/l/m/p",
  channel: "vib",
  kind: "vibration",
  time: 5n,
  duration: 1,
  calibrated: true,
  sensorFaults: [],
  indicators: {},
  spectra: (["amplitude", "velocity", "envelope"] as const).map((name) => ({
    name,
    unit: "m/s2",
    step: 1,
    values: new Float32Array(2000).fill(1),
  })),
};

describe("spectrumPoints", () => {
  it("keeps acceleration and envelope, each in bands, and not the velocity that follows from the first", () => {
    const rows = spectrumPoints(observation);
    expect(rows.map(({ tags }) => tags["spectrum"])).toEqual(["amplitude", "envelope"]);
    for (const name of Object.keys(rows[0]?.fields ?? {}))
      expect(fieldsOf("spectrum")).toHaveProperty(name);
  });

  it("keeps the velocity of a sensor that measures nothing else", () => {
    const spectra = observation.spectra.filter(({ name }) => name === "velocity");
    expect(spectrumPoints({ ...observation, spectra })).toHaveLength(1);
  });
});

describe("baselinePoints", () => {
  it("has a field for what was expected and one for the limit, and no row while there is neither", () => {
    const [row] = baselinePoints(observation, {
      expectations: [{ indicator: "rms", expected: 1, limit: 2 }],
    });
    expect(row?.fields).toEqual({ rms: 1, rms_limit: 2 });
    expect(Object.keys(row?.fields ?? {}).every((name) => name in fieldsOf("baseline"))).toBe(true);
    expect(baselinePoints(observation, { expectations: [] })).toEqual([]);
  });

  it("has the zones of the machine's class and the limits of ISO 15242's bands also while nothing is learnt", () => {
    const zones = { group: 2, support: "rigid", ab: 1.4, bc: 2.8, cd: 4.5 } as const;
    const bandLimits = { iso15242_low: 120 };
    const [row] = baselinePoints(observation, { expectations: [], zones, bandLimits });
    expect(row?.fields).toEqual({
      zone_ab: 1.4,
      zone_bc: 2.8,
      zone_cd: 4.5,
      iso15242_low_limit: 120,
    });
    expect(Object.keys(row?.fields ?? {}).every((name) => name in fieldsOf("baseline"))).toBe(true);
  });
});

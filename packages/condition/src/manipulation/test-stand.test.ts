import type { Plant, PointContext } from "@raceway/model/plant";
import type { Unit } from "@raceway/model/unit";
import { describe, expect, it } from "vitest";
import { createPlantAnalysis } from "../plant-analysis.ts";
import { createManipulation } from "./manipulation.ts";

const RATE = 25_600;
const SECONDS = 1;

function context(testStand: boolean): PointContext {
  const channel = {
    id: "vib",
    name: "vib",
    kind: "vibration",
    silentAfter: 60,
    limits: [],
  } as const;
  return {
    site: "s",
    line: { id: "l", name: "l", machines: [] },
    machine: { id: "m", name: "m", speed: { tolerance: 0.01 }, loadUnit: "%", points: [] },
    point: {
      path: "s/l/m/p",
      id: "p",
      name: "p",
      channels: [testStand ? { ...channel, testStand } : channel],
    },
  };
}

interface Tested {
  readonly unit?: Unit;
  readonly speedRpm?: number | undefined;
  readonly sampleRate?: number;
  readonly testStand?: boolean;
}

/** The bands of a sum of sines, each a frequency in Hz with its velocity in µm/s rms. */
function bandsOf(sines: readonly (readonly [hz: number, rms: number])[], tested: Tested = {}) {
  const { unit = "um/s", speedRpm = 1800, sampleRate = RATE, testStand = true } = tested;
  const scale = (hz: number) => (unit === "m/s2" ? 2 * Math.PI * hz * 1e-6 : 1) * Math.SQRT2;
  const samples = Float64Array.from({ length: SECONDS * sampleRate }, (_, n) =>
    sines.reduce(
      (sum, [hz, rms]) => sum + rms * scale(hz) * Math.sin((2 * Math.PI * hz * n) / sampleRate),
      0,
    ),
  );
  const { indicators, lesser } = createManipulation(context(testStand))({
    type: "waveform",
    point: "s/l/m/p",
    channel: "vib",
    time: 0n,
    sampleRate,
    unit,
    samples,
    ...("speedRpm" in tested && tested.speedRpm === undefined ? {} : { speedRpm }),
  });
  const [low, medium, high] = ["low", "medium", "high"].map((b) => indicators[`iso15242_${b}`]);
  return { low, medium, high, lesser: lesser ?? [] };
}

describe("the bands of ISO 15242", () => {
  it.each(["um/s", "m/s2"] as const)(
    "read each sine's velocity in its own band, from %s",
    (unit) => {
      const { low, medium, high } = bandsOf(
        [
          [100, 30],
          [150, 40],
          [1000, 25],
          [5000, 12],
        ],
        { unit },
      );
      expect(low).toBeCloseTo(50, 1);
      expect(medium).toBeCloseTo(25, 1);
      expect(high).toBeCloseTo(12, 1);
    },
  );

  it("leave out what lies below and above them", () => {
    const { low, medium, high } = bandsOf([
      [30, 100],
      [11_000, 100],
    ]);
    for (const band of [low, medium, high]) expect(band).toBeLessThan(0.1);
  });

  it("go with the speed: 200 Hz is low at 1800 r/min and medium at 900", () => {
    expect(bandsOf([[200, 10]]).low).toBeCloseTo(10, 1);
    const slow = bandsOf([[200, 10]], { speedRpm: 900 });
    expect(slow.low).toBeLessThan(0.1);
    expect(slow.medium).toBeCloseTo(10, 1);
  });

  it("are left out where the block does not hold them, and it is said why", () => {
    const { low, high, lesser } = bandsOf([[200, 10]], { sampleRate: 12_800 });
    expect(low).toBeCloseTo(10, 1);
    expect(high).toBeUndefined();
    expect(lesser.join()).toContain(
      "iso15242_high: 1800 to 10000 Hz is not in a block of 1.00 s at 12800 Hz",
    );
  });

  it("need the speed and a calibrated sensor", () => {
    expect(bandsOf([[200, 10]], { speedRpm: undefined }).lesser).toContain(
      "speed unknown: no bands of ISO 15242",
    );
    expect(bandsOf([[200, 10]], { unit: "V" }).low).toBeUndefined();
  });

  it("are measured on test stands only", () => {
    const { low, medium, high } = bandsOf([[200, 10]], { testStand: false });
    expect([low, medium, high]).toEqual([undefined, undefined, undefined]);
  });

  it("with a limit from the plant file, tell the one bearing that is too loud, and not the next", () => {
    const stand = context(true);
    const limits = [{ indicator: "iso15242_medium", alarm: 90 }];
    const points = [
      { ...stand.point, channels: stand.point.channels.map((each) => ({ ...each, limits })) },
    ];
    const machines = [{ ...stand.machine, points }];
    const plant: Plant = {
      site: "s",
      name: "s",
      trace: {},
      lines: [{ ...stand.line, machines }],
    };
    const analysis = createPlantAnalysis(plant);
    const manipulate = createManipulation(stand);
    const said = [20, 24, 150, 21].map((rms, k) => {
      const samples = Float64Array.from(
        { length: RATE / 4 },
        (_, n) => rms * Math.SQRT2 * Math.sin((2 * Math.PI * 900 * n) / RATE),
      );
      const address = { point: "s/l/m/p", channel: "vib", time: BigInt(k) * 20_000_000_000n };
      const observation = manipulate({
        type: "waveform",
        ...address,
        sampleRate: RATE,
        unit: "um/s",
        speedRpm: 1800,
        samples,
      });
      const anomaly = analysis.judge(observation)?.verdicts.find(({ kind }) => kind === "anomaly");
      return anomaly?.kind === "anomaly" ? `${anomaly.severity} ${anomaly.evidence[0]?.text}` : "";
    });
    expect(said).toEqual([
      "",
      "",
      "alarm vib: iso15242_medium 150 um/s is above its alarm limit 90 um/s from the plant file.",
      "normal undefined",
    ]);
  });
});

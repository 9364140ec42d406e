import { createDiagnosis } from "@raceway/condition/health/diagnosis";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import { pointsOf } from "@raceway/model/plant";
import { parsePlant } from "@raceway/plant/plant-file";
import { randomFor } from "@raceway/simulator/random";
import { table } from "../markdown.ts";
import { KINDS } from "./made-up/kinds.ts";
import { recordOf } from "./made-up/machine.ts";
import { plantFileOf } from "./plant-file-of.ts";

const engine = await loadPffft();
const BLOCKS = 40;
const RATES = [12_800, 25_600, 51_200] as const;

/** Processor time of a block of one second of one axis, µs: all of manipulation, and the diagnosis alone while a verdict settles and goes on. */
export function costTable(): string {
  const rows = RATES.map((sampleRate) => {
    const micros = costOf(sampleRate);
    return [`${sampleRate} Hz`, micros.manipulation.toFixed(0), micros.diagnosis.toFixed(0)];
  });
  return table(["1 s sampled at", "manipulation, µs", "diagnosis, µs"], rows);
}

function costOf(sampleRate: number) {
  const drawn = KINDS["plain"]?.(randomFor("cost", sampleRate), {
    place: "outer-race",
    overDb: -6,
  });
  if (drawn === undefined) throw new Error('there is no kind "plain"');
  const seconds = BLOCKS;
  const { axes } = recordOf({ ...drawn.machine, sampleRate, seconds }, randomFor("cost samples"));
  const plant = parsePlant(plantFileOf(drawn.plate, 1), "plant.yaml", () => []);
  const [context] = pointsOf(plant).values();
  const [axis] = axes;
  if (context === undefined || axis === undefined) throw new Error("the plant has one point");
  const manipulate = createManipulation(context, { engine });
  const diagnosis = createDiagnosis(context);
  const micros = { manipulation: 0, diagnosis: 0 };
  for (let i = 0; i < BLOCKS; i++) {
    const samples = axis.slice(i * sampleRate, (i + 1) * sampleRate);
    const time = BigInt(i) * 1_000_000_000n;
    const address = { point: context.point.path, channel: "x", time } as const;
    let begun = process.cpuUsage();
    const observation = manipulate({
      type: "waveform",
      ...address,
      sampleRate,
      unit: "g",
      samples,
    });
    micros.manipulation += process.cpuUsage(begun).user / BLOCKS;
    begun = process.cpuUsage();
    diagnosis.process(observation);
    micros.diagnosis += process.cpuUsage(begun).user / BLOCKS;
  }
  return micros;
}

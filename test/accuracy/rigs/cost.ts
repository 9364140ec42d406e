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
const RATES = [12_800, 25_600, 51_200] as const;
/** Goes through the same blocks, and how many of them come before any is counted: a service that has just started compiles what it runs. */
const [ROUNDS, UNCOUNTED] = [9, 2];
/** Blocks of a second while a verdict settles, more than it takes, and as many as are counted after it. */
const [SETTLING, SETTLES, SETTLED] = [12, 70, 40];
const BLOCKS = SETTLES + SETTLED;

/** Processor time of a block of one second of one axis, µs: all of manipulation, and the diagnosis alone while a verdict settles, and once it has. */
export function costTable(): string {
  const rows = RATES.map((sampleRate) => {
    const { manipulation, settling, settled } = costOf(sampleRate);
    return [`${sampleRate} Hz`, ...[manipulation, settling, settled].map((us) => us.toFixed(0))];
  });
  return table(
    ["1 s sampled at", "manipulation, µs", "diagnosis that settles, µs", "settled, µs"],
    rows,
  );
}

/** µs of this thread's processor time. */
function timeOf(work: () => void): number {
  const begun = process.threadCpuUsage();
  work();
  const { user, system } = process.threadCpuUsage(begun);
  return user + system;
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1] ?? 0;
}

function costOf(sampleRate: number) {
  const rounds = roundsOf(sampleRate).slice(UNCOUNTED);
  return {
    manipulation: median(rounds.map(({ manipulation }) => manipulation)),
    settling: median(rounds.map(({ settling }) => settling)),
    settled: median(rounds.map(({ settled }) => settled)),
  };
}

function roundsOf(sampleRate: number) {
  const drawn = KINDS["plain"]?.(randomFor("cost", sampleRate), {
    place: "outer-race",
    overDb: -6,
  });
  if (drawn === undefined) throw new Error('there is no kind "plain"');
  const { axes } = recordOf(
    { ...drawn.machine, sampleRate, seconds: BLOCKS },
    randomFor("cost samples"),
  );
  const plant = parsePlant(plantFileOf(drawn.plate, 1), "plant.yaml", () => []);
  const [context] = pointsOf(plant).values();
  const [axis] = axes;
  if (context === undefined || axis === undefined) throw new Error("the plant has one point");
  const manipulate = createManipulation(context, { engine });
  return Array.from({ length: ROUNDS }, () => {
    const diagnosis = createDiagnosis(context);
    const micros = { manipulation: 0, settling: 0, settled: 0 };
    for (let i = 0; i < BLOCKS; i++) {
      const samples = axis.slice(i * sampleRate, (i + 1) * sampleRate);
      const time = BigInt(i) * 1_000_000_000n;
      const address = { point: context.point.path, channel: "x", time } as const;
      const block = { type: "waveform", ...address, sampleRate, unit: "g", samples } as const;
      let observation: ReturnType<typeof manipulate> | undefined;
      const made = timeOf(() => {
        observation = manipulate(block);
      });
      micros.manipulation += made / BLOCKS;
      const taken = timeOf(() => observation && diagnosis.process(observation));
      if (i < SETTLING) micros.settling += taken / SETTLING;
      if (i >= SETTLES) micros.settled += taken / SETTLED;
    }
    return micros;
  });
}

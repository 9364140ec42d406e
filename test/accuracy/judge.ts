import { createDiagnosis } from "@raceway/condition/health/diagnosis";
import {
  createManipulation,
  type ManipulationOptions,
} from "@raceway/condition/manipulation/manipulation";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import type { PointContext } from "@raceway/model/plant";
import type { DiagnosisVerdict } from "@raceway/model/verdict";
import type { Case } from "./recordings.ts";

const engine = await loadPffft();

/** A plant of one point, as a plant file with nothing but defaults would make it. */
export function contextOf(one: Case): PointContext {
  const channel = {
    id: "vib",
    name: "vib",
    kind: "vibration",
    silentAfter: 60,
    limits: [],
  } as const;
  const path = "bench/line/machine/point";
  return {
    site: "bench",
    line: { id: "line", name: "line", machines: [] },
    machine: {
      id: "machine",
      name: "machine",
      speed: { tolerance: 0.02 },
      loadUnit: "%",
      points: [],
    },
    point: {
      path,
      id: "point",
      name: "point",
      bearing: {
        designation: one.designation,
        orders: one.orders,
        tolerance: 0.02,
        source: "bench",
        rotating: "inner",
      },
      channels: [channel],
    },
  };
}

/**
 * What the product says about blocks given one after another, through the same two functions that live data goes through; the verdict standing at the
 * end.
 */
export function verdictOn(
  one: Case,
  blocks: readonly Float64Array[],
  options: ManipulationOptions = {},
): DiagnosisVerdict {
  const context = contextOf(one);
  const manipulate = createManipulation(context, { engine, ...options });
  const diagnosis = createDiagnosis(context);
  let standing: DiagnosisVerdict | undefined;
  let time = 0n;
  for (const samples of blocks) {
    const observation = manipulate({
      type: "waveform",
      point: context.point.path,
      channel: "vib",
      time,
      sampleRate: one.sampleRate,
      unit: "g",
      samples,
      speedRpm: one.speedRpm,
    });
    standing = diagnosis.process(observation).at(-1) ?? standing;
    time += BigInt(Math.round((samples.length / one.sampleRate) * 1e9));
  }
  if (standing === undefined)
    throw new Error(`${one.name}: no verdict from ${blocks.length} blocks`);
  return standing;
}

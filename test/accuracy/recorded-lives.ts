import { existsSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { createManipulation } from "@raceway/condition/manipulation/manipulation";
import type { Observation } from "@raceway/condition/observation";
import { loadPffft } from "@raceway/dsp/transform/pffft";
import type { Channel, PointContext } from "@raceway/model/plant";
import { secondsOf } from "@raceway/model/time";
import { openTrace } from "@raceway/traces/open-trace";
import { cutBlocks } from "@raceway/traces/recording";
import type { TraceBlock } from "@raceway/traces/trace";
import { RECORDINGS } from "../recordings.ts";
import { kept, MAKERS_OF_OBSERVATIONS, sourceHash } from "./kept.ts";

const engine = await loadPffft();
const SOURCE = sourceHash([...MAKERS_OF_OBSERVATIONS, "test/accuracy/recorded-lives.ts"]);

/** One bearing's life, new to failed, as the analysis sees it. */
export interface Life {
  readonly name: string;
  readonly context: PointContext;
  /** In time order; spectra are left out, only diagnosis needs them. */
  readonly observations: readonly Observation[];
  /** Seconds of the last vibration snapshot: the end of the life. */
  readonly end: number;
  readonly start: number;
}

/** `raceway replay` cuts longer blocks (a minute of temperatures) into such parts. */
const BLOCK_SECONDS = 1;

/** Shaft speeds of the three conditions, r/min (Nectoux et al. 2012). */
const SPEEDS: Readonly<Record<string, number>> = { "1": 1800, "2": 1650, "3": 1500 };

/** Names of the FEMTO lives that are there, in order. */
export function femtoLives(): readonly string[] {
  if (!existsSync(RECORDINGS)) return [];
  return readdirSync(RECORDINGS)
    .filter((name) => /^femto-Bearing\d_\d$/.test(name))
    .sort();
}

/** Reads XJTU-SY's life 1_1: a minute between snapshots of 1.28 s, an outer race that fails. */
export async function readXjtuLife(): Promise<Life | undefined> {
  const path = join(RECORDINGS, "xjtu-Bearing1_1", "xjtu-Bearing1_1");
  if (!existsSync(path)) return undefined;
  return lifeOf("XJTU-SY 1_1", path, xjtuContext());
}

/** Reads a FEMTO life through the same reader and the same manipulation as `raceway replay`. */
export async function readLife(folder: string): Promise<Life> {
  const name = folder.replace("femto-", "");
  return lifeOf(name, join(RECORDINGS, folder, name), femtoContext(name));
}

function lifeOf(name: string, path: string, context: PointContext): Promise<Life> {
  return kept("raceway-lives", `${name.replace(" ", "-")}-${SOURCE}`, () =>
    manipulated(name, path, context),
  );
}

async function manipulated(name: string, path: string, context: PointContext): Promise<Life> {
  const manipulate = createManipulation(context, { engine });
  const trace = await openTrace(path);
  const observations: Observation[] = [];
  for await (const whole of trace.blocks())
    for (const block of cutBlocks([whole], { blockSeconds: BLOCK_SECONDS })) {
      const { spectra: _, modulation: __, ...observation } = manipulate(recordOf(block, context));
      observations.push({ ...observation, spectra: [] });
    }
  const times = observations
    .filter(({ kind }) => kind === "vibration")
    .map(({ time }) => secondsOf(time));
  return { name, context, observations, start: times[0] ?? 0, end: times.at(-1) ?? 0 };
}

function recordOf(block: TraceBlock, context: PointContext) {
  const { channel, time, sampleRate, unit, samples } = block;
  if (sampleRate === undefined || unit === undefined)
    throw new TypeError(`channel ${channel}: the recording states rate and unit`);
  const speedRpm = context.machine.speed.nominalRpm;
  return {
    type: "waveform",
    point: context.point.path,
    channel,
    time,
    sampleRate,
    unit,
    samples,
    ...(block.kind === "vibration" && speedRpm !== undefined ? { speedRpm } : {}),
  } as const;
}

function femtoContext(name: string): PointContext {
  const channel = (id: string, kind: Channel["kind"]): Channel => ({
    id,
    name: id,
    kind,
    silentAfter: 600,
    limits: [],
  });
  const point = {
    path: `femto/pronostia/rig/${name.toLowerCase()}`,
    id: name.toLowerCase(),
    name,
    bearing: {
      designation: "PRONOSTIA test bearing",
      orders: { bpfo: 5.611, bpfi: 7.389, bsf: 3.589, ftf: 0.4316 },
      tolerance: 0.03,
      source: "IEEE PHM 2012 challenge, 13 balls of 3.5 mm on 25.6 mm",
      rotating: "inner",
    },
    channels: [
      channel("horizontal", "vibration"),
      channel("vertical", "vibration"),
      channel("temperature", "temperature"),
    ],
  } as const;
  const nominalRpm = SPEEDS[name.charAt("Bearing".length)];
  const machine = {
    id: "rig",
    name: "PRONOSTIA",
    speed: nominalRpm === undefined ? { tolerance: 0.02 } : { nominalRpm, tolerance: 0.02 },
    loadUnit: "N",
    points: [point],
  } as const;
  return {
    site: "femto",
    line: { id: "pronostia", name: "PRONOSTIA", machines: [machine] },
    machine,
    point,
  };
}

function xjtuContext(): PointContext {
  const channel = (id: string): Channel => ({
    id,
    name: id,
    kind: "vibration",
    silentAfter: 600,
    limits: [],
  });
  const point = {
    path: "xjtu/sy/rig/bearing1_1",
    id: "bearing1_1",
    name: "Bearing1_1",
    bearing: {
      designation: "UER204",
      orders: { bpfo: 3.083, bpfi: 4.917, bsf: 2.066, ftf: 0.3854 },
      tolerance: 0.02,
      source: "8 balls of 7.92 mm on 34.55 mm",
      rotating: "inner",
    },
    channels: [channel("horizontal"), channel("vertical")],
  } as const;
  const machine = {
    id: "rig",
    name: "XJTU-SY",
    speed: { nominalRpm: 2100, tolerance: 0.02 },
    loadUnit: "N",
    points: [point],
  } as const;
  return { site: "xjtu", line: { id: "sy", name: "XJTU-SY", machines: [machine] }, machine, point };
}

/** The life with only each k-th snapshot of vibration; slow channels stay whole. */
export function thinnedLife(life: Life, step: number): Life {
  const times = [
    ...new Set(
      life.observations.filter(({ kind }) => kind === "vibration").map(({ time }) => time),
    ),
  ];
  const chosen = new Set(times.filter((_, index) => index % step === 0));
  const observations = life.observations.filter(
    ({ kind, time }) => kind !== "vibration" || chosen.has(time),
  );
  return { ...life, observations };
}

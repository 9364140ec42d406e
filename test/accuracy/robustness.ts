import { table } from "./markdown.ts";
import { type Outcome, outcomeOf, type Tally, tallyOf } from "./outcome.ts";
import { type Case, ORDERS_6205 } from "./recordings.ts";
import { DISTURBANCES, syntheticCase } from "./synthetic.ts";
import { createReplays, type Told } from "./through-replay.ts";

const FAULTS = ["outer-race", "inner-race", "rolling-element"] as const;
/** Seconds of each recording that are replayed. */
const SECONDS = 5;
/** A nominal speed is wrong by this share of its tolerance, too high for one record, too low for the next. */
const SPEED_OFF = 0.9;

/** One way of writing the plant file; `off` says that the nominal speed is wrong by nearly all its tolerance. */
interface Way {
  readonly name: string;
  readonly told: Told;
  readonly off?: true;
}

const speeds = [0.005, 0.01, 0.02, 0.03, 0.05];
const WAYS: readonly Way[] = [
  { name: "nominal speed right, all else default", told: {} },
  { name: "speed measured", told: { measured: true } },
  ...speeds.map((speedTolerance): Way => {
    const name = `nominal speed off by nearly its tolerance, ${100 * speedTolerance} %`;
    return { name, told: { speedTolerance }, off: true };
  }),
  ...[0.005, 0.05].map((bearingTolerance): Way => {
    return { name: `bearing tolerance ${100 * bearingTolerance} %`, told: { bearingTolerance } };
  }),
  { name: "bearing by designation (6205 only)", told: { bearing: "6205" } },
  ...[0.5, 2].map((blockSeconds): Way => {
    return { name: `blocks of ${blockSeconds} s`, told: { blockSeconds } };
  }),
];

function madeUp(each: number): Case[] {
  return [...FAULTS, "healthy" as const].flatMap((fault) =>
    Array.from({ length: fault === "healthy" ? 2 * each : each }, (_, i) => {
      const disturbance = DISTURBANCES[i % (DISTURBANCES.length - 1)] ?? "noise";
      const snrDb = [-3, -9, -15][i % 3] ?? 0;
      const machine = { seed: 500_000 + 43 * i, fault, disturbances: [disturbance], snrDb };
      return syntheticCase({ ...machine, seconds: SECONDS });
    }),
  );
}

const cells = ({ right, wrong, unnamed }: Tally) =>
  right + wrong + unnamed === 0 ? "–" : `${right} / ${wrong} / ${unnamed}`;

/** The same records under plant files by hands of different care, through all that `raceway replay` goes through. */
export async function plantFileTable(recorded: readonly Case[], each: number): Promise<string> {
  const replays = createReplays();
  const short = recorded.map((one) => ({
    ...one,
    samples: one.samples.slice(0, SECONDS * one.sampleRate),
  }));
  const drawn = madeUp(each);
  const rows: string[][] = [];
  const wrongly = new Set<string>();
  for (const { name, told, off } of WAYS) {
    const judged = async (cases: readonly Case[]) => {
      const outcomes: Outcome[] = [];
      for (const [i, one] of cases.entries()) {
        if (told.bearing !== undefined && one.orders !== ORDERS_6205) continue;
        const error = off
          ? { speedOff: (i % 2 === 0 ? SPEED_OFF : -SPEED_OFF) * (told.speedTolerance ?? 0) }
          : {};
        const outcome = outcomeOf(one, await replays.faultOf(one, { ...told, ...error }));
        if (outcome === "wrong") wrongly.add(one.name);
        outcomes.push(outcome);
      }
      return tallyOf(outcomes);
    };
    const faulty = (cases: readonly Case[]) => cases.filter(({ truth }) => truth !== "healthy");
    const healthy = await judged([...short, ...drawn].filter(({ truth }) => truth === "healthy"));
    rows.push([
      name,
      cells(await judged(faulty(short))),
      cells(await judged(faulty(drawn))),
      `${healthy.wrong} of ${healthy.wrong + healthy.unnamed}`,
    ]);
  }
  replays.close();
  const head = ["plant file", "recordings", "made-up machines", "names on healthy ones"];
  return `${table(head, rows)}\n\nNamed wrongly in any row: ${[...wrongly].join(", ") || "none"}.`;
}

/** What test rigs publish, made up: their sampling rates, speeds and lengths. */
const SHAPES = [
  {
    name: "one snapshot of 1.28 s, 25.6 kHz, 35 Hz",
    sampleRate: 25_600,
    shaftHz: 35,
    seconds: 1.28,
  },
  {
    name: "five such snapshots",
    sampleRate: 25_600,
    shaftHz: 35,
    seconds: 6.4,
    snapshotSeconds: 1.28,
  },
  {
    name: "twenty snapshots of 0.1 s, 25.6 kHz, 30 Hz",
    sampleRate: 25_600,
    shaftHz: 30,
    seconds: 2,
    snapshotSeconds: 0.1,
  },
  { name: "4 s, 64 kHz, 25 Hz", sampleRate: 64_000, shaftHz: 25, seconds: 4 },
  { name: "4 s, 64 kHz, 15 Hz", sampleRate: 64_000, shaftHz: 15, seconds: 4 },
  { name: "3 s, 48 828 Hz, 25 Hz", sampleRate: 48_828, shaftHz: 25, seconds: 3 },
  { name: "6 s, 97 656 Hz, 25 Hz", sampleRate: 97_656, shaftHz: 25, seconds: 6 },
];

/** Records as short and as fast as test rigs publish them, with nothing but the defaults. */
export async function shapeTable(each: number): Promise<string> {
  const replays = createReplays();
  const rows: string[][] = [];
  for (const { name, snapshotSeconds, ...shape } of SHAPES) {
    const told: Told = snapshotSeconds === undefined ? {} : { snapshotSeconds };
    const judged = async (fault: Case["truth"]) => {
      const outcomes: Outcome[] = [];
      for (let i = 0; i < each; i++) {
        const disturbance = DISTURBANCES[i % (DISTURBANCES.length - 1)] ?? "noise";
        const snrDb = [-3, -9][i % 2] ?? 0;
        const machine = {
          seed: 600_000 + 47 * i,
          fault,
          disturbances: [disturbance],
          snrDb,
          ...shape,
        };
        const drawn = syntheticCase(machine);
        const one = { ...drawn, name: `${name}-${drawn.name}` };
        outcomes.push(outcomeOf(one, await replays.faultOf(one, told)));
      }
      return tallyOf(outcomes);
    };
    const faults = [];
    for (const fault of FAULTS) faults.push(cells(await judged(fault)));
    rows.push([name, ...faults, `${(await judged("healthy")).wrong} of ${each}`]);
  }
  replays.close();
  return table(["record", ...FAULTS, "names on healthy ones"], rows);
}

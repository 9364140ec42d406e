import type { DefectPlace } from "@raceway/simulator/impacts";
import { randomFor } from "@raceway/simulator/random";
import type { RigRecord, Truth } from "../rig-record.ts";
import { type Drawn, KINDS, type RotorFault, rotorMachine, type Wanted } from "./kinds.ts";
import { recordOf } from "./machine.ts";

const PLACES: readonly DefectPlace[] = ["outer-race", "inner-race", "rolling-element"];
const ROTOR_FAULTS: readonly RotorFault[] = ["imbalance", "misalignment", "bent-shaft"];

/** How many machines of each kind: for each place by strength, dB; sound ones; and for each rotor fault. */
interface Amounts {
  readonly faulty: readonly (readonly [overDb: number, machines: number])[];
  readonly sound: number;
  readonly rotor: number;
  /** Number of the first of each: machines of other numbers are drawn from other seeds. */
  readonly first: number;
}

function record(
  rig: string,
  category: string,
  truth: Truth,
  name: string,
  { machine, plate }: Drawn,
): RigRecord {
  const signals = () => recordOf(machine, randomFor(rig, name, "samples"));
  return { rig, category, name, truth, plate, signals };
}

function drawnKind(rig: string, kind: string, index: number, wanted: Wanted): RigRecord {
  const place = wanted.place ?? "sound";
  const name = `${kind}, ${place}, ${wanted.overDb} dB, ${index}`;
  const maker = KINDS[kind];
  if (maker === undefined) throw new RangeError(`no kind "${kind}"`);
  const row = wanted.place === undefined ? `${kind}: sound` : `${kind}: ${wanted.overDb} dB`;
  return record(rig, row, place, name, maker(randomFor(rig, name), wanted));
}

/** In an ISO class, or with the record of the time when it was right first: turn by turn. */
function rotorRecord(rig: string, fault: RotorFault, index: number): RigRecord {
  const name = `${fault}, ${index}`;
  const mmPerSecond = 8 + 3 * (index % 5);
  const faulty = record(
    rig,
    `sound bearing, ${fault}`,
    fault,
    name,
    rotorMachine(randomFor(rig, name), fault, mmPerSecond),
  );
  if (index % 2 === 0) {
    const plate = { ...faulty.plate, iso: { powerKw: 22, support: "rigid" } } as const;
    return { ...faulty, category: `${faulty.category}, ISO class`, plate };
  }
  const right = rotorMachine(randomFor(rig, name), fault, 0);
  const before = [record(rig, "sound", "sound", `${name}, before`, right)];
  return { ...faulty, category: `${faulty.category}, sound record first`, before };
}

function records(rig: string, { faulty, sound, rotor, first }: Amounts): RigRecord[] {
  const each = (count: number, make: (index: number) => RigRecord) =>
    Array.from({ length: count }, (_, index) => make(first + index));
  return [
    ...Object.keys(KINDS).flatMap((kind) => [
      ...faulty.flatMap(([overDb, machines]) =>
        PLACES.flatMap((place) =>
          each(machines, (index) => drawnKind(rig, kind, index, { place, overDb })),
        ),
      ),
      ...each(sound, (index) => drawnKind(rig, kind, index, { overDb: -6 })),
    ]),
    ...ROTOR_FAULTS.flatMap((fault) => each(rotor, (index) => rotorRecord(rig, fault, index))),
  ];
}

/** Number of the first machine that judges. Those below 500 have been looked at by now: who changes what names takes others. */
const FIRST = 300;

/** Machines that judge: 1,501 sound ones, of whom none must be named to show a rate below two in a thousand, and 456 damaged ones at −6 dB. */
export function madeUpRecords(): RigRecord[] {
  const faulty = [
    [0, 1],
    [-6, 8],
    [-12, 1],
  ] as const;
  return records("made-up", { faulty, sound: 79, rotor: 10, first: FIRST });
}

/** Machines of the same kinds from other seeds: constants may be chosen by these. */
export function choosingRecords(): RigRecord[] {
  const faulty = [
    [-3, 1],
    [-6, 3],
    [-9, 1],
  ] as const;
  return records("choosing", { faulty, sound: 30, rotor: 16, first: 0 });
}

import { getHeapStatistics } from "node:v8";
import { shapeOf, type Target } from "./target.ts";

/** What a decoder must not do with an input. */
export interface Defect {
  readonly target: string;
  readonly kind: "error" | "hang" | "memory" | "pollution";
  readonly message: string;
  readonly input: Uint8Array;
}

/**
 * Longest time for one input, milliseconds of this thread's own work: others who share the machine do not count. Where {@link yardstick} takes longer than
 * {@link YARDSTICK_MS} an input may take longer by as much, for a slow machine is no fault of a decoder.
 */
export const HANG_MS = 50;
/** About what the yardstick takes on the machines on which the limit was set. */
const YARDSTICK_MS = 2;
const YARDSTICK_RUNS = 20;
/** Times that a slow input is tried. */
const TRIALS_OF_SLOW = 8;
/** Most memory that one input may take, in the heap and outside of it. */
const ALLOCATION_BYTES = 64 * 1024 * 1024;

/** Objects whose members an input might change for everybody. */
const SHARED = [
  Object.prototype,
  Array.prototype,
  Function.prototype,
  String.prototype,
  Map.prototype,
];
const membersOf = () => SHARED.map((each) => Reflect.ownKeys(each).length).join();
const MEMBERS = membersOf();

/** @returns what became of an input, or the defect that it shows. */
export async function examine(target: Target, input: Uint8Array): Promise<string | Defect> {
  const first = await once(target, input);
  if (typeof first.outcome !== "string" || first.milliseconds <= HANG_MS) return first.outcome;
  // Compiling, collecting garbage and neighbours on a core slow it down now and then: only what is slow each time is.
  let fastest = first.milliseconds;
  for (let trial = 1; trial < TRIALS_OF_SLOW; trial++) {
    const limit = HANG_MS * Math.max(1, yardstick() / YARDSTICK_MS);
    const { milliseconds } = await once(target, input);
    if (milliseconds <= limit) return first.outcome;
    fastest = Math.min(fastest, milliseconds);
  }
  return defect(target, "hang", input, `${Math.round(fastest)} ms for ${input.length} bytes`);
}

const NUMBERS = Array.from({ length: 20_000 }, (_, k) => (0.37 * k).toFixed(3)).join();

/**
 * How fast this machine works now: milliseconds of this thread's own work for reading 20,000 numbers twice. A mean over several readings, for some machines
 * count the work of a thread in ticks longer than one of them.
 */
function yardstick(): number {
  const started = process.threadCpuUsage();
  let sum = 0;
  for (let run = 0; run < YARDSTICK_RUNS; run++) {
    for (const cell of NUMBERS.split(",")) sum += Number(cell);
    for (const value of JSON.parse(`[${NUMBERS}]`) as number[]) sum += Math.sqrt(value);
  }
  const { user, system } = process.threadCpuUsage(started);
  return sum > 0 ? (user + system) / 1000 / YARDSTICK_RUNS : 0;
}

function memoryTaken(): number {
  const { external_memory, used_heap_size } = getHeapStatistics();
  return external_memory + used_heap_size;
}

async function once(target: Target, input: Uint8Array) {
  const given = input.slice();
  const memory = memoryTaken();
  const started = process.threadCpuUsage();
  let outcome: string | Defect;
  try {
    outcome = await target.run(given);
  } catch (error) {
    outcome = defect(target, "error", input, String(error));
  }
  const { user, system } = process.threadCpuUsage(started);
  const milliseconds = (user + system) / 1000;
  const taken = memoryTaken() - memory;
  if (taken > ALLOCATION_BYTES)
    outcome = defect(target, "memory", input, `${taken >> 20} MiB for ${input.length} bytes`);
  if (membersOf() !== MEMBERS)
    outcome = defect(target, "pollution", input, "the members of shared prototypes have changed");
  return { outcome, milliseconds };
}

function defect(target: Target, kind: Defect["kind"], input: Uint8Array, message: string): Defect {
  return { target: target.name, kind, message, input };
}

/** What two inputs with the same fault have in common. */
export function signatureOf({ target, kind, message }: Defect): string {
  return `${target} ${kind} ${kind === "error" ? shapeOf(message) : ""}`;
}

/** Trials that shortening an input may take. */
const TRIALS = 400;

/** The shortest input found that shows the same fault: parts are left out as long as it stays. */
export async function shortened(target: Target, found: Defect): Promise<Defect> {
  if (found.kind === "hang") return found;
  const signature = signatureOf(found);
  let best = found;
  let trials = 0;
  for (let size = best.input.length >> 1; size >= 1; size >>= 1) {
    for (let at = 0; at < best.input.length && trials < TRIALS; ) {
      trials += 1;
      const { input } = best;
      const less = new Uint8Array(
        Buffer.concat([input.subarray(0, at), input.subarray(at + size)]),
      );
      const outcome = await examine(target, less);
      if (typeof outcome !== "string" && signatureOf(outcome) === signature) best = outcome;
      else at += size;
    }
  }
  return best;
}

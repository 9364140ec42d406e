import { once } from "node:events";
import { Worker } from "node:worker_threads";
import type { PartEvent } from "@raceway/inspection/part-event";
import { createStandChain } from "@raceway/inspection/stand/stand-chain";
import type { PartResult } from "@raceway/model/part";
import { ANDERON, type BearingType } from "@raceway/model/test-stand";
import type { MadePart, Production } from "@raceway/simulator/test-stand/made-part";

export interface InspectedPart {
  readonly part: MadePart;
  readonly result: PartResult;
}

/** Parts to be made and measured: `from` up to, not including, `to`. */
export interface MeasureTask {
  readonly production: Production;
  readonly type: BearingType;
  readonly from: number;
  readonly to: number;
}

type Measured = readonly { readonly part: MadePart; readonly event: PartEvent }[];

const THREADS = 4;
const CHUNK = 50;

/** Sends parts over one stand, first some that the type is learnt from as any others. They are measured in several threads, and judged in order. */
export async function inspectLot(
  production: Production,
  type: BearingType,
  parts: number,
): Promise<readonly InspectedPart[]> {
  const stand = {
    path: "works/line-1/stand-1",
    id: "stand-1",
    name: "stand-1",
    anderon: ANDERON,
    partSeconds: 60,
  };
  const chain = createStandChain(stand, [type]);
  const measured = (await measuredLot(production, type, parts)).flat();
  return measured.map(({ part, event }, number) => {
    const [result] = chain.take(event, BigInt(number) * 3_000_000_000n);
    if (result === undefined) throw new Error(`part ${part.serial} has no result`);
    return { part, result };
  });
}

async function measuredLot(
  production: Production,
  type: BearingType,
  parts: number,
): Promise<readonly Measured[]> {
  const tasks = Array.from({ length: Math.ceil(parts / CHUNK) }, (_, k): MeasureTask => {
    const from = k * CHUNK;
    return { production, type, from, to: Math.min(parts, from + CHUNK) };
  });
  const measured: Measured[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: THREADS }, async () => {
      const worker = new Worker(new URL("measure-worker.ts", import.meta.url));
      for (let task = next++; task < tasks.length; task = next++) {
        worker.postMessage(tasks[task]);
        const [chunk] = (await once(worker, "message")) as [Measured];
        measured[task] = chunk;
      }
      await worker.terminate();
    }),
  );
  return measured;
}

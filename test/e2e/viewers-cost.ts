import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { fileURLToPath } from "node:url";
import { startConsole } from "@raceway/console/start-console";
import { pointsOf } from "@raceway/model/plant";
import { silentLog } from "@raceway/ports/log";
import { plantUnderLoad } from "../faults/plant-under-load.ts";
import { runIngest, until } from "../running-ingest.ts";
import type { LoadOrder } from "./load-process.ts";

const VIEWERS = 100;
const SENSORS = 40;
/** More than any machine can take: what counts is what comes out. */
const RATE = 20_000;
const WARM_UP_MS = 8000;
/** Until what the last run left behind is done. */
const SETTLE_MS = 1000;
/** As long as it takes until every page has read everything once more. */
const RUN_MS = 10_000;
const PAIRS = 6;
/** A small inbox, so that the door waits for the analysis as in a run without end. */
const INBOX_BYTES = 4 * 1024 * 1024;

export interface ViewersCost {
  readonly pages: "plant" | "point";
  /** Waveforms a second that were analysed, by pair: without and with viewers, one after the other. */
  readonly pairs: readonly (readonly [without: number, watched: number])[];
}

/** What 100 open pages cost the analysis of an embedded service whose sensors always have one more waveform. */
export async function measureViewersCost(pages: ViewersCost["pages"]): Promise<ViewersCost> {
  await using stack = new AsyncDisposableStack();
  const plant = plantUnderLoad(SENSORS);
  const options = { limits: { inboxBytes: INBOX_BYTES }, thinAfterSeconds: 1_000_000 };
  const { ingest, store, url, close } = await runIngest(plant, { options });
  stack.defer(close);
  const page = await startConsole({
    plant,
    store,
    mqtt: { url },
    port: 0,
    trustProxy: ["127.0.0.1"],
    log: silentLog,
  });
  stack.defer(() => page.close());
  const [sensors, viewers] = [startLoad(stack), startLoad(stack)];
  const start = Date.now() - 24 * 3_600_000;
  await sensors({ do: "send", url, sensors: SENSORS, rate: RATE, start });
  await until("a first waveform to be analysed", () => ingest.status().analysed > 0);
  await sleep(WARM_UP_MS);
  const points = [...pointsOf(plant).keys()];
  const view: LoadOrder = {
    do: "view",
    url: page.url,
    count: VIEWERS,
    ...(pages === "point" && { points }),
  };

  async function throughput(): Promise<number> {
    await sleep(SETTLE_MS);
    const [begin, before] = [performance.now(), ingest.status().analysed];
    await sleep(RUN_MS);
    return (ingest.status().analysed - before) / ((performance.now() - begin) / 1000);
  }

  const watched = async () => {
    await viewers(view);
    const found = await throughput();
    await viewers({ do: "stop" });
    return found;
  };
  const pairs: [number, number][] = [];
  // Every other pair the other way round: a machine that slows down must not count for either.
  for (let k = 0; k < PAIRS; k++)
    if (k % 2 === 0) pairs.push([await throughput(), await watched()]);
    else {
      const second = await watched();
      pairs.push([await throughput(), second]);
    }
  await sensors({ do: "stop" });
  return { pages, pairs };
}

function startLoad(stack: AsyncDisposableStack): (order: LoadOrder) => Promise<void> {
  const child: ChildProcess = fork(fileURLToPath(new URL("load-process.ts", import.meta.url)));
  stack.defer(() => void child.kill());
  return async (order) => {
    const done = once(child, "message");
    child.send(order);
    await done;
  };
}

/** The cost as a share of the throughput without viewers, with the range that half of the pairs lie in. */
export function viewersCostText({ pages, pairs }: ViewersCost): string {
  const costs = pairs.map(([without, watched]) => 1 - watched / without).sort((a, b) => a - b);
  const rates = pairs.map(([without]) => without).sort((a, b) => a - b);
  const at = (of: readonly number[], share: number) =>
    of[Math.round(share * (of.length - 1))] ?? Number.NaN;
  const percent = (share: number) => `${(100 * share).toFixed(1)} %`;
  return (
    `${VIEWERS} open ${pages} pages: ingest analyses ${at(rates, 0.5).toFixed(0)} waveforms/s without them, ` +
    `and loses ${percent(at(costs, 0.5))} (half of ${pairs.length} pairs: ${percent(at(costs, 0.25))} to ${percent(at(costs, 0.75))}) with them\n`
  );
}

if (import.meta.main)
  for (const pages of ["plant", "point"] as const)
    process.stdout.write(viewersCostText(await measureViewersCost(pages)));

import { freePort } from "../servers/free-port.ts";
import { superviseRaceway } from "./raceway-process.ts";

/** What `/status` says, of it what the fault tests look at. */
export interface IngestStatus {
  readonly ready: boolean;
  readonly accepted: number;
  readonly rejected: number;
  readonly analysed: number;
  readonly late: number;
  readonly thinned: number;
  readonly analysing_every: number;
  readonly dropped: number;
  readonly inbox_rows: number;
  readonly outbox_rows: number;
  readonly lag: number;
  /** By drain: age of what waits for it, seconds. */
  readonly drains: Readonly<Record<string, { readonly age: number }>>;
  readonly plantFile: { readonly revision: string };
  readonly deadLetters: Readonly<Record<string, number>>;
  readonly journalSetAside: { readonly setAside: string; readonly reason: string } | null;
  readonly waitingFor: { readonly store: string | null; readonly publish: string | null };
}

export interface IngestProcessOptions {
  readonly plantFile: string;
  readonly data: string;
  readonly store: string;
  /** Absent: the gateway, on a port of its own. */
  readonly broker?: string;
  readonly args?: readonly string[];
  /** Modules to load before the program. */
  readonly preload?: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly log?: string;
}

export type IngestProcess = Awaited<ReturnType<typeof prepareIngest>>;

/** The real `raceway ingest` as a process of its own, see {@link superviseRaceway}. */
export async function prepareIngest(options: IngestProcessOptions) {
  const mqttPort = await freePort();
  const healthPort = await freePort();
  const { plantFile, data, store, broker, args = [], preload, env, log } = options;
  const door = broker === undefined ? ["--mqtt-port", `${mqttPort}`] : ["--broker", broker];
  const ingest = superviseRaceway<IngestStatus>({
    args: [
      "ingest",
      ...["--plant", plantFile, "--data", data, "--store", store],
      ...door,
      ...["--health-port", `${healthPort}`],
      ...args,
    ],
    healthPort,
    ...(preload && { preload }),
    ...(env && { env }),
    ...(log !== undefined && { log }),
  });
  return { ...ingest, url: `mqtt://127.0.0.1:${mqttPort}`, mqttPort };
}

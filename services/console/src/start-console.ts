import { Server as HttpsServer } from "node:https";
import { fileURLToPath } from "node:url";
import type { Plant } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import { type Clock, systemClock } from "@raceway/ports/clock";
import { formatTopic } from "@raceway/wire/topic";
import { createAlarmActs } from "./alarms/alarm-acts.ts";
import { createAlarmAsks } from "./alarms/alarm-asks.ts";
import { startPushPeople } from "./alarms/push-people.ts";
import { type ConsoleTls, createServer, type ServerSettings, tlsOf } from "./http/server.ts";
import { createLimitEdits } from "./limits/limit-edits.ts";
import type { Emit } from "./live/emit.ts";
import { createEventStream } from "./live/event-stream.ts";
import { createLiveState } from "./live/live-state.ts";
import { type BrokerAddress, openMqttFeed } from "./live/mqtt-feed.ts";
import { startHandOver } from "./plan/hand-over.ts";
import { createPlanner } from "./plan/planner.ts";
import { openWorkOutbox } from "./plan/work-outbox.ts";

/** The alarm service may be busy, milliseconds; it is asked again. */
const PEOPLE_ANSWER_MS = 10_000;

export interface ConsoleOptions extends ServerSettings {
  readonly plant: Plant;
  readonly mqtt: BrokerAddress;
  /** Default 127.0.0.1: this machine only. */
  readonly host?: string;
  /** 0: any free one. */
  readonly port: number;
  /** Room on the disk of what the console itself keeps, bytes: the alarm service warns of one that is nearly full. Absent: another service tells of it. */
  readonly disk?: () => { readonly path: string; readonly free: number; readonly total: number };
  /** By which the plant's time is told. Default: the machine's. */
  readonly clock?: Clock;
  /** Directory of the built page. Default: services/console/dist. */
  readonly webRoot?: string;
}

export interface Console {
  /** Address of the first page. */
  readonly url: string;
  /** A new key and certificate, for connections from now on. @throws Error when they do not fit each other. */
  renewTls(tls: ConsoleTls): void;
  /** Another plant file of the same site counts from now on; pages that are open hear of it. */
  changePlant(plant: Plant): void;
  close(): Promise<void>;
}

/**
 * Starts the HTTP API and the web page. The broker may come and go: what is shown then is the last that was heard, and says so.
 *
 * @throws Error when the port is taken or forbidden, with the way out; RangeError when others than this machine would reach it without logins.
 */
export async function startConsole(options: ConsoleOptions): Promise<Console> {
  let { plant } = options;
  const { log, host = "127.0.0.1", port, access, clock = systemClock, simulated } = options;
  if (access === undefined && !/^(localhost|::1|127\.\d+\.\d+\.\d+)$/.test(host))
    throw new RangeError(`console: without logins it may listen on 127.0.0.1 only, not on ${host}`);
  const events = createEventStream(() => ({
    services: live.services(),
    version: live.version(),
  }));
  const emit: Emit = (event, data) => {
    events.emit(event, data);
    if (event === "limits") limits.changed();
  };
  const live = createLiveState(plant, emit, () => Number(clock.now() / 1_000_000n));
  const webRoot = options.webRoot ?? fileURLToPath(new URL("../dist", import.meta.url));
  const asks = createAlarmAsks((topic, payload) => feed.publish(topic, payload));
  const acts = createAlarmActs({ subject: live.subject, alarm: live.alarm, ask: asks.ask });
  const limits = createLimitEdits({
    edited: live.editedLimits,
    publish: (topic, payload) => feed.publish(topic, payload),
  });
  const now = (): Nanos => clock.now();
  simulated?.onChange(() => {
    const { time, rate, rates, store } = simulated.view();
    events.emit("simulation", { time, rate, rates, store });
  });
  const planner = createPlanner(
    live,
    () => plant.site,
    () => plant.lines,
    now,
    options.plan,
  );
  const handOver =
    options.plan?.handOver &&
    startHandOver({
      ...options.plan.handOver,
      planner,
      outbox: openWorkOutbox(options.plan.handOver.file, log),
      site: () => plant.site,
      clock,
      log,
    });
  const server = createServer({
    ...options,
    planner,
    plant: () => plant,
    live,
    acts,
    ask: asks.ask,
    askAt: asks.askAt,
    limits,
    publish: (topic, payload) => feed.publish(topic, payload),
    events,
    now,
    webRoot,
  });
  const url = await listen(() => server.listen({ host, port }), host, port);
  const { disk } = options;
  const own = () => (disk === undefined ? {} : { disk: disk() });
  const feed = openMqttFeed(options.mqtt, plant.site, live, asks.answered, log, own);
  const stopTelling =
    access &&
    startPushPeople({
      accounts: access.accounts,
      tell: (people) =>
        asks.askAt(
          formatTopic({ class: "push-ask", site: plant.site }),
          { act: "people", people },
          "The alarm service has not answered.",
          PEOPLE_ANSWER_MS,
        ),
      log,
    });
  log.info({ url }, "console: open");
  return {
    url,
    renewTls(renewed) {
      if (server.server instanceof HttpsServer) server.server.setSecureContext(tlsOf(renewed));
    },
    changePlant(changed) {
      plant = changed;
      live.know(changed);
    },
    async close() {
      stopTelling?.();
      await handOver?.close();
      await feed.close();
      events.close();
      await server.close();
    },
  };
}

const WAYS_OUT: Readonly<Record<string, string>> = {
  EADDRINUSE: "is taken by another program",
  EACCES: "may not be used by this user",
  EADDRNOTAVAIL: "cannot be used: this machine does not have the address",
};

async function listen(open: () => Promise<string>, host: string, port: number): Promise<string> {
  try {
    return await open();
  } catch (error) {
    const code = error instanceof Error && "code" in error ? String(error.code) : "";
    const why = WAYS_OUT[code];
    if (why === undefined) throw error;
    throw new Error(
      `console: ${host}:${port} ${why}. Choose another with --console-port or RACEWAY_CONSOLE_PORT (0: any free one)`,
      { cause: error },
    );
  }
}

import type { Nanos } from "@raceway/model/time";
import type { Clock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import type { Admit, Message, Source } from "@raceway/ports/source";
import { createEdgeNode, type EdgeMessage, type NamedMetric } from "./edge-node.ts";
import type { MappedChannel } from "./metric-mapping.ts";
import { metricMessage } from "./metric-message.ts";
import { decodePayload, encodeRebirthRequest, type Payload } from "./payload.ts";
import type { StatusChange } from "./point-status.ts";
import { createRebirth } from "./rebirth.ts";
import { createReordering } from "./reordering.ts";
import { commandTopic, type SparkplugTopic } from "./sparkplug-topic.ts";

export interface EdgeLinkOptions {
  readonly group: string;
  readonly edge: string;
  /** Channels fed by this edge node and its devices. */
  readonly channels: readonly MappedChannel[];
  readonly admit: Admit;
  readonly publish: Source["publish"];
  readonly onStatus: (change: StatusChange) => void;
  readonly reorderMs: number;
  readonly rebirthMs: number;
  readonly clock: Clock;
  readonly log: Log;
}

type EdgeTopic = Exclude<SparkplugTopic, { type: "STATE" }>;

/** A message that waits for its turn, and who waits for it. */
interface Turn {
  readonly message: Message;
  readonly edgeMessage: EdgeMessage;
  readonly settle: (work: Promise<unknown>) => void;
}

/** So long after its birth an edge node may take to announce its devices; those that are missing then are stale. */
const DEVICES_WITHIN_MS = 10_000;

/** Times beyond 2⁶³ ns (the year 2262) fit in no store. */
const LAST_MILLIS = 9_223_372_036_854n;

export type EdgeLink = ReturnType<typeof createEdgeLink>;

/** Follows one edge node: its messages in their order, its births and deaths, its values on their way to the channels they feed. */
export function createEdgeLink(options: EdgeLinkOptions) {
  const { group, edge, channels, admit, clock, log } = options;
  const node = createEdgeNode();
  const name = `${group}/${edge}`;
  /** Time of the last value handed on, by channel: a birth repeats values that have come before. */
  const lastTimes = new Map<MappedChannel, bigint>();
  let cancelDevices = () => {};
  const rebirth = createRebirth({
    ask: askForBirths,
    baseMs: options.rebirthMs,
    after: clock.after,
  });
  const order = createReordering<Turn>({
    timeoutMs: options.reorderMs,
    after: clock.after,
    deliver,
    onGap(missing, next) {
      log.warn({ edge: name, missing, next }, "Sparkplug messages are missing: asking for births");
      rebirth.request();
    },
  });

  function askForBirths(): void {
    const payload = encodeRebirthRequest(Number(clock.now() / 1_000_000n));
    options
      .publish(commandTopic(group, edge), payload, { retain: false, qos: 0 })
      .catch((error: unknown) => log.warn({ edge: name, err: error }, "no rebirth request sent"));
  }

  function deliver({ message, edgeMessage, settle }: Turn): void {
    const { metrics, unknown, needsBirth } = node.receive(edgeMessage);
    if (needsBirth) {
      const why = "Sparkplug metrics that no birth has announced: asking for births";
      log.warn({ edge: name, device: edgeMessage.device, metrics: unknown }, why);
      rebirth.request();
    }
    const isBirth = edgeMessage.type.endsWith("BIRTH");
    const admitted = metrics.map((metric) => handOn(metric, edgeMessage.payload, message, isBirth));
    settle(Promise.all(admitted));
    if (isBirth) checkBirth(edgeMessage);
    tellStatus(edgeMessage, message);
    if (edgeMessage.type === "NBIRTH") awaitDevices();
  }

  function handOn(
    { device, name: metricName, metric }: NamedMetric,
    payload: Payload,
    message: Message,
    isBirth: boolean,
  ): Promise<void> | undefined {
    const channel = channels.find((each) => each.device === device && each.metric === metricName);
    if (channel === undefined) return undefined;
    const millis = metric.timestamp ?? payload.timestamp;
    if (isBirth && millis !== undefined && lastTimes.get(channel) === millis) return undefined;
    if (millis !== undefined && !metric.isHistorical) lastTimes.set(channel, millis);
    const { receivedAt } = message;
    if (millis !== undefined && millis > LAST_MILLIS)
      return admit(
        untranslatable(message, `metric "${metricName}" has the timestamp ${millis} ms`),
      );
    const time: Nanos | undefined = millis === undefined ? undefined : millis * 1_000_000n;
    const translated = metricMessage(channel, metric, time);
    return translated.ok
      ? admit({ ...translated.message, receivedAt })
      : admit(untranslatable(message, `metric "${metricName}": ${translated.reason}`));
  }

  /** A metric that the plant file names and the edge node does not have is a mistake in one of them. */
  function checkBirth({ device, payload }: EdgeMessage): void {
    const born = new Set(payload.metrics.map((metric) => metric.name));
    for (const { point, channel, device: wanted, metric } of channels)
      if (wanted === device && !born.has(metric))
        log.warn(
          { edge: name, device, metric, channel: `${point}/${channel.id}` },
          "the birth has no such metric, which the plant file names",
        );
  }

  /** "Immediately after receiving an NDEATH … MUST mark all metrics … STALE" (tck-id-operational-behavior-edge-node-termination-host-action-…). */
  function tellStatus({ type, device, payload }: EdgeMessage, { receivedAt }: Message): void {
    if (type === "NDATA" || type === "DDATA") return;
    const stale = type.endsWith("DEATH");
    const said = payload.timestamp;
    const time =
      type === "DDEATH" && said !== undefined && said <= LAST_MILLIS
        ? said * 1_000_000n
        : receivedAt;
    const concerned = channels.filter(
      (channel) => channel.device === device || (type === "NDEATH" && stale),
    );
    const who = device === undefined || type === "NDEATH" ? name : `${name}/${device}`;
    tell(concerned, { stale, time, who: `${type} of ${who}` });
  }

  /** A new session begins without devices, but a rebirth should not make each of them blink. */
  function awaitDevices(): void {
    cancelDevices();
    cancelDevices = clock.after(DEVICES_WITHIN_MS, () => {
      const missing = channels.filter(({ device }) => device !== undefined && !node.isBorn(device));
      const who = `no DBIRTH after the NBIRTH of ${name}`;
      if (node.online) tell(missing, { stale: true, time: clock.now(), who });
    });
  }

  function tell(
    concerned: readonly MappedChannel[],
    change: Pick<StatusChange, "stale" | "time" | "who">,
  ): void {
    for (const point of new Set(concerned.map((channel) => channel.point))) {
      const ids = concerned.filter((each) => each.point === point).map(({ channel }) => channel.id);
      options.onStatus({ point, channels: ids, ...change });
    }
  }

  /** A will carries no sequence number, and what waits comes from before it. */
  function die(turn: Turn): void {
    if (node.isCurrentDeath(turn.edgeMessage.payload)) {
      order.release();
      deliver(turn);
    } else turn.settle(Promise.resolve());
  }

  return {
    /** Resolves when the values of the message are stored; a message that came too early waits for those before it. */
    receive({ type, device }: EdgeTopic, message: Message): Promise<void> {
      if (message.oversize !== undefined) return admit(message);
      let payload: Payload;
      try {
        payload = decodePayload(message.payload);
      } catch (error) {
        const why = error instanceof Error ? error.message : String(error);
        return admit(untranslatable(message, `no Sparkplug payload: ${why}`));
      }
      return new Promise((resolve, reject) => {
        const edgeMessage = { type, payload, ...(device !== undefined && { device }) };
        const settle = (work: Promise<unknown>) => void work.then(() => resolve(), reject);
        const turn: Turn = { message, edgeMessage, settle };
        const { seq } = payload;
        if (type === "NDEATH") die(turn);
        else if (seq === undefined || seq > 255) deliver(turn);
        else if (type === "NBIRTH") order.restart(seq, turn);
        else order.push(seq, turn);
      });
    },
    /** Hands on what waits for its turn, and waits for nothing more. */
    close(): void {
      order.release();
      rebirth.close();
      cancelDevices();
    },
  };
}

function untranslatable(message: Message, reason: string): Message {
  return { ...message, untranslatable: reason };
}

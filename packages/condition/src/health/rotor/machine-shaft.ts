import type { PointPath } from "@raceway/model/identity";
import type { Json } from "@raceway/model/json";
import { createShaftNormal, type ShaftNormal, type ShaftNormalState } from "./shaft-normal.ts";
import type { ShaftSignature } from "./shaft-signature.ts";

/** Points whose speeds differ by more than this are of shafts of their own, behind a gear or a belt. */
const ONE_SPEED = 0.05;

interface ChannelMemory {
  readonly normal: ShaftNormal;
  /** Of the latest record, and its time. */
  signature: ShaftSignature | undefined;
  time: bigint;
}

/** A channel's latest signature as somebody else hears it. */
export interface HeardSignature extends ShaftSignature {
  readonly point: PointPath;
  /** The channel, with its point where that is another than the listener's. */
  readonly label: string;
}

/** What one point remembers of its shaft. */
export interface PointShaft {
  memoryOf(channel: string): ChannelMemory;
  /** Latest signatures of all its channels that have spoken since a time. */
  spokenSince(time: bigint): readonly HeardSignature[];
  /** Time of the latest record. */
  latest: bigint;
  /** Records in a row in which something hissed. */
  hissed: number;
  /** Since when this point tells what is wrong with the machine's shaft; undefined: it never has. */
  tellsSince: bigint | undefined;
  snapshot(): Json;
  restore(state: Json): void;
}

/**
 * What the points of a machine say of the one shaft that it has. Each point keeps its own part, so that a state is stored and brought back point by point; which point tells a fault follows from those
 * parts alone.
 */
export interface MachineShaft {
  /** A point that begins to listen, with nothing remembered; takes the place of what it was before. */
  join(point: PointPath): PointShaft;
  /** Forgets a point. */
  leave(point: PointPath): void;
  /** Latest signatures at a speed of all channels of the machine that have spoken since a time, the listener's first. */
  heard(
    listener: PointPath,
    since: bigint,
    speedRpm: number | undefined,
  ): readonly HeardSignature[];
  /**
   * The point that tells a fault which these channels show: the one that has told it so far, as long as it is among them, or else the one that shows it most, once that is the one that asks. So a fault is told once,
   * and does not move to and fro between points that show it alike.
   *
   * @returns undefined while it waits for the point that shows it most.
   */
  teller(
    asking: PointPath,
    high: readonly HeardSignature[],
    strongest: HeardSignature,
    now: bigint,
  ): PointPath | undefined;
  /** The point that has begun to tell since this one last spoke: it has taken over from one that fell silent. */
  successorOf(point: PointPath): PointPath | undefined;
}

interface Snapshot {
  readonly hissed: number;
  readonly tellsSince?: string;
  readonly channels: readonly {
    readonly channel: string;
    readonly normal: ShaftNormalState;
    readonly signature: ShaftSignature | null;
    readonly time: string;
  }[];
}

function createPointShaft(point: PointPath): PointShaft {
  const channels = new Map<string, ChannelMemory>();
  const shaft: PointShaft = {
    latest: 0n,
    hissed: 0,
    tellsSince: undefined,
    memoryOf(channel) {
      const known = channels.get(channel);
      if (known !== undefined) return known;
      const memory = { normal: createShaftNormal(), signature: undefined, time: 0n };
      channels.set(channel, memory);
      return memory;
    },
    spokenSince: (since) =>
      [...channels.values()].flatMap(({ signature, time }) =>
        signature !== undefined && time >= since
          ? { ...signature, point, label: signature.channel }
          : [],
      ),
    snapshot: () =>
      ({
        hissed: shaft.hissed,
        ...(shaft.tellsSince !== undefined && { tellsSince: `${shaft.tellsSince}` }),
        channels: [...channels].map(([channel, { normal, signature, time }]) => ({
          channel,
          normal: normal.snapshot(),
          signature: signature ?? null,
          time: `${time}`,
        })),
      }) satisfies Snapshot as unknown as Json,
    restore(state) {
      const saved = state as unknown as Snapshot;
      shaft.hissed = saved.hissed;
      shaft.tellsSince = saved.tellsSince === undefined ? undefined : BigInt(saved.tellsSince);
      channels.clear();
      for (const { channel, normal, signature, time } of saved.channels)
        channels.set(channel, {
          normal: createShaftNormal(normal),
          signature: signature ?? undefined,
          time: BigInt(time),
        });
    },
  };
  return shaft;
}

/** Of a machine none of whose points listens yet. */
export function createMachineShaft(): MachineShaft {
  const points = new Map<PointPath, PointShaft>();

  /** The point that began to tell last; two that began at one time are told apart by their paths, since a state may come back in any order. */
  function latestTeller(): PointPath | undefined {
    const [last] = [...points]
      .flatMap(([path, { tellsSince: since }]) => (since === undefined ? [] : { path, since }))
      .sort((a, b) =>
        a.since === b.since ? (a.path < b.path ? -1 : 1) : a.since > b.since ? -1 : 1,
      );
    return last?.path;
  }

  return {
    join(point) {
      const shaft = createPointShaft(point);
      points.set(point, shaft);
      return shaft;
    },
    leave: (point) => void points.delete(point),
    heard(listener, since, speedRpm) {
      const others = [...points].filter(([path]) => path !== listener);
      others.sort(([a], [b]) => (a < b ? -1 : 1));
      const elsewhere = others.flatMap(([path, shaft]) =>
        shaft
          .spokenSince(since)
          .filter((signature) => oneSpeed(signature.speedRpm, speedRpm))
          .map((signature) => ({
            ...signature,
            label: `${pointId(path)}/${signature.channel}`,
          })),
      );
      return [...(points.get(listener)?.spokenSince(since) ?? []), ...elsewhere];
    },
    teller(asking, high, strongest, now) {
      const told = latestTeller();
      if (told !== undefined && high.some(({ point }) => point === told)) return told;
      const shaft = points.get(asking);
      if (shaft === undefined || strongest.point !== asking) return undefined;
      shaft.tellsSince = now;
      return asking;
    },
    successorOf(point) {
      const [own, told] = [points.get(point), latestTeller()];
      if (own === undefined || told === undefined || told === point) return undefined;
      return (points.get(told)?.tellsSince ?? 0n) > own.latest ? told : undefined;
    },
  };
}

/** The last word of a point's path. */
export function pointId(path: PointPath): string {
  return path.slice(path.lastIndexOf("/") + 1);
}

function oneSpeed(a: number | undefined, b: number | undefined): boolean {
  return a !== undefined && b !== undefined && Math.abs(a / b - 1) <= ONE_SPEED;
}

import type { Json } from "@raceway/model/json";
import type { Channel, PointContext } from "@raceway/model/plant";
import { isoOf, type Nanos, nanosOfSeconds } from "@raceway/model/time";
import { CLOCK_FAULTS, type SensorFault, type SensorVerdict } from "@raceway/model/verdict";
import type { SensorFinding } from "../observation.ts";

/** Observations in a row that make a sensor fault persistent, and as many good ones that end it. */
const HOLD = 3;

/** Faults under which what a channel measures is judged all the same. */
const BELIEVED: readonly SensorFault[] = ["clipping", ...CLOCK_FAULTS];

/** Faults of one point's sensors as verdicts: one when a fault appears, changes, becomes persistent or ends. */
export interface SensorWatch {
  /** Takes what was found in one observation of a channel; an observation also ends its silence. */
  update(
    channel: string,
    time: Nanos,
    findings: readonly SensorFinding[],
  ): readonly SensorVerdict[];
  /** Whether what a channel measures must not be believed: a fault stands, and not only one that hides how much there is (clipping, silence) or when. */
  doubts(channel: string): boolean;
  /** Silence: channels that have not delivered for longer than the plant file allows. */
  elapse(nowOf: (channel: string) => Nanos): readonly SensorVerdict[];
  snapshot(): Json;
  restore(state: Json): void;
}

interface ChannelState {
  lastSeen: string;
  fault: SensorFault | "none";
  persistent: boolean;
  bad: number;
  good: number;
  silent: boolean;
}

/** A watch over all channels of a point. Channels that never delivered count from the first call. */
export function createSensorWatch({ point }: PointContext): SensorWatch {
  let channels = new Map<string, ChannelState>();
  let started: Nanos | undefined;

  function stateOf(channel: string, time: Nanos): ChannelState {
    let found = channels.get(channel);
    if (found === undefined) {
      found = {
        lastSeen: String(time),
        fault: "none",
        persistent: false,
        bad: 0,
        good: 0,
        silent: false,
      };
      channels.set(channel, found);
    }
    return found;
  }

  function verdict(
    channel: string,
    time: Nanos,
    persistent: boolean,
    fault: SensorFault | "none",
    text: string,
  ): SensorVerdict {
    return {
      type: "verdict",
      point: point.path,
      channel,
      time: isoOf(time),
      persistent,
      kind: "sensor",
      fault,
      text: `${channel}: ${text}.`,
    };
  }

  function bad(state: ChannelState, channel: string, time: Nanos, finding: SensorFinding) {
    state.bad = state.fault === finding.fault ? state.bad + 1 : 1;
    state.good = 0;
    const persistent = state.persistent || state.bad >= HOLD;
    const news = state.fault !== finding.fault || persistent !== state.persistent;
    state.fault = finding.fault;
    state.persistent = persistent;
    return news ? [verdict(channel, time, persistent, finding.fault, finding.text)] : [];
  }

  function good(state: ChannelState, channel: string, time: Nanos) {
    if (state.fault === "none") return [];
    state.good += 1;
    if (state.good < (state.persistent ? HOLD : 1)) return [];
    const { persistent } = state;
    Object.assign(state, { fault: "none", persistent: false, bad: 0, good: 0 });
    return [verdict(channel, time, persistent, "none", "the sensor delivers sound data again")];
  }

  function silence(channel: Channel, state: ChannelState, now: Nanos): SensorVerdict[] {
    const since = BigInt(state.lastSeen);
    if (state.silent || now - since <= nanosOfSeconds(channel.silentAfter)) return [];
    state.silent = true;
    const text = `no data since ${isoOf(since)}, allowed are ${channel.silentAfter} s`;
    return [verdict(channel.id, now, true, "silence", text)];
  }

  return {
    update(channel, time, findings) {
      started ??= time;
      const state = stateOf(channel, time);
      state.lastSeen = String(time);
      const back = state.silent ? [verdict(channel, time, true, "none", "data again")] : [];
      state.silent = false;
      const finding = findings[0];
      return [
        ...back,
        ...(finding === undefined
          ? good(state, channel, time)
          : bad(state, channel, time, finding)),
      ];
    },
    doubts(channel) {
      const fault = channels.get(channel)?.fault ?? "none";
      return fault !== "none" && !BELIEVED.includes(fault);
    },
    elapse(nowOf) {
      return point.channels.flatMap((channel) => {
        const now = nowOf(channel.id);
        started ??= now;
        return silence(channel, stateOf(channel.id, started), now);
      });
    },
    snapshot: () => ({
      started: started === undefined ? null : String(started),
      channels: [...channels].map(([id, state]): Json => [id, { ...state }]),
    }),
    restore(saved) {
      const state = saved as { started: string | null; channels: [string, ChannelState][] };
      started = state.started === null ? undefined : BigInt(state.started);
      channels = new Map(state.channels.map(([id, inner]) => [id, { ...inner }]));
    },
  };
}

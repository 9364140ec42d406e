import type { Json } from "@raceway/model/json";
import type { Observation } from "../observation.ts";
import { lnLevels, middleRow } from "./level-rows.ts";
import { CONFIRM, NO_OPINION, type SensorOpinion, sensorFinding } from "./sensor-opinion.ts";

/** Levels that tell one place from another. */
const LEVELS = ["rms", "lf_rms", "mf_rms", "hf_rms"] as const;
/** Blocks whose median is how a channel reads now, and those before them that say how it used to read. */
const NOW = 3;
const BEFORE = 8;
/** How much better two channels must fit each other's past than their own. Recorded lives stay below 1, exchanged axes come to 5 and more. */
const FITS_BETTER = 3;
/** Least change in sum over levels and both channels, ln: places that read alike cannot be told apart. */
const LEAST_CHANGE = 1;

/**
 * Sees two sensors of a point change places: from one block to the next each reads as the other did. No damage does that.
 */
export interface ExchangeWatch {
  /** @param state key of the operating state: another one changes every level */
  check(observation: Observation, state: string): SensorOpinion;
  clear(): void;
  snapshot(): Json;
  restore(state: Json): void;
}

type Rows = number[][];

type State = {
  /** Operating state of all rows. */
  at: string;
  /** ln of the latest levels by channel, oldest first. */
  rows: Record<string, Rows>;
  /** While an exchange is believed: how the two used to read, and blocks of each since. */
  doubt: { before: Record<string, number[]>; since: Record<string, number> } | null;
};

const FRESH: State = { at: "", rows: {}, doubt: null };

/** A watch that has seen nothing yet. */
export function createExchangeWatch(): ExchangeWatch {
  let state: State = structuredClone(FRESH);

  /** The channel that reads as this one did, while this one reads as that one did. */
  function partnerOf(channel: string): string | undefined {
    const own = past(channel);
    if (own === undefined) return undefined;
    return Object.keys(state.rows).find((other) => {
      const its = other === channel ? undefined : past(other);
      return its !== undefined && isExchanged(now(channel), own, now(other), its);
    });
  }

  function now(channel: string): number[] {
    return middleRow((state.rows[channel] ?? []).slice(-NOW));
  }

  function past(channel: string): number[] | undefined {
    const rows = state.rows[channel] ?? [];
    return rows.length < NOW + BEFORE ? undefined : middleRow(rows.slice(-NOW - BEFORE, -NOW));
  }

  function doubted(channel: string): SensorOpinion {
    const { doubt } = state;
    const own = doubt?.before[channel];
    const other = Object.keys(doubt?.before ?? {}).find((name) => name !== channel);
    const its = other === undefined ? undefined : doubt?.before[other];
    if (doubt === null || own === undefined || other === undefined || its === undefined)
      return NO_OPINION;
    if (!isExchanged(now(channel), own, now(other), its)) {
      state.doubt = null;
      return NO_OPINION;
    }
    const since = (doubt.since[channel] ?? 0) + 1;
    doubt.since[channel] = since;
    const replaced = since === CONFIRM;
    if (Object.values(doubt.since).length === 2 && Object.values(doubt.since).every(isConfirmed))
      state = structuredClone(FRESH);
    const finding = sensorFinding(
      "impossible-jump",
      `reads as ${other} did before, and ${other} as this one: sensors or cables exchanged?`,
    );
    return { findings: since > CONFIRM ? [] : [finding], replaced };
  }

  return {
    check({ channel, indicators }, key) {
      const row = levelsOf(indicators);
      if (row === undefined) return NO_OPINION;
      if (state.at !== key) state = { ...structuredClone(FRESH), at: key };
      state.rows[channel] = [...(state.rows[channel] ?? []), row].slice(-NOW - BEFORE);
      if (state.doubt !== null) return doubted(channel);
      const partner = partnerOf(channel);
      if (partner === undefined) return NO_OPINION;
      const before = { [channel]: past(channel) ?? [], [partner]: past(partner) ?? [] };
      state.doubt = { before, since: {} };
      return doubted(channel);
    },
    clear() {
      state = structuredClone(FRESH);
    },
    snapshot() {
      const { at, rows, doubt } = state;
      const { before, since } = doubt ?? {};
      return {
        at,
        rows: { ...rows },
        doubt: before === undefined ? null : { before, since: { ...since } },
      };
    },
    restore(saved) {
      state = structuredClone(saved as unknown as State);
    },
  };
}

function isConfirmed(since: number): boolean {
  return since >= CONFIRM;
}

function levelsOf(indicators: Observation["indicators"]): number[] | undefined {
  return lnLevels(LEVELS.map((name) => indicators[name] ?? 0));
}

function isExchanged(
  x: readonly number[],
  xBefore: readonly number[],
  y: readonly number[],
  yBefore: readonly number[],
): boolean {
  const own = distance(x, xBefore) + distance(y, yBefore);
  const crossed = distance(x, yBefore) + distance(y, xBefore);
  return own > LEAST_CHANGE && own > FITS_BETTER * crossed;
}

function distance(a: readonly number[], b: readonly number[]): number {
  return a.reduce((sum, value, j) => sum + Math.abs(value - (b[j] ?? value)), 0);
}

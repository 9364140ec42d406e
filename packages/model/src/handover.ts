import type { AlarmMark } from "./alarm.ts";

/** Longest note, characters: a page of a shift book. */
export const LONGEST_HANDOVER_NOTE = 4000;

/** What a shift tells the next one, of a line or of the whole plant. */
export interface HandoverNote extends AlarmMark {
  /** Counts the notes from 1. */
  readonly note: number;
  /** Id of the line; absent: of the whole plant. */
  readonly line?: string;
  /** Names of the shifts of the plant file that it was written in. */
  readonly shifts: readonly string[];
  readonly text: string;
  /** Who has read it and goes on from it; absent: it still waits for the next shift. */
  readonly taken?: AlarmMark;
}

/** A part of the notes, newest first, and how many there are. */
export interface HandoverPage {
  readonly total: number;
  readonly notes: readonly HandoverNote[];
}

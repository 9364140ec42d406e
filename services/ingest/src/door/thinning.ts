/** How far waveforms are thinned out, in words for the status: every one, every 2nd, every 4th… is analysed. */
export interface Thinning {
  /** 1: all are analysed. */
  readonly every: number;
  /** Whether more waits than one batch, since when it is so not having been caught up. */
  readonly behind: boolean;
  /** Takes note of how many messages wait behind the batch just read. Call once a batch. @returns whether `every` has changed */
  waiting(messages: number): boolean;
  /** Whether a channel's next waveform is to be analysed. Counts on. */
  takes(channel: string): boolean;
}

export interface ThinningOptions {
  /** How long a backlog may last, without getting shorter, before half of the waveforms (then three quarters…) go without analysis. */
  readonly afterSeconds: number;
  /** A backlog is what exceeds so many messages. */
  readonly backlog: number;
  /** An even count of seconds. */
  readonly seconds: () => number;
  /** Largest `every`. Default 64. */
  readonly most?: number;
}

/**
 * What to leave out when analysis does not keep up with the sensors for long: readings and verdicts are small and are never left out, waveforms are, evenly
 * per channel (the 1st, the k+1st, the 2k+1st… since thinning began), so that each point stays watched. It ends when the backlog has been caught up.
 */
export function createThinning(options: ThinningOptions): Thinning {
  const { afterSeconds, backlog, seconds, most = 64 } = options;
  const counts = new Map<string, number>();
  let every = 1;
  /** When the backlog was last looked at, and how long it was then. */
  let noted: { readonly at: number; readonly messages: number } | undefined;

  function caughtUp(): boolean {
    noted = undefined;
    counts.clear();
    const changed = every !== 1;
    every = 1;
    return changed;
  }

  return {
    get every() {
      return every;
    },
    get behind() {
      return noted !== undefined;
    },
    waiting(messages) {
      if (messages <= backlog) return caughtUp();
      const at = seconds();
      if (noted === undefined) {
        noted = { at, messages };
        return false;
      }
      if (at - noted.at < afterSeconds) return false;
      const shrinks = messages < noted.messages;
      noted = { at, messages };
      if (shrinks || every >= most) return false;
      every *= 2;
      return true;
    },
    takes(channel) {
      if (every === 1) return true;
      const count = counts.get(channel) ?? 0;
      counts.set(channel, count + 1);
      return count % every === 0;
    },
  };
}

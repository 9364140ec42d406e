/** A part whose truth a person has told. */
export interface Checked {
  readonly accepted: boolean;
  readonly good: boolean;
}

/** A rate with the interval that nine in ten resamplings lie in. */
export interface Rate {
  readonly rate: number;
  readonly low: number;
  readonly high: number;
}

export interface SortingRates {
  /** Of good parts, those turned away. */
  readonly falseRejects: Rate;
  /** Of bad parts, those delivered; absent where no bad one has been seen among those checked. */
  readonly escapes?: Rate;
  readonly checked: number;
}

const RESAMPLINGS = 1000;

/**
 * False rejects and escapes from the parts that people have checked. They check those turned away far more often than those delivered, so each kind is weighed by how many
 * of it there are. The interval is a bootstrap's: the checks of each kind are drawn again with replacement.
 *
 * @param counts of all judged parts.
 * @returns undefined without checks of both kinds.
 */
export function ratesOf(
  checks: readonly Checked[],
  counts: { readonly accepted: number; readonly turnedAway: number },
): SortingRates | undefined {
  const accepted = checks.filter((check) => check.accepted).map(({ good }) => good);
  const away = checks.filter((check) => !check.accepted).map(({ good }) => good);
  if (accepted.length === 0 || away.length === 0) return undefined;
  const random = stream();
  const drawn = (values: readonly boolean[]) =>
    values.reduce((sum) => sum + Number(values[Math.floor(random() * values.length)] ?? false), 0) /
    values.length;
  const share = (values: readonly boolean[]) => values.filter(Boolean).length / values.length;
  const rates = (goodOfAccepted: number, goodOfAway: number) => {
    const falseRejects = counts.turnedAway * goodOfAway;
    const good = falseRejects + counts.accepted * goodOfAccepted;
    const escapes = counts.accepted * (1 - goodOfAccepted);
    const bad = escapes + counts.turnedAway * (1 - goodOfAway);
    return {
      falseRejects: good === 0 ? 0 : falseRejects / good,
      escapes: bad === 0 ? 0 : escapes / bad,
    };
  };
  const best = rates(share(accepted), share(away));
  const again = Array.from({ length: RESAMPLINGS }, () => rates(drawn(accepted), drawn(away)));
  const interval = (of: (one: typeof best) => number): Rate => {
    const sorted = again.map(of).toSorted((a, b) => a - b);
    const at = (p: number) => sorted[Math.floor(p * (sorted.length - 1))] ?? 0;
    return { rate: of(best), low: at(0.05), high: at(0.95) };
  };
  const anyBad = checks.some(({ good }) => !good);
  return {
    falseRejects: interval((one) => one.falseRejects),
    ...(anyBad && { escapes: interval((one) => one.escapes) }),
    checked: checks.length,
  };
}

/** The same draws every time: a rate must not change by being looked at. Mulberry32. */
function stream(): () => number {
  let state = 0x6d2b79f5;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

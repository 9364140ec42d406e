/**
 * What successive values of a process in control hardly ever do.
 *
 * Sources: L. S. Nelson, Journal of Quality Technology 16 (1984) 237–239 (rules 1 to 8); Western Electric, Statistical Quality Control Handbook (1956) (four zone rules);
 * ISO 7870-2:2013, § 8.
 */
export interface RunRule {
  readonly name: string;
  readonly meaning: string;
  /** Whether the newest value ends such a run. @param recent deviations from the centre in standard deviations, newest last, as many as `span`. */
  readonly ends: (recent: readonly number[]) => boolean;
  /** Values that it looks at. */
  readonly span: number;
}

const sides = [1, -1] as const;

/** So many of so many lie beyond a bound on one side, the newest among them. */
function beyond(
  name: string,
  meaning: string,
  count: number,
  span: number,
  bound: number,
): RunRule {
  const ends = (recent: readonly number[]) =>
    sides.some((side) => {
      const isBeyond = (value: number) => side * value > bound;
      return isBeyond(recent.at(-1) ?? 0) && recent.filter(isBeyond).length >= count;
    });
  return { name, meaning, span, ends };
}

const differences = (recent: readonly number[]) =>
  recent.slice(1).map((value, k) => value - (recent[k] ?? value));

const ONE_BEYOND = beyond("beyond-limit", "one value beyond 3 σ", 1, 1, 3);
const TWO_OF_THREE = beyond("two-of-three", "two of three beyond 2 σ on one side", 2, 3, 2);
const FOUR_OF_FIVE = beyond("four-of-five", "four of five beyond 1 σ on one side", 4, 5, 1);

/** Nelson's eight, by his numbers. */
export const NELSON: readonly RunRule[] = [
  ONE_BEYOND,
  beyond("nine-one-side", "nine in a row on one side of the centre", 9, 9, 0),
  {
    name: "six-trend",
    meaning: "six in a row, each above or each below the one before",
    span: 6,
    ends: (recent) =>
      sides.some((side) => differences(recent).every((difference) => side * difference > 0)),
  },
  {
    name: "fourteen-alternating",
    meaning: "fourteen in a row, up and down by turns",
    span: 14,
    ends: (recent) => {
      const steps = differences(recent);
      return steps.every(
        (step, k) => step !== 0 && (k === 0 || Math.sign(step) === -Math.sign(steps[k - 1] ?? 0)),
      );
    },
  },
  TWO_OF_THREE,
  FOUR_OF_FIVE,
  {
    name: "fifteen-near",
    meaning: "fifteen in a row within 1 σ of the centre",
    span: 15,
    ends: (recent) => recent.every((value) => Math.abs(value) < 1),
  },
  {
    name: "eight-far",
    meaning: "eight in a row beyond 1 σ, on both sides",
    span: 8,
    ends: (recent) =>
      recent.every((value) => Math.abs(value) > 1) &&
      sides.every((side) => recent.some((value) => side * value > 0)),
  },
];

/** The four zone rules of Western Electric. */
export const WESTERN_ELECTRIC: readonly RunRule[] = [
  ONE_BEYOND,
  TWO_OF_THREE,
  FOUR_OF_FIVE,
  beyond("eight-one-side", "eight in a row on one side of the centre", 8, 8, 0),
];

/** A rule that the values break, and the value that ends the run. */
export interface RunSignal {
  readonly rule: string;
  readonly at: number;
}

/** Every end of a run, in the order of the values. @param deviations from the centre, in standard deviations. */
export function runSignals(
  deviations: readonly number[],
  rules: readonly RunRule[],
): readonly RunSignal[] {
  return deviations.flatMap((_, at) =>
    rules
      .filter(({ span, ends }) => at + 1 >= span && ends(deviations.slice(at + 1 - span, at + 1)))
      .map(({ name }) => ({ rule: name, at })),
  );
}

import type { DefectOrders } from "@raceway/model/plant";
import { askedFor, keyOf, sameInside } from "./designation.ts";
import { defectOrders } from "./kinematics.ts";
import { ANGULAR_CONTACT_ROWS } from "./rows/angular-contact.ts";
import { DEEP_GROOVE_ROWS } from "./rows/deep-groove.ts";
import { ROLLER_ROWS } from "./rows/roller.ts";
import { type BearingRow, toleranceOf } from "./rows/row.ts";
import { SELF_ALIGNING_ROWS } from "./rows/self-aligning.ts";
import { TEST_RIG_ROWS } from "./rows/test-rigs.ts";

/** A bearing of the catalogue with the orders that its geometry gives for a turning inner ring. */
export interface CatalogueRow extends BearingRow {
  readonly orders: DefectOrders;
  /** Relative half width within which the lines lie if the count is right: slip and geometry together. */
  readonly tolerance: number;
}

/** Every row; of equal designations the one for any maker first. */
export const catalogueRows: readonly CatalogueRow[] = [
  ...DEEP_GROOVE_ROWS,
  ...ANGULAR_CONTACT_ROWS,
  ...SELF_ALIGNING_ROWS,
  ...ROLLER_ROWS,
  ...TEST_RIG_ROWS,
].map((row) => ({
  ...row,
  orders: defectOrders(row.geometry),
  tolerance: toleranceOf(row.basis, row.geometry),
}));

const patterns = new Map<string, RegExp>(
  catalogueRows.map(({ designation }) => {
    const letters = [...keyOf(designation)].join("[\\s.-]*");
    // After the basic designation: nothing, a suffix that does not continue the number, or the seals 2RS, 2Z … glued on.
    return [designation, new RegExp(`^${letters}(?:$|[^0-9]|2(?:RS|RZ|Z|LS|RD))`)];
  }),
);

/**
 * The row of a designation as people write it: any case, blanks or dashes, maker before or behind, suffixes for seal, cage and clearance
 * ("SKF 6205-2RSH/C3", "nu 205 ecp", "B7014-C-T-P4S"). The longest designation that fits wins; then a row of the maker named, then the row for
 * any maker. Where none fits, a row of another designation with the same rolling elements ("UC 205", "NJ 2310", "ER16K"); its source then says so.
 *
 * @returns undefined when no row fits. A designation whose suffix decides the contact angle ("7014") needs it.
 */
export function findBearing(designation: string): CatalogueRow | undefined {
  const { makers, text } = askedFor(designation);
  const own = rowOf(text, makers);
  if (own !== undefined) return own;
  for (const { text: other, because } of sameInside(text)) {
    const row = rowOf(other, makers);
    if (row !== undefined)
      return { ...row, source: `${row.source}; taken for the ${row.designation}: ${because}` };
  }
  return undefined;
}

function rowOf(text: string, makers: readonly string[]): CatalogueRow | undefined {
  const fits = catalogueRows.filter((row) => patterns.get(row.designation)?.test(text));
  const longest = Math.max(...fits.map((row) => keyOf(row.designation).length));
  const best = fits.filter((row) => keyOf(row.designation).length === longest);
  return (
    best.find((row) => makers.includes(row.maker.toUpperCase())) ??
    best.find((row) => row.maker === "any") ??
    best[0]
  );
}

/**
 * Designations of the catalogue most like a text, best first: for "unknown bearing 6255: did you mean 6205, …".
 *
 * @param count how many at most; default 3.
 */
export function nearestDesignations(text: string, count = 3): readonly string[] {
  const wanted = keyOf(askedFor(text).text);
  const designations = [...new Set(catalogueRows.map((row) => row.designation))];
  return designations
    .map((designation) => ({ designation, distance: distanceToPrefix(keyOf(designation), wanted) }))
    .sort((a, b) => a.distance - b.distance)
    .slice(0, count)
    .map(({ designation }) => designation);
}

/**
 * Edits (insert, delete, replace: Levenshtein 1966) from a designation to the text. Characters of the text behind the designation cost little: they
 * are usually a suffix; so do missing last characters ("7014" for "7014 C"). Another first character is another kind of bearing and costs more.
 */
function distanceToPrefix(designation: string, text: string): number {
  if (text !== "" && designation.startsWith(text)) return 0.2 * (designation.length - text.length);
  const kind = designation[0] === text[0] ? 0 : 0.5;
  let row = Array.from({ length: text.length + 1 }, (_, j) => j);
  for (let i = 1; i <= designation.length; i++) {
    const next = [i];
    for (let j = 1; j <= text.length; j++) {
      const replace = (row[j - 1] ?? 0) + (designation[i - 1] === text[j - 1] ? 0 : 1);
      next.push(Math.min(replace, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return kind + Math.min(...row.map((edits, j) => edits + leftOver(text.slice(j))));
}

/** What stands behind a designation: a suffix costs little, further digits make it another bearing. */
function leftOver(rest: string): number {
  const digits = /^\d*/.exec(rest)?.[0].length ?? 0;
  return 1.2 * digits + 0.1 * (rest.length - digits);
}

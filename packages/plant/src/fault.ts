/** A fault of a plant file that the schema alone cannot see. */
export interface Fault {
  readonly path: readonly (string | number)[];
  readonly found: string;
  readonly allowed: string;
}

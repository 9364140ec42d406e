/** How much of structure a message may have. What exceeds it is refused before anything is built of it. */
export interface Bounds {
  /** Containers and tags within each other. */
  readonly depth: number;
  /** Lists and objects in all. */
  readonly containers: number;
  /** Fields of one object; field names in all. */
  readonly fields: number;
  readonly fieldsInAll: number;
  /** Numbers, texts, flags, containers in all; a typed array counts as one. */
  readonly values: number;
}

/** Every message but the two below is far smaller. */
export const MESSAGE_BOUNDS: Bounds = {
  depth: 32,
  containers: 1000,
  fields: 1000,
  fieldsInAll: 5000,
  values: 5000,
};

/** The alarm service's report and answers: 50 lines of a journal, each with a verdict of a point that has many channels, are a third of this. */
export const REPORT_BOUNDS: Bounds = {
  ...MESSAGE_BOUNDS,
  containers: 4000,
  fieldsInAll: 20_000,
  values: 20_000,
};

/** A waveform may have its samples as a plain list: a message of 1 MiB has no more, unless each is of one digit or two. */
export const WAVEFORM_BOUNDS: Bounds = { ...MESSAGE_BOUNDS, containers: 100, values: 2 ** 18 };

/** Says that a payload has more structure than any message of ours. */
export class TooComplex extends Error {
  override name = "TooComplex";
}

/** Counts what a payload is made of while it is read. @returns functions that throw {@link TooComplex}. */
export function createBudget(bounds: Bounds) {
  let containers = 0;
  let fields = 0;
  let values = 0;

  return {
    /** A container or tag begins within `depth` others. */
    enter(depth: number): void {
      containers += 1;
      if (depth >= bounds.depth) throw tooComplex(`nests deeper than ${bounds.depth} levels`);
      if (containers > bounds.containers)
        throw tooComplex(`has more than ${bounds.containers} lists and objects`);
    },
    /** A field name, the `count`-th of its object. */
    field(count: number): void {
      fields += 1;
      if (count > bounds.fields)
        throw tooComplex(`has an object of more than ${bounds.fields} fields`);
      if (fields > bounds.fieldsInAll)
        throw tooComplex(`has more than ${bounds.fieldsInAll} fields`);
    },
    values(count: number): void {
      values += count;
      if (values > bounds.values) throw tooComplex(`has more than ${bounds.values} values`);
    },
  };
}

function tooComplex(what: string): TooComplex {
  return new TooComplex(`the payload ${what}: no message of docs/topics.md does`);
}

import { addEntry } from "./yaml-edit.ts";

/** What is to be made of something that arrives and fits nothing. Where ids are those of the plant file, what is there is added to. */
export interface Adoption {
  readonly line: Named;
  readonly machine: Named;
  readonly point: Named & {
    /** Designation, or what can be measured of one that the catalogue lacks. */
    readonly bearing?: string | MeasuredBearing | undefined;
  };
  readonly channel: Named & {
    readonly kind: string;
    readonly unit?: string | undefined;
    readonly values?: string | undefined;
    readonly sampleRate?: number | undefined;
    /** Absent: the sensor publishes on the channel's own topic. */
    readonly mqtt?: { readonly topic: string; readonly value?: string | undefined } | undefined;
  };
}

export interface MeasuredBearing {
  readonly designation?: string | undefined;
  readonly dimensions: {
    readonly bore: number;
    readonly outside: number;
    readonly balls?: number | undefined;
  };
}

interface Named {
  readonly id: string;
  readonly name?: string | undefined;
}

const LISTS = ["lines", "machines", "points", "channels"];

/**
 * The plant file's text with a channel more, and with the point, machine and line that it needs; everything else, comments too, stays.
 *
 * @throws RangeError when the channel is there already. Whether the rest is right the check of the whole file tells.
 */
export function adoptInto(text: string, { line, machine, point, channel }: Adoption): string {
  const entries = [line, machine, point, channel];
  const places = entries.map(({ id }, at) => ({ key: LISTS[at] ?? "", id }));
  return addEntry(text, places, (at) => present(entries[at] ?? {}));
}

/** Without what is not said. */
function present(given: object): Readonly<Record<string, unknown>> {
  return Object.fromEntries(
    Object.entries(given)
      .filter(([, value]) => value !== undefined && value !== "")
      .map(([key, value]) => [key, typeof value === "object" ? present(value) : value]),
  );
}

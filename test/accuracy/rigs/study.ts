import { fixed, percent, table } from "../markdown.ts";
import { heardLife, livesToHear } from "./lives-early.ts";
import { choosingRecords, madeUpRecords } from "./made-up/made-up-rig.ts";
import { adiRecords, cwruRecords, gearboxRecords, hitRecords } from "./recorded-rigs.ts";
import { reliabilityTable } from "./reliability.ts";
import { judged, type Said } from "./replayed.ts";
import {
  isBearingFault,
  type Outcome,
  outcomeOf,
  type RigRecord,
  type Truth,
} from "./rig-record.ts";
import { yardstickTable } from "./yardstick-table.ts";

const RIGS: Readonly<Record<string, () => readonly RigRecord[]>> = {
  cwru: cwruRecords,
  hit: hitRecords,
  adi: adiRecords,
  gearbox: gearboxRecords,
  "made-up": madeUpRecords,
};
/** Judged only when asked for by name: what constants may be chosen by must not judge them. */
const CHOOSING: Readonly<Record<string, () => readonly RigRecord[]>> = {
  choosing: choosingRecords,
};
const LIVES = "lives";

export interface Judgement {
  readonly record: RigRecord;
  readonly said: Said;
  readonly outcome: Outcome;
}

/** Judges every record of the wanted rigs, one after another. */
export async function judgeRigs(wanted: readonly string[]): Promise<Judgement[]> {
  const judgements: Judgement[] = [];
  const rigs = wanted.length === 0 ? RIGS : { ...RIGS, ...CHOOSING };
  for (const [name, records] of Object.entries(rigs)) {
    if (wanted.length > 0 && !wanted.includes(name)) continue;
    for (const record of records()) {
      const said = await judged(record);
      judgements.push({ record, said, outcome: outcomeOf(record.truth, said.fault) });
    }
  }
  return judgements;
}

const countOf = (judgements: readonly { readonly outcome: Outcome }[], outcome: Outcome) =>
  judgements.filter((each) => each.outcome === outcome).length;

/** Right, wrong and unnamed by rig and row. */
export function outcomeTable(judgements: readonly Judgement[]): string {
  const rows = new Map<string, Judgement[]>();
  for (const each of judgements) {
    const key = `${each.record.rig} | ${each.record.category}`;
    rows.set(key, [...(rows.get(key) ?? []), each]);
  }
  return table(
    ["rig", "machines", "records", "right", "wrong", "unnamed", "called a bearing wrongly"],
    [...rows].map(([key, of]) => {
      const [rig = "", category = ""] = key.split(" | ");
      const falsely = of.filter(
        ({ outcome, said }) => outcome === "wrong" && isBearingFault(said.fault),
      );
      const counts = (["right", "wrong", "unnamed"] as const).map((what) => `${countOf(of, what)}`);
      return [rig, category, `${of.length}`, ...counts, `${falsely.length}`];
    }),
  );
}

/** Right and wrong names among the records of some truths, in words. */
export function sharesOf(judgements: readonly Judgement[], truths: readonly Truth[]): string {
  const of = judgements.filter(({ record }) => truths.includes(record.truth));
  if (of.length === 0) return "no record";
  return `${countOf(of, "right")} right, ${countOf(of, "wrong")} wrong, ${countOf(of, "unnamed")} unnamed of ${of.length}`;
}

/** Made-up machines: a row for each kind, a column for each strength. */
export function kindTable(judgements: readonly Judgement[]): string {
  const rows = new Map<string, Map<string, Judgement[]>>();
  for (const each of judgements) {
    const [kind = "", column = "rotor"] = each.record.category.split(": ");
    const columns = rows.get(kind) ?? new Map<string, Judgement[]>();
    columns.set(column, [...(columns.get(column) ?? []), each]);
    rows.set(kind, columns);
  }
  const all = (of: readonly Judgement[] = []) =>
    of.length === 0
      ? "–"
      : (["right", "wrong", "unnamed"] as const).map((what) => countOf(of, what)).join(" / ");
  const names = (of: readonly Judgement[] = []) =>
    of.length === 0 ? "–" : `${of.length - countOf(of, "unnamed")} / ${of.length}`;
  return table(
    ["kind", "0 dB", "−6 dB", "−12 dB", "sound", "rotor"],
    [...rows].map(([kind, columns]) => [
      kind,
      ...["0 dB", "-6 dB", "-12 dB"].map((column) => all(columns.get(column))),
      names(columns.get("sound")),
      all(columns.get("rotor")),
    ]),
  );
}

/** Each wrong or false name with what the product gave as its reason. */
export function wrongNames(judgements: readonly Judgement[]): string {
  const wrong = judgements.filter(({ outcome }) => outcome === "wrong");
  if (wrong.length === 0) return "No name was wrong.";
  return table(
    ["rig", "record", "truth", "named", "confidence", "reason given"],
    wrong.map(({ record, said }) => [
      record.rig,
      record.name,
      record.truth,
      said.fault,
      fixed(said.confidence),
      said.text.replaceAll("|", "/"),
    ]),
  );
}

/** What is said along recorded lives. */
export async function livesTable(): Promise<string> {
  const rows: string[][] = [];
  for (const life of livesToHear()) {
    const { names, lasting, last } = await heardLife(life);
    const first = ([name]: typeof names) =>
      name === undefined ? "none" : `${name.verdict.fault} at ${percent(name.at)}`;
    rows.push([life.name, percent(life.until), first(names), first(lasting), last?.fault ?? "–"]);
  }
  return table(
    ["life", "heard until", "first name", "first persistent bearing name", "at the end"],
    rows,
  );
}

/** Everything that a rig's verdicts amount to, as Markdown. */
export async function rigsStudy(wanted: readonly string[]): Promise<string> {
  const known = [...Object.keys(RIGS), ...Object.keys(CHOOSING), LIVES];
  const unknown = wanted.find((name) => !known.includes(name));
  if (unknown !== undefined)
    throw new RangeError(`no rig "${unknown}": there are ${known.join(", ")}`);
  const judgements = await judgeRigs(wanted);
  const lives = wanted.length === 0 || wanted.includes(LIVES) ? [await livesTable()] : [];
  return [
    outcomeTable(judgements),
    wrongNames(judgements),
    reliabilityTable(judgements),
    yardstickTable(judgements.map(({ record }) => record)),
    ...lives,
  ].join("\n\n");
}

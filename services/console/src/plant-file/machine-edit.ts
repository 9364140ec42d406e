import { factsOf } from "@raceway/plant/changes/facts";
import { plantChanges } from "@raceway/plant/changes/plant-changes";
import {
  addEntryBehind,
  type EntryField,
  entryText,
  fieldsOf,
  removeEntry,
  replaceEntry,
  setField,
} from "@raceway/plant/edit/entry-edit";
import { diffLines } from "diff";
import { faultsOf, inWords, type PlantFileAccess } from "./plant-file.ts";

/** A machine of the plant file, by the ids of its line and itself. */
export interface MachinePlace {
  readonly line: string;
  readonly machine: string;
}

/** What is to become of a machine: another text in its place, a copy behind it, or nothing more of it. */
export interface MachineEdit extends MachinePlace {
  readonly act: "change" | "copy" | "remove";
  /** The machine's own lines of the plant file; not looked at when it is removed. */
  readonly text: string;
}

/** A stretch of lines that stay, go or come. */
export interface LineChange {
  readonly kind: "stays" | "goes" | "comes";
  readonly lines: readonly string[];
}

/** So many lines that stay are shown on either side of what changes. */
const CONTEXT = 2;

const placesOf = ({ line, machine }: MachinePlace) => [
  { key: "lines", id: line },
  { key: "machines", id: machine },
];

/** A machine's lines as they are, or as a copy of another id would begin. @throws Problem when it is not there. */
export function machineText(
  { store }: PlantFileAccess,
  place: MachinePlace,
  copyId?: string,
): { readonly revision: string; readonly text: string; readonly fields: readonly EntryField[] } {
  return inWords(() => {
    const { text: file, revision } = store.read();
    const own = entryText(file, placesOf(place));
    const text = copyId === undefined ? own : setField(own, ["id"], copyId);
    return { revision, text, fields: fieldsOf(text) };
  });
}

/** A machine's lines with one fact of a form set. @throws Problem when there is no such place, or the text is no YAML. */
export function withField(text: string, path: readonly string[], value: string) {
  return inWords(() => {
    const changed = setField(text, path, value);
    return { text: changed, fields: fieldsOf(changed) };
  });
}

/** The plant file with the edit in it. @throws Problem 400 where that cannot be. */
export function editedFile(file: string, { act, text, ...place }: MachineEdit): string {
  const places = placesOf(place);
  return inWords(() => {
    if (act === "remove") return removeEntry(file, places);
    return act === "copy" ? addEntryBehind(file, places, text) : replaceEntry(file, places, text);
  });
}

/** What an edit would come to, before anything is written. */
export function previewEdit({ store, check }: PlantFileAccess, edit: MachineEdit) {
  const { text, revision } = inWords(store.read);
  const changed = editedFile(text, edit);
  const faults = faultsOf(check, changed);
  const lines = changedLines(text, changed);
  if (faults.length > 0) return { revision, faults, differences: [], lines };
  const differences = plantChanges(factsOf(check(text)), check(changed)).map(({ point, said }) => ({
    point,
    said: [...said],
  }));
  return { revision, faults, differences, lines };
}

/** Which lines go and come, with a few of those around them. */
export function changedLines(before: string, after: string): readonly LineChange[] {
  const parts = diffLines(before, after);
  return parts.flatMap(({ added, removed, value }, at): readonly LineChange[] => {
    const lines = value.replace(/\n$/, "").split("\n");
    if (added || removed) return [{ kind: added ? "comes" : "goes", lines }];
    if (parts.length === 1) return [];
    const isFirst = at === 0;
    const isLast = at === parts.length - 1;
    if (lines.length <= 2 * CONTEXT && !isFirst && !isLast) return [{ kind: "stays", lines }];
    const head = isFirst ? [] : lines.slice(0, CONTEXT);
    const tail = isLast ? [] : lines.slice(-CONTEXT);
    return [{ kind: "stays", lines: [...head, ...(isFirst || isLast ? [] : ["…"]), ...tail] }];
  });
}

import { isDeepStrictEqual } from "node:util";
import { type Document, isMap, isSeq, parseDocument, type YAMLMap, type YAMLSeq } from "yaml";
import type { ListPlace } from "./yaml-edit.ts";

/**
 * An entry of a plant file's lists (a machine) as text of its own, taken out and put back: what a person edits, with its comments. Everything else of the
 * file stays as it is.
 */

/** The text of an entry, its lines moved to the left margin. @throws RangeError when it is not there. */
export function entryText(text: string, places: readonly ListPlace[]): string {
  const { from, to, column } = spanOf(text, entryAt(open(text), places).entry);
  return dedented(text.slice(from, to), column);
}

/** The file's text with another text in an entry's place. @throws RangeError when the entry is not there, or the text is no entry. */
export function replaceEntry(text: string, places: readonly ListPlace[], entry: string): string {
  const document = open(text);
  const { list, index, entry: before } = entryAt(document, places);
  const value = contentOf(entry);
  const { from, to, column } = spanOf(text, before);
  const spliced = `${text.slice(0, from)}${indented(entry, column, text)}${text.slice(to)}`;
  list.items[index] = document.createNode(value);
  return kept(spliced, document);
}

/** The file's text with a further entry behind one of the same list. */
export function addEntryBehind(text: string, places: readonly ListPlace[], entry: string): string {
  const document = open(text);
  const { list, index, entry: before } = entryAt(document, places);
  const value = contentOf(entry);
  const id = String(value["id"]);
  if (list.items.some((item) => isMap(item) && String(item.get("id")) === id))
    throw new RangeError(`${id} is in the plant file already: choose another id`);
  const { to, column } = spanOf(text, before);
  const end = text.indexOf("\n", to);
  const at = end === -1 ? text.length : end;
  const dash = `${" ".repeat(Math.max(0, column - 2))}- `;
  const spliced = `${text.slice(0, at)}${eol(text)}${dash}${indented(entry, column, text)}${text.slice(at)}`;
  list.items.splice(index + 1, 0, document.createNode(value));
  return kept(spliced, document);
}

/** The file's text without an entry, and without the comment that stands above it. @throws RangeError when it is the only one of its list. */
export function removeEntry(text: string, places: readonly ListPlace[]): string {
  const document = open(text);
  const { list, index, entry } = entryAt(document, places);
  if (list.items.length === 1)
    throw new RangeError(
      `${places.at(-1)?.id} is the only one there, and a plant file needs one: change it instead`,
    );
  const { from, to } = spanOf(text, entry);
  const start = text.lastIndexOf("\n", from) + 1;
  const end = text.indexOf("\n", to);
  const spliced = `${text.slice(0, start)}${end === -1 ? "" : text.slice(end + 1)}`;
  list.items.splice(index, 1);
  return kept(spliced, document);
}

/** One of the facts of an entry that a form shows: where it stands, entries of lists by their id. */
export interface EntryField {
  readonly path: readonly string[];
  /** Absent: it is not said. */
  readonly value?: string | number;
}

/** An entry's text with one fact set; an empty text takes it away. Comments stay. @throws RangeError when there is no such place. */
export function setField(entry: string, path: readonly string[], value: string): string {
  const document = open(entry);
  const keys = keysOf(document, path);
  if (value.trim() === "") document.deleteIn(keys);
  else document.setIn(keys, scalarOf(value));
  return document.toString({ lineWidth: 0 }).trimEnd();
}

/** A text that YAML would read as a number stays one: a designation, a speed. */
function scalarOf(value: string): unknown {
  const parsed: unknown = parseDocument(value).toJS();
  return typeof parsed === "number" ? parsed : value;
}

/** Names, speed, bearings and units of a machine's text: what a form shows of it. Nothing of a text that is no machine. */
export function fieldsOf(entry: string): readonly EntryField[] {
  const value = contentOf(entry);
  const points = entriesOf(value["points"]);
  return [
    field(["name"], value["name"]),
    field(["speed", "rpm"], within(value["speed"])["rpm"]),
    ...points.flatMap((point) => {
      const at = ["points", String(point["id"])];
      const { bearing } = point;
      const designation = typeof bearing === "object" ? within(bearing)["designation"] : bearing;
      return [
        field([...at, "name"], point["name"]),
        field(
          [...at, "bearing", ...(typeof bearing === "object" ? ["designation"] : [])],
          designation,
        ),
        ...entriesOf(point["channels"]).flatMap((channel) => {
          const own = [...at, "channels", String(channel["id"])];
          return [
            field([...own, "name"], channel["name"]),
            field([...own, "unit"], channel["unit"]),
          ];
        }),
      ];
    }),
  ];
}

function field(path: readonly string[], value: unknown): EntryField {
  return { path, ...((typeof value === "string" || typeof value === "number") && { value }) };
}

type Fields = Readonly<Record<string, unknown>>;

function within(value: unknown): Fields {
  return typeof value === "object" && value !== null ? (value as Fields) : {};
}

function entriesOf(value: unknown): readonly Fields[] {
  return Array.isArray(value) ? value.map(within) : [];
}

/** Keys and list positions of a path. */
function keysOf(document: Document, path: readonly string[]): (string | number)[] {
  const keys: (string | number)[] = [];
  for (const part of path) {
    const node: unknown = keys.length === 0 ? document.contents : document.getIn(keys, true);
    if (!isSeq(node)) {
      keys.push(part);
      continue;
    }
    const at = node.items.findIndex((item) => isMap(item) && String(item.get("id")) === part);
    if (at < 0) throw new RangeError(`there is no ${path.join("/")}`);
    keys.push(at);
  }
  return keys;
}

function open(text: string): Document {
  return parseDocument(text, { prettyErrors: false, logLevel: "error" });
}

/** What an entry's text says. @throws RangeError in words. */
function contentOf(entry: string): Fields {
  const document = open(entry);
  const [fault] = document.errors;
  if (fault !== undefined) {
    const line = entry.slice(0, fault.pos[0]).split("\n").length;
    throw new RangeError(`line ${line} of this text is no YAML: ${fault.message}`);
  }
  const value: unknown = document.toJS();
  if (typeof value !== "object" || value === null || Array.isArray(value) || !("id" in value))
    throw new RangeError("this text is no entry: fields with an `id` would be right");
  return value as Fields;
}

interface Found {
  readonly list: YAMLSeq;
  readonly index: number;
  readonly entry: YAMLMap;
}

function entryAt(document: Document, places: readonly ListPlace[]): Found {
  let map: YAMLMap | Document = document;
  let found: Found | undefined;
  for (const { key, id } of places) {
    const list: unknown = map.get(key, true);
    const index: number = isSeq(list)
      ? list.items.findIndex((item) => isMap(item) && String(item.get("id")) === id)
      : -1;
    const entry: unknown = isSeq(list) ? list.items[index] : undefined;
    if (!isSeq(list) || !isMap(entry))
      throw new RangeError(`${places.map((place) => place.id).join("/")} is not in the plant file`);
    found = { list, index, entry };
    map = entry;
  }
  if (found === undefined) throw new RangeError("nothing was named");
  return found;
}

/** Where an entry stands in the text: from its first field to the end of its last line, and how far it is indented. */
function spanOf(text: string, entry: YAMLMap) {
  const [from = 0, valueEnd = 0] = entry.range ?? [];
  const column = from - (text.lastIndexOf("\n", from - 1) + 1);
  const last = text.slice(0, valueEnd).trimEnd().length;
  if (entry.flow === true) return { from, to: last, column };
  // A remark behind the last field belongs to it.
  const lineEnd = text.indexOf("\n", last);
  const to = lineEnd === -1 ? text.length : lineEnd;
  return { from, to: text.slice(0, to).trimEnd().length, column };
}

function dedented(text: string, column: number): string {
  return text
    .replaceAll("\r\n", "\n")
    .replace(new RegExp(`^ {1,${Math.max(1, column)}}`, "gm"), "");
}

function indented(entry: string, column: number, text: string): string {
  const lines = entry.replaceAll("\r\n", "\n").trimEnd().split("\n");
  return lines
    .map((line, index) => (index === 0 || line === "" ? line : `${" ".repeat(column)}${line}`))
    .join(eol(text));
}

const eol = (text: string) => (text.includes("\r\n") ? "\r\n" : "\n");

/** The spliced text where it says what it should; else (lists in brackets, anchors) the whole printed anew, with its comments. */
function kept(spliced: string, document: Document): string {
  const read = open(spliced);
  if (read.errors.length === 0 && isDeepStrictEqual(read.toJS(), document.toJS())) return spliced;
  return document.toString({ lineWidth: 0 });
}

import { isDeepStrictEqual } from "node:util";
import {
  type Document,
  isMap,
  isScalar,
  isSeq,
  parseDocument,
  stringify,
  type YAMLMap,
  type YAMLSeq,
} from "yaml";

/** Where a plant file's lists stand in each other: `lines`, of one of them `machines`, … */
export interface ListPlace {
  readonly key: string;
  /** Of the entry of that list in which the next one stands. */
  readonly id: string;
}

/**
 * A text with one more entry in a list; where the entries above it are not there, they are made. Nothing else of the text changes, but where a list is written in
 * brackets (`[…]`) or lacks: then the whole is written anew, with its comments.
 *
 * @param places from the outermost list in; the last one's id is of the entry to add.
 * @param entryAt the entry of a place, without the lists in it.
 * @throws RangeError when the entry is there already, or something else stands where a list should.
 */
export function addEntry(
  text: string,
  places: readonly ListPlace[],
  entryAt: (place: number) => Readonly<Record<string, unknown>>,
): string {
  const document = open(text);
  const { list, depth } = deepest(document, places);
  const entry = nested(places, depth, entryAt);
  const spliced =
    list.flow === true || list.items.length === 0 ? undefined : splice(text, list, entry);
  list.add(document.createNode(entry, { flow: list.flow ?? false }));
  if (spliced !== undefined && isDeepStrictEqual(open(spliced).toJS(), document.toJS()))
    return spliced;
  return document.toString({ lineWidth: 0, indentSeq: isIndented(text) });
}

function open(text: string): Document {
  return parseDocument(text, { prettyErrors: false, logLevel: "error" });
}

/** The innermost list that is there, and which of the places it is. */
function deepest(document: Document, places: readonly ListPlace[]) {
  let map: YAMLMap | Document = document;
  for (const [depth, { key, id }] of places.entries()) {
    const list = listIn(document, map, key);
    const entry = list.items.find(
      (item): item is YAMLMap => isMap(item) && String(item.get("id")) === id,
    );
    if (entry === undefined) return { list, depth };
    map = entry;
  }
  const path = places.map(({ id }) => id).join("/");
  throw new RangeError(`${path} is in the plant file already: choose another id`);
}

function listIn(document: Document, map: YAMLMap | Document, key: string): YAMLSeq {
  const found: unknown = map.get(key, true);
  if (isSeq(found)) return found;
  if (found !== undefined && !(isScalar(found) && found.value === null))
    throw new RangeError(`\`${key}\` of the plant file is no list`);
  const made = document.createNode([]) as YAMLSeq;
  made.flow = false;
  map.set(key, made);
  return made;
}

function nested(
  places: readonly ListPlace[],
  depth: number,
  entryAt: (place: number) => object,
): object {
  const next = places[depth + 1];
  if (next === undefined) return entryAt(depth);
  return { ...entryAt(depth), [next.key]: [nested(places, depth + 1, entryAt)] };
}

/** The text with an entry behind the last one of a list that is written a line each. */
function splice(text: string, list: YAMLSeq, entry: object): string | undefined {
  const [start, end] = list.range ?? [];
  if (start === undefined || end === undefined) return undefined;
  const last = text.slice(0, end).trimEnd().length;
  const lineEnd = text.indexOf("\n", last);
  const at = lineEnd === -1 ? text.length : lineEnd;
  const column = start - (text.lastIndexOf("\n", start - 1) + 1);
  const lines = stringify([entry], { lineWidth: 0, indentSeq: isIndented(text) }).trimEnd();
  const added = lines.replace(/^(?=.)/gm, " ".repeat(column));
  return `${text.slice(0, at)}\n${added}${text.slice(at)}`;
}

/** Whether lists are indented below their keys in this text. */
function isIndented(text: string): boolean {
  return !/^( *)[^\s#-][^\n]*:[ \t]*(?:#[^\n]*)?\n\1- /m.test(text);
}

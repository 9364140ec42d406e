/** Whose page this is: written into it when it was exported. */
export interface Maker {
  readonly site: string | null;
  /** Names of the keys that the site has signed with. */
  readonly keys: readonly string[];
  /** Of the export, ISO 8601. */
  readonly time: string | null;
}

export function readMaker(): Maker {
  return JSON.parse(document.getElementById("maker")?.textContent ?? "") as Maker;
}

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import subsetFont from "subset-font";

/**
 * Noto Sans SC (SIL Open Font License) comes in slices by range of letters, each with all weights. Of the slices that a text needs, the letters that it has are taken, in
 * one weight: what is printed in Chinese is legible everywhere, and a sheet stays small.
 */
const UNICODE = import.meta.resolve("@fontsource-variable/noto-sans-sc/unicode.json");
const WEIGHTS = { regular: 400, bold: 700 } as const;
export type Weight = keyof typeof WEIGHTS;

/** Letters that stand together in one font. */
export interface Run {
  readonly text: string;
  readonly font: string;
}

export interface PrintFonts {
  /** Fonts by name, as TrueType. */
  readonly fonts: ReadonlyMap<string, Buffer>;
  /** Splits a text into what one font holds each; letters that no slice has (emoji) become a question mark. */
  runs(text: string, weight: Weight): readonly Run[];
}

/** Fonts for texts. @param texts everything that is to be printed. */
export async function printFonts(texts: readonly string[]): Promise<PrintFonts> {
  const slices = readSlices();
  const sliceOf = (letter: string) => slices.find(({ has }) => has(letter.codePointAt(0) ?? 0));
  const letters = new Map<string, Set<string>>();
  for (const letter of ["?", ...texts.join("")]) {
    const name = sliceOf(letter)?.name;
    if (name !== undefined) letters.set(name, (letters.get(name) ?? new Set()).add(letter));
  }
  const fonts = new Map<string, Buffer>();
  for (const [name, own] of letters)
    for (const [weight, wght] of Object.entries(WEIGHTS))
      fonts.set(
        `${name} ${weight}`,
        await subsetFont(readFileSync(fontFile(name)), [...own].join(""), {
          targetFormat: "truetype",
          variationAxes: { wght },
        }),
      );
  return {
    fonts,
    runs(text, weight) {
      const runs: { text: string; font: string }[] = [];
      for (const given of text) {
        const letter = sliceOf(given) === undefined ? "?" : given;
        const font = `${sliceOf(letter)?.name} ${weight}`;
        const last = runs.at(-1);
        if (last?.font === font) last.text += letter;
        else runs.push({ text: letter, font });
      }
      return runs;
    },
  };
}

function fontFile(slice: string): string {
  return fileURLToPath(new URL(`files/noto-sans-sc-${slice}-wght-normal.woff2`, UNICODE));
}

/** The slices and their ranges, as CSS writes them: `U+4e00-4eff,U+5b57`. */
function readSlices() {
  const ranges = JSON.parse(readFileSync(fileURLToPath(UNICODE), "utf8")) as Record<string, string>;
  return Object.entries(ranges).map(([name, list]) => {
    const own = list.split(",").map((range) => {
      const [from = "", to = from] = range.slice(2).split("-");
      return [Number.parseInt(from, 16), Number.parseInt(to, 16)] as const;
    });
    const has = (point: number) => own.some(([from, to]) => point >= from && point <= to);
    return { name: name.replaceAll(/[[\]]/g, ""), has };
  });
}

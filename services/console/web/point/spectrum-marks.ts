import type { SpectrumView } from "../../src/http/api-types.ts";

export type MarkKind = "found" | "unexplained" | "expected" | "harmonic" | "sideband";

/** A line drawn into a spectrum; without a label where there would be too many. */
export interface Mark {
  readonly label: string;
  readonly hz: number;
  readonly kind: MarkKind;
}

const HARMONICS = 6;
const SIDEBANDS = [-2, -1, 1, 2];

/** Choices for the lines to show: what the diagnosis says, one of the bearing's lines, the shaft. */
export function lineChoices({ expected, shaftHz }: SpectrumView): readonly string[] {
  return ["auto", ...expected.map(({ label }) => label), ...(shaftHz === undefined ? [] : ["fr"])];
}

/**
 * What was found speaks (`auto`), and what is tall and explained by nothing; only without the first are the places shown where lines would be. A bearing's line by its label is shown with its harmonics and
 * their sidebands, `fr` is the shaft. In order of frequency, up to `end`.
 */
export function marksOf(spectrum: SpectrumView, lines: string, end: number): readonly Mark[] {
  const marks = lines === "auto" ? autoMarks(spectrum) : familyMarks(spectrum, lines);
  return marks.filter(({ hz }) => hz > 0 && hz <= end).toSorted((a, b) => a.hz - b.hz);
}

function autoMarks({ found, unexplained, expected }: SpectrumView): readonly Mark[] {
  const bearing: readonly Mark[] =
    found.length > 0
      ? found.map(({ label, foundHz }) => ({ label, hz: foundHz, kind: "found" }))
      : expected.map(({ label, hz }) => ({ label, hz, kind: "expected" }));
  return [
    ...bearing,
    ...unexplained.map(
      ({ label, foundHz }): Mark => ({ label: `${label} ?`, hz: foundHz, kind: "unexplained" }),
    ),
  ];
}

function familyMarks({ expected, shaftHz }: SpectrumView, name: string): readonly Mark[] {
  const line =
    name === "fr" && shaftHz !== undefined
      ? { label: "fr", hz: shaftHz }
      : expected.find(({ label }) => label === name);
  if (line === undefined) return [];
  const spacing = "sidebandHz" in line ? line.sidebandHz : undefined;
  return Array.from({ length: HARMONICS }, (_, k) => k + 1).flatMap((k): Mark[] => [
    { label: k === 1 ? name : `${k}·${name}`, hz: k * line.hz, kind: "harmonic" },
    ...(spacing === undefined
      ? []
      : SIDEBANDS.map(
          (side): Mark => ({ label: "", hz: k * line.hz + side * spacing, kind: "sideband" }),
        )),
  ]);
}

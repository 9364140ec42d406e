import { execFileSync } from "node:child_process";
import { writeFileSync } from "node:fs";
import { loadavg } from "node:os";
import { fileURLToPath } from "node:url";
import { parseArgs } from "node:util";
import { fftjs } from "../src/transform/fftjs.ts";
import { loadPffft } from "../src/transform/pffft.ts";
import type { TransformEngine } from "../src/transform/transform.ts";
import { indicatorsOf, kurtogramOf, testBlock } from "./block-pipeline.ts";

/** Writes docs/speed.md: our block pipeline and SciPy's, turn by turn in one run, one thread each. `npm run speed`; needs python3-scipy. */

const { values } = parseArgs({ options: { python: { type: "string", default: "python3" } } });
const SIZES = [2048, 8192, 32_768] as const;
const ROUNDS = 7;
const PAGE = new URL("../../../docs/speed.md", import.meta.url);
const SCIPY = fileURLToPath(new URL("bench.py", import.meta.url));
const WAYS = {
  same_algorithm: "NumPy, the same algorithm",
  plain_fft: "SciPy, one transform a step",
  filters: "SciPy, `sosfiltfilt` and `hilbert`",
} as const;
type Way = keyof typeof WAYS;

interface Scipy {
  readonly numpy: string;
  readonly scipy: string;
  readonly rates: Readonly<Record<string, Readonly<Record<Way, number>>>>;
}

/** As bench.py measures it: best of three. */
function perSecond(job: () => void): number {
  for (let i = 0; i < 20; i++) job();
  const runs = Array.from({ length: 3 }, () => {
    const start = performance.now();
    for (let i = 0; i < 40; i++) job();
    return 40_000 / (performance.now() - start);
  });
  return Math.max(...runs);
}

function ratesOf(engine: TransformEngine) {
  return SIZES.map((size) => ({
    indicators: perSecond(indicatorsOf(engine, testBlock(size))),
    kurtogram: perSecond(kurtogramOf(engine, testBlock(size))),
  }));
}

function scipyRates(): Scipy {
  const env = { ...process.env, OMP_NUM_THREADS: "1", OPENBLAS_NUM_THREADS: "1" };
  return JSON.parse(execFileSync(values.python, [SCIPY], { encoding: "utf8", env })) as Scipy;
}

function middle(list: readonly number[]): number {
  return list.toSorted((a, b) => a - b)[list.length >> 1] ?? Number.NaN;
}

/** Median and extremes of a ratio over the rounds. */
function spread(ratios: readonly number[]): string {
  const of = (x: number) => x.toFixed(1);
  return `${of(middle(ratios))} (${of(Math.min(...ratios))}–${of(Math.max(...ratios))})`;
}

const pffft = await loadPffft();
const load = loadavg()[0] ?? 0;
ratesOf(pffft);
ratesOf(fftjs);
const rounds = Array.from({ length: ROUNDS }, () => ({
  scipy: scipyRates(),
  pffft: ratesOf(pffft),
  fftjs: ratesOf(fftjs),
}));

const row = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
const table = (head: readonly string[], rows: readonly (readonly string[])[]) =>
  [row(head), row(head.map(() => "---")), ...rows.map(row)].join("\n");

const ratioRows = SIZES.flatMap((size, s) =>
  (Object.keys(WAYS) as Way[]).map((way) => {
    const ratio = (engine: "pffft" | "fftjs") =>
      spread(
        rounds.map(
          (round) => (round[engine][s]?.indicators ?? 0) / (round.scipy.rates[size]?.[way] ?? 1),
        ),
      );
    return [String(size), WAYS[way], ratio("pffft"), ratio("fftjs")];
  }),
);
const milliseconds = (engine: "pffft" | "fftjs", job: "indicators" | "kurtogram", s: number) =>
  (1000 / middle(rounds.map((round) => round[engine][s]?.[job] ?? 0))).toFixed(3);
const ownRows = SIZES.map((size, s) => [
  String(size),
  milliseconds("pffft", "indicators", s),
  milliseconds("fftjs", "indicators", s),
  milliseconds("pffft", "kurtogram", s),
  milliseconds("fftjs", "kurtogram", s),
]);
const { numpy, scipy } = rounds[0]?.scipy ?? { numpy: "?", scipy: "?" };

writeFileSync(
  PAGE,
  `# Speed

Written by \`npm run speed\`; do not edit. One block through rms, kurtosis, velocity rms 10–1000 Hz, amplitude spectrum and squared envelope spectrum up to 1600 Hz of
3200–6400 Hz, on one thread. ${ROUNDS} rounds, in each of which SciPy (${scipy}, NumPy ${numpy}) and Raceway (Node ${process.versions.node}) took turns; load average at the start ${load.toFixed(1)}.
The scripts are \`packages/dsp/golden/bench.py\` and \`packages/dsp/golden/block-pipeline.ts\`; before it is timed, the Python side checks that its ways agree.

## Times as fast as Python, median of the rounds (smallest–largest)

${table(["samples", "compared with", "pffft (single precision, WebAssembly)", "fft.js (double precision)"], ratioRows)}

NumPy with the same algorithm is the honest yardstick: what is left there is the transform and the cost of a call. The rest is the algorithm: one packed transform, the window in the
frequency domain, the envelope on the decimated baseband.

## Milliseconds a block, median of the rounds

${table(["samples", "indicators, pffft", "indicators, fft.js", "kurtogram, pffft", "kurtogram, fft.js"], ownRows)}

The kurtogram is that of a block whose spectrum is already there.
`,
);

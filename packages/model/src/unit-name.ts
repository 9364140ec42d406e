import { isUnit, UNITS, type Unit } from "./unit.ts";

/** How people, makers and instruments write a unit beside its own name, after {@link plain}. */
const ALIASES: Readonly<Record<string, Unit>> = {
  "m/sec2": "m/s2",
  "m/s/s": "m/s2",
  "ms-2": "m/s2",
  "m s-2": "m/s2",
  "mm/sec2": "mm/s2",
  "mm s-1": "mm/s",
  "mms-1": "mm/s",
  "mm s-2": "mm/s2",
  "um s-1": "um/s",
  gs: "g",
  "g's": "g",
  gn: "g",
  "mm/sec": "mm/s",
  "um/sec": "um/s",
  "m/sec": "m/s",
  ips: "in/s",
  "in/sec": "in/s",
  "inch/s": "in/s",
  micron: "um",
  microns: "um",
  mils: "mil",
  millimeter: "mm",
  ge: "gE",
  "g e": "gE",
  genv: "gE",
  "g env": "gE",
  "db re 1e-6 m/s2": "dB re 1 um/s2",
  "db re 1e-9 m/s": "dB re 1 nm/s",
  "db re 1e-8 m/s": "dB re 10 nm/s",
  "db re 20 upa": "dB",
  "db(a)": "dB",
  dba: "dB",
  "db spl": "dB",
  volt: "V",
  volts: "V",
  pascal: "Pa",
  pascals: "Pa",
  c: "degC",
  "deg c": "degC",
  celsius: "degC",
  "degrees celsius": "degC",
  f: "degF",
  "deg f": "degF",
  fahrenheit: "degF",
  "degrees fahrenheit": "degF",
  kelvin: "K",
  rpm: "r/min",
  "1/min": "r/min",
  "min-1": "r/min",
  "rev/min": "r/min",
  "u/min": "r/min",
  cpm: "r/min",
  rps: "Hz",
  "rev/s": "Hz",
  "1/s": "Hz",
  "s-1": "Hz",
  hertz: "Hz",
  percent: "%",
  newton: "N",
  "n m": "Nm",
  "n.m": "Nm",
  "n*m": "Nm",
  lbs: "lbf",
  amp: "A",
  amps: "A",
  ampere: "A",
};

/** Units that differ by their letters' case from nothing else that could be meant. */
const WITHOUT_CASE: ReadonlyMap<string, Unit> = new Map(
  (Object.keys(UNITS) as Unit[])
    .filter((unit) => !["mPa", "mV", "mA", "gE", "g"].includes(unit))
    .map((unit) => [unit.toLowerCase(), unit]),
);

/**
 * The unit that a text means, as titles, metrics and people write it: `m/s^2`, `m/s²`, `ips`, `µm`, `°C`, `RPM`, `g rms`. The word `rms` says how a
 * value was made, not in which unit it is.
 *
 * @returns undefined for a text that is none, or could be two.
 */
export function unitNamed(text: string): Unit | undefined {
  if (isUnit(text)) return text;
  const exact = plain(text);
  if (isUnit(exact)) return exact;
  const small = exact.toLowerCase();
  return Object.hasOwn(ALIASES, small) ? ALIASES[small] : WITHOUT_CASE.get(small);
}

function plain(text: string): string {
  // The capital is no gauss where it says how its value was made.
  const flat = text
    .trim()
    .replace(/^G(?= ?rms$)/i, "g")
    .replace(/(\^|\*\*)(?=-?\d)|\bper\b/g, (found) => (found === "per" ? "/" : ""))
    .replaceAll(/⁻([¹²])/g, (_, digit) => (digit === "¹" ? "-1" : "-2"))
    .replaceAll(/[²³]/g, (digit) => (digit === "²" ? "2" : "3"))
    .replaceAll(/[µμ]/g, "u")
    .replaceAll("·", " ")
    .replaceAll(/[º°] ?(?=[CFcf]\b)|℃|℉/g, (sign) =>
      sign === "℃" ? "degC" : sign === "℉" ? "degF" : "deg",
    )
    .replaceAll(/\s+/g, " ")
    .replaceAll(/ ?\/ ?/g, "/");
  return flat.replace(/(?<=\w) ?rms$/i, "");
}

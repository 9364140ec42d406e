import { t } from "../i18n/text.ts";
import { indicatorText, unitText } from "../shared/format.ts";
import type { Choice } from "../shared/picker.ts";

/** What a channel can be: kind and unit together, as one says it. */
interface Measure {
  readonly kind: "temperature" | "speed" | "load" | "sound" | "vibration";
  readonly unit: string;
  readonly values?: string;
}

const READINGS: readonly Measure[] = [
  ...["degC", "degF"].map((unit): Measure => ({ kind: "temperature", unit })),
  ...(
    [
      ["velocity_rms", "mm/s", "in/s"],
      ["rms", "g", "m/s2"],
      ["peak", "g", "m/s2"],
      ["peak_to_peak", "um"],
      ["envelope_rms", "g", "gE"],
      ["crest", "1"],
      ["kurtosis", "1"],
    ] as const
  ).flatMap(([values, ...units]) =>
    units.map((unit): Measure => ({ kind: "vibration", unit, values })),
  ),
  ...["r/min", "Hz"].map((unit): Measure => ({ kind: "speed", unit })),
  { kind: "load", unit: "%" },
  { kind: "sound", unit: "dB" },
];
const WAVEFORMS: readonly Measure[] = [
  { kind: "vibration", unit: "g" },
  { kind: "vibration", unit: "m/s2" },
  { kind: "vibration", unit: "mm/s" },
  { kind: "sound", unit: "Pa" },
];

const keyOf = ({ kind, unit, values = "" }: Measure) => `${kind} ${unit} ${values}`;

/** What there is to choose from on a topic. */
export function measureChoices(isWaveform: boolean): readonly Choice[] {
  return (isWaveform ? WAVEFORMS : READINGS).map((measure) => {
    const { kind, unit, values } = measure;
    const name = values === undefined ? t(`adopt.kind.${kind}`) : indicatorText(values);
    return { value: keyOf(measure), label: unit === "1" ? name : `${name}, ${unitText(unit)}` };
  });
}

/** The fields of a choice. */
export function measureFields(key: string): Readonly<Record<"kind" | "unit" | "values", string>> {
  const [kind = "", unit = "", values = ""] = key.split(" ");
  return { kind, unit, values };
}

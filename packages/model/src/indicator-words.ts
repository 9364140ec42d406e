import type { Language } from "./language.ts";

type Words = Readonly<Record<Language, string>>;

const lines = (id: string, en: string, zh: string): Record<string, Words> => ({
  [`envelope_${id}`]: { en: `${en}, envelope`, zh: `${zh}，包络幅值` },
  [`snr_${id}`]: { en: `${en} over noise`, zh: `${zh}，信噪比` },
});

const OCTAVES = ["31", "63", "125", "250", "500", "1000", "2000", "4000", "8000", "16000"];
const octave = (id: string): readonly [string, Words] => {
  const hz = Number(id);
  const band = id === "31" ? "31.5 Hz" : hz >= 1000 ? `${hz / 1000} kHz` : `${hz} Hz`;
  return [`octave_${id}`, { en: `Octave ${band}`, zh: `倍频程 ${band}` }];
};

/** Every indicator of analysis, and the two of a whole point. */
const INDICATORS: Readonly<Record<string, Words>> = {
  rms: { en: "RMS", zh: "有效值" },
  peak: { en: "Peak", zh: "峰值" },
  peak_to_peak: { en: "Peak to peak", zh: "峰峰值" },
  crest: { en: "Crest factor", zh: "峰值因数" },
  kurtosis: { en: "Kurtosis", zh: "峭度" },
  skewness: { en: "Skewness", zh: "偏度" },
  velocity_rms: { en: "Velocity RMS", zh: "速度有效值" },
  lf_rms: { en: "RMS, low band", zh: "低频段有效值" },
  mf_rms: { en: "RMS, middle band", zh: "中频段有效值" },
  hf_rms: { en: "RMS, high band", zh: "高频段有效值" },
  band_10k_rms: { en: "RMS, 10 to 20 kHz", zh: "10–20 kHz 有效值" },
  band_20k_rms: { en: "RMS, 20 to 40 kHz", zh: "20–40 kHz 有效值" },
  envelope_rms: { en: "Envelope RMS", zh: "包络有效值" },
  envelope_peak: { en: "Envelope peak", zh: "包络峰值" },
  shaft_1x: { en: "Shaft 1×", zh: "转频 1 倍" },
  shaft_2x: { en: "Shaft 2×", zh: "转频 2 倍" },
  shaft_3x: { en: "Shaft 3×", zh: "转频 3 倍" },
  line_2x: { en: "Mains 2×", zh: "电源频率 2 倍" },
  iso15242_low: { en: "ISO 15242, low band", zh: "ISO 15242 低频段" },
  iso15242_medium: { en: "ISO 15242, medium band", zh: "ISO 15242 中频段" },
  iso15242_high: { en: "ISO 15242, high band", zh: "ISO 15242 高频段" },
  ...lines("bpfo", "Outer race", "外圈"),
  ...lines("bpfi", "Inner race", "内圈"),
  ...lines("bsf2", "Rolling element", "滚动体"),
  ...lines("ftf", "Cage", "保持架"),
  level_a: { en: "Sound level, A", zh: "A 计权声级" },
  level: { en: "Sound level", zh: "声级" },
  ...Object.fromEntries(OCTAVES.map(octave)),
  temperature: { en: "Temperature", zh: "温度" },
  speed: { en: "Speed", zh: "转速" },
  load: { en: "Load", zh: "负载" },
  health: { en: "Health", zh: "健康度" },
  score: { en: "Anomaly score", zh: "异常指数" },
};

/** An indicator's name for people; undefined for one that only a newer service knows. */
export function indicatorWords(name: string, language: Language): string | undefined {
  return INDICATORS[name]?.[language];
}

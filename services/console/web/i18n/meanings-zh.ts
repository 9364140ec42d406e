/** What every indicator means, in Chinese; in English the service's own catalogue says it. Terms as in GB/T 2298 and GB/T 24610. */
const LINES: Readonly<Record<string, string>> = {
  bpfo: "外圈通过频率",
  bpfi: "内圈通过频率",
  bsf2: "两倍滚动体自转频率",
  ftf: "保持架旋转频率",
};
const BANDS: Readonly<Record<string, string>> = {
  low: "50 至 300 Hz",
  medium: "300 至 1800 Hz",
  high: "1800 至 10000 Hz",
};

const MEANINGS: Readonly<Record<string, string>> = {
  rms: "数据块的均方根值，已去除均值。",
  peak: "最大绝对值，已去除均值。",
  peak_to_peak: "最大值与最小值之差。",
  crest: "峰值与有效值之比：损伤初期且尖锐时升高。",
  kurtosis: "四阶标准矩：高斯噪声为 3，有冲击时升高。",
  skewness: "三阶标准矩：波形的不对称程度。",
  velocity_rms:
    "振动速度有效值，10 至 1000 Hz（低于 600 r/min 时为 2 至 1000 Hz）：ISO 10816-3 规定的评定量。",
  lf_rms: "10 至 1000 Hz 有效值：轴、齿轮和结构。",
  mf_rms: "1000 至 5000 Hz 有效值：损伤轴承的共振频段。",
  hf_rms: "5000 Hz 以上有效值：摩擦、润滑、早期接触损伤。",
  band_10k_rms: "10 至 20 kHz 有效值：早期接触损伤，不受更低频段掩盖。",
  band_20k_rms: "20 至 40 kHz 有效值：高一个倍频程的同类信息。",
  envelope_rms: "包络频段内包络波动的有效值。",
  envelope_peak: "解调或包络加速度的峰值。",
  shaft_1x: "转频 1 倍处的速度幅值：不平衡。",
  shaft_2x: "转频 2 倍处的速度幅值：不对中、松动。",
  shaft_3x: "转频 3 倍处的速度幅值：不对中、松动。",
  line_2x: "两倍电源频率处的速度幅值：驱动的电气故障。",
  level_a: "A 计权等效声级（IEC 61672-1）：基准 20 µPa；未校准时以满量程为基准。",
  level: "不计权等效声级，基准同上。",
  temperature: "温度。",
  speed: "轴转速。",
  load: "负载，单位由工厂文件规定。",
  health: "健康指数，100 表示如新。",
  score: "异常指数，1 表示达到界限。",
};

/** Undefined for one that only a newer service knows. */
export function meaningInChinese(name: string): string | undefined {
  const [, kind = "", id = ""] = /^(envelope|snr|octave|iso15242)_(.+)$/.exec(name) ?? [];
  const line = LINES[id];
  if (kind === "envelope" && line !== undefined) return `包络在${line}处的调制幅值。`;
  if (kind === "snr" && line !== undefined)
    return `包络谱中${line}谱线高出本底噪声的程度，取各次谐波的平均。`;
  if (kind === "octave") return `中心频率 ${id === "31" ? "31.5" : id} Hz 的倍频程声级。`;
  if (kind === "iso15242")
    return `成品轴承的振动速度有效值，1800 r/min 时为 ${BANDS[id]}，其他转速按比例：ISO 15242 的一个频段。`;
  return MEANINGS[name];
}

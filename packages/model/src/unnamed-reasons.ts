import { sentenceForms } from "./sentence-forms.ts";

/**
 * Why a diagnosis names no fault, in Chinese: each English text with `{}` for what changes in it. A test holds this list against the texts of the analysis
 * (packages/condition/src/said-in-chinese.test.ts). Terms as in GB/T 22394.1 (condition monitoring, vibration diagnostics).
 */
const REASONS: Readonly<Record<string, string>> = {
  "no fault evidence": "未发现故障证据",
  "lines where the {}'s would be modulate by {} only: sound bearings have such lines too":
    "{}特征频率处有谱线，但调制度仅 {}，完好的轴承也有这样的谱线",
  "lines where the {}'s would be have few harmonics: a sound bearing's swell as smoothly, blows would make more":
    "{}特征频率处有谱线，但谐波很少：完好的轴承也会这样平缓起伏，冲击会产生更多谐波",
  "lines where the {}'s would be, but another part's would stand on the same places":
    "{}特征频率处有谱线，但另一零件的谱线也会落在同一位置，无法区分",
  "lines where the {}'s would be, but taller ones fit no declared part":
    "{}特征频率处有谱线，但另有更高的谱线与已声明的零件都不对应",
  "lines where the {}'s would be are hardly clearer than chance":
    "{}特征频率处有谱线，但与随机起伏难以区分",
  "{}; strong lines at {} Hz fit no declared part":
    "{}；{} Hz 处有明显谱线，与已声明的零件都不对应",
  "the machine's {} is told at {}": "本机的{}由测点 {} 报告",
  "{} shaft turns without a gap: lines not sought under {}":
    "连续记录仅 {} 转，少于 {} 转时不查找谱线",
  "lines of the spectrum {} orders apart: the bearing's not sought in more than {}":
    "频谱谱线间隔 {} 阶，间隔大于 {} 阶时不查找轴承谱线",
  "no lines to seek in {}": "{}信号中没有可查找的谱线",
  "no bearing declared: lines not sought": "未声明轴承，未查找谱线",
  "speed unknown: lines not sought": "转速未知，未查找谱线",
  "a spectrum of nothing: lines not sought": "频谱全为零，未查找谱线",
  "sampled at {} Hz: too slow for the envelope of lines up to {} Hz":
    "采样率 {} Hz 过低，无法对最高 {} Hz 的谱线做包络分析",
  "constant block: nothing but its level": "数据块为常数，只有电平",
  "velocity_rms: block shorter than {} periods of {} Hz":
    "数据块短于 {2} Hz 的 {1} 个周期，未计算振动速度有效值",
  "outer race": "外圈",
  "inner race": "内圈",
  "rolling element": "滚动体",
  cage: "保持架",
  imbalance: "不平衡",
  misalignment: "不对中",
  "bent-shaft": "轴弯曲",
  looseness: "松动",
  electrical: "电气故障",
  vibration: "振动",
  sound: "声音",
  temperature: "温度",
  speed: "转速",
  load: "载荷",
};

/** The forms alone, without the words that stand in them. */
export const UNNAMED_REASONS = Object.keys(REASONS);

/** Why no fault is named, in Chinese; undefined where it is said in words that are not known here. */
export const unnamedReasonInChinese = sentenceForms(REASONS);

import type { Language } from "./language.ts";
import type { NotJudged } from "./part.ts";
import type { PartFault } from "./test-stand.ts";

/** What is said of finished parts: on pages, and on certificates. */

type Words = Readonly<Record<Language, string>>;

const CAUSES: Readonly<Record<PartFault | NotJudged | "below-grade", Words>> = {
  "below-grade": { en: "Below its grade", zh: "低于等级要求" },
  "dent-outer": { en: "Dent of the outer ring", zh: "外圈凹坑" },
  "dent-inner": { en: "Dent of the inner ring", zh: "内圈凹坑" },
  "dent-ball": { en: "Dent of a ball", zh: "钢球凹坑" },
  "scratch-outer": { en: "Scratch of the outer ring", zh: "外圈划伤" },
  "scratch-inner": { en: "Scratch of the inner ring", zh: "内圈划伤" },
  "waviness-outer": { en: "Waviness of the outer ring", zh: "外圈波纹度" },
  "waviness-inner": { en: "Waviness of the inner ring", zh: "内圈波纹度" },
  "waviness-ball": { en: "Waviness of a ball", zh: "钢球波纹度" },
  "out-of-round": { en: "Out of round", zh: "圆度超差" },
  "cage-noise": { en: "Cage noise", zh: "保持架异音" },
  dirt: { en: "Dirt", zh: "污物" },
  knock: { en: "Single knock", zh: "单次冲击" },
  unnamed: { en: "Unlike the others, without a name", zh: "与其他零件不同，无法命名" },
  "unreadable-message": { en: "Message that cannot be read", zh: "报文无法读取" },
  "unknown-type": { en: "Unknown type", zh: "未知型号" },
  "no-identity": { en: "Neither serial nor lot", zh: "既无序列号也无批次" },
  "no-lot": { en: "No lot", zh: "缺少批次" },
  "duplicate-serial": { en: "Serial was here before", zh: "序列号重复" },
  "no-stop": { en: "No stop mark", zh: "缺少结束标记" },
  overlapping: { en: "Another part began before its stop", zh: "结束前已开始另一件" },
  "stand-restarted": { en: "The stand began it anew", zh: "试验台重新开始测量" },
  "no-start": { en: "No start mark", zh: "缺少开始标记" },
  incomplete: { en: "A side or speed is missing", zh: "缺少一面或一种转速" },
  "speed-out-of-tolerance": { en: "Speed outside its tolerance", zh: "转速超出公差" },
  "load-out-of-tolerance": { en: "Load outside its tolerance", zh: "载荷超出公差" },
  "unusable-signal": { en: "Sensor without a usable signal", zh: "传感器信号不可用" },
  "too-short": { en: "Measured too briefly", zh: "测量时间过短" },
  "nothing-to-judge-by": { en: "Type is still being learnt", zh: "该型号仍在学习" },
  "gauge-study": { en: "Trial of a gauge study", zh: "测量系统分析的一次试验" },
  fault: { en: "Fault of Raceway itself", zh: "系统自身故障" },
};

/** By the name of a feature without its order; `{order}` stands for that. */
const FEATURES: Readonly<Record<string, Words>> = {
  low: { en: "Low band", zh: "低频带" },
  medium: { en: "Medium band", zh: "中频带" },
  high: { en: "High band", zh: "高频带" },
  low_peak: { en: "Peak of the low band", zh: "低频带峰值" },
  medium_peak: { en: "Peak of the medium band", zh: "中频带峰值" },
  high_peak: { en: "Peak of the high band", zh: "高频带峰值" },
  low_crest: { en: "Crest factor of the low band", zh: "低频带峰值因数" },
  medium_crest: { en: "Crest factor of the medium band", zh: "中频带峰值因数" },
  high_crest: { en: "Crest factor of the high band", zh: "高频带峰值因数" },
  acceleration: { en: "Acceleration", zh: "加速度" },
  outer_impacts: { en: "Blows at the outer ring's rate", zh: "外圈频率的冲击" },
  inner_impacts: { en: "Blows at the inner ring's rate", zh: "内圈频率的冲击" },
  ball_impacts: { en: "Blows at the balls' rate", zh: "钢球频率的冲击" },
  cage_rattle: { en: "Noise that swells with the cage", zh: "随保持架起伏的噪声" },
  many_impacts: { en: "Many blows", zh: "多次冲击" },
  largest_impact: { en: "Largest blow", zh: "最大冲击" },
  outer_wave: { en: "Wave {order} of the outer ring", zh: "外圈第 {order} 阶波纹" },
  inner_wave: { en: "Wave {order} of the inner ring", zh: "内圈第 {order} 阶波纹" },
  ball_wave: { en: "Wave {order} of a ball", zh: "钢球第 {order} 阶波纹" },
  lobes: { en: "{order} lobes", zh: "{order} 棱圆度" },
  likeness: { en: "Likeness to a part that was found bad", zh: "与某不合格零件相似" },
  distance: { en: "Distance of all features together", zh: "全部特征的综合距离" },
};

/** A fault, or a reason why a part was not judged, by its code; a newer service may know some that have no words here. */
export function causeText(code: string, language: Language): string {
  return (CAUSES as Readonly<Record<string, Words>>)[code]?.[language] ?? code;
}

/** A feature that was measured, by its code. */
export function featureText(feature: string, language: Language): string {
  const [, name = "", order = ""] = /^(\w+?)_?(\d+)?$/.exec(feature) ?? [];
  return FEATURES[name]?.[language].replace("{order}", order) ?? feature;
}

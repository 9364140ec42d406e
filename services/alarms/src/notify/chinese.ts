import type { Fault, SensorFault, Verdict } from "@raceway/model/verdict";
import type { NewsBody } from "../news-outbox.ts";
import type { Words } from "./language.ts";

const FAULTS: Readonly<Record<Fault | SensorFault, string>> = {
  "outer-race": "轴承外圈损坏",
  "inner-race": "轴承内圈损坏",
  "rolling-element": "滚动体损坏",
  cage: "保持架损坏",
  imbalance: "转子不平衡",
  misalignment: "不对中",
  looseness: "机械松动",
  lubrication: "润滑不良",
  electrical: "驱动电气故障",
  unnamed: "运行异常",
  "flat-line": "传感器无信号",
  clipping: "传感器过载（削波）",
  "drop-out": "传感器信号中断",
  stuck: "传感器读数卡死",
  "out-of-range": "传感器读数超出量程",
  "impossible-jump": "传感器读数跳变",
  silence: "传感器无数据",
};

const ACTIONS: Readonly<Record<Fault | SensorFault, string>> = {
  "outer-race": "更换轴承（外圈损坏）；检查配合与轴承座",
  "inner-race": "更换轴承（内圈损坏）；检查轴配合与预紧",
  "rolling-element": "更换轴承（滚动体损坏）；检查润滑剂中是否有金属屑",
  cage: "尽快更换轴承（保持架损坏，可能无预兆失效）",
  imbalance: "对转子做动平衡；先检查积垢或平衡块脱落",
  misalignment: "检查对中与联轴器",
  looseness: "检查地脚螺栓、轴承盖与配合",
  lubrication: "检查润滑剂的液位与状态；按规定量补脂",
  electrical: "检查电机电流、气隙与供电",
  unnamed: "现场检查该测点（听音、测温、看润滑）；目前证据不足以确定故障名称",
  "flat-line": "先检查电缆与插头，再查传感器供电，最后更换传感器",
  clipping: "检查安装与量程：信号超过传感器可测范围",
  "drop-out": "检查插头、电缆与固定是否接触不良",
  stuck: "检查传感器是否仍贴合安装位置，再查变送器；若仍不变则更换",
  "out-of-range": "检查断线或短路，并核对声明的单位与量程",
  "impossible-jump": "检查插头与电缆是否接触不良，并查找干扰源",
  silence: "检查传感器供电与网络连接。此处机器目前无人监测",
};

const INDICATORS: Readonly<Record<string, string>> = {
  rms: "加速度有效值",
  velocity_rms: "振动速度有效值",
  kurtosis: "峭度",
  crest_factor: "峰值因子",
  peak: "峰值",
  temperature: "温度",
  level_a: "A 计权声级",
};

function reasonOf(verdict: Verdict): readonly string[] {
  switch (verdict.kind) {
    case "anomaly":
      return verdict.evidence.map(({ channel, indicator, value, unit, limit, expected }) => {
        const bound = limit === undefined ? "" : `，界限 ${digits(limit)} ${unit}`;
        const usual = expected === undefined ? "" : `，正常约 ${digits(expected)} ${unit}`;
        return `${channel}：${INDICATORS[indicator] ?? indicator} ${digits(value)} ${unit}${bound}${usual}`;
      });
    case "diagnosis":
      return [`诊断：${FAULTS[verdict.fault]}，把握 ${Math.round(verdict.confidence * 100)} %`];
    case "prognosis":
      return verdict.trend === "none"
        ? []
        : [
            `预计剩余寿命 ${span(verdict.rulSeconds)}（${Math.round(verdict.interval * 100)} % 区间：${span(verdict.lowSeconds)} 至 ${span(verdict.highSeconds)}）`,
          ];
    case "sensor":
      return verdict.fault === "none"
        ? []
        : [
            `${verdict.channel === undefined ? "" : `${verdict.channel}：`}${FAULTS[verdict.fault]}`,
          ];
  }
}

const ORDER = ["diagnosis", "prognosis", "anomaly", "sensor"];

function reasons({ verdicts, alarm }: NewsBody): readonly string[] {
  const sorted = verdicts.toSorted((a, b) => ORDER.indexOf(a.kind) - ORDER.indexOf(b.kind));
  const said = sorted.flatMap(reasonOf).slice(0, 6);
  // What is over has no verdict left that speaks for it.
  return said.length > 0 ? said : alarm.evidence;
}

function advice({ alarm, verdicts }: NewsBody): string {
  const prognosis = verdicts.find((verdict) => verdict.kind === "prognosis");
  const action = ACTIONS[alarm.fault ?? "unnamed"];
  if (alarm.condition === "sensor") return `${action}。`;
  if (prognosis?.trend === "rising")
    return `${action}，须在再运行 ${span(prognosis.lowSeconds)} 之内。`;
  return `${action}，${alarm.severity === "alarm" ? "下次可停机时处理" : "下次计划停机时处理"}。`;
}

function digits(value: number): string {
  return String(Number(value.toPrecision(3)));
}

function span(seconds: number): string {
  if (seconds < 5400) return `${Math.max(1, Math.round(seconds / 60))} 分钟`;
  if (seconds < 172_800) return `${Math.round(seconds / 3600)} 小时`;
  return `${Math.round(seconds / 86_400)} 天`;
}

export const CHINESE: Words = {
  title: ({ alarm }) => FAULTS[alarm.fault ?? "unnamed"],
  reasons,
  advice,
  priority: { low: "低", medium: "中", high: "高" },
  news: { raised: "新报警", escalated: "升级", named: "已定名", returned: "已恢复" },
  labels: {
    where: "位置",
    bad: "程度",
    since: "开始时间",
    why: "依据",
    todo: "处理建议",
    open: "在控制台打开",
    explained: "可能由此引起",
    note: "说明",
  },
  urgency: (priority, severe) => `${severe ? "超过报警限" : "预警"}，优先级${priority}`,
  waited: "尚无人确认",
  returned: (time) => `自 ${time} 起已恢复正常`,
  covered: "其间已被搁置",
  closed: "其间已关闭",
  acknowledged: (who) => `${who} 已确认`,
  subject: (priority, title, where, more) =>
    `【${priority}】${title} - ${where}${more > 0 ? `（另有 ${more} 条报警）` : ""}`,
  digestSubject: (count, plant) => `${count} 条报警 - ${plant}`,
  footer: (plant) => `由 ${plant} 的 Raceway 发出。请在控制台确认。`,
  testSubject: (plant) => `${plant} 的测试消息`,
  testText: (channel, plant) => `这是通道“${channel}”的测试。${plant} 的报警会以同样方式送达此处。`,
};

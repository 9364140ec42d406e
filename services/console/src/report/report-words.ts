import type { DiagnosisOutcome } from "@raceway/model/alarm-occurrence";
import type { NotedWork } from "@raceway/model/maintenance";
import type { Level } from "../http/api-types.ts";

/** What a report says beside names, numbers and what verdicts say themselves. */
export interface ReportWords {
  readonly tag: string;
  readonly title: Readonly<Record<"site" | "line" | "machine" | "point", string>>;
  readonly period: (from: string, to: string, zone: string) => string;
  readonly made: (time: string) => string;
  readonly now: string;
  readonly counts: (counts: readonly (readonly [count: number, level: string])[]) => string;
  readonly health: string;
  readonly healthNow: (percent: number) => string;
  readonly life: (span: string) => string;
  readonly toDo: string;
  readonly why: string;
  readonly troubled: string;
  readonly allWell: string;
  readonly courses: string;
  readonly noRows: string;
  readonly values: string;
  readonly alarms: string;
  readonly noAlarms: string;
  readonly found: string;
  readonly noneFound: string;
  readonly foundUnknown: string;
  readonly outcome: Readonly<Record<DiagnosisOutcome, string>>;
  readonly files: (count: number) => string;
  readonly work: string;
  readonly noWork: string;
  readonly heads: Readonly<
    Record<
      | "time"
      | "place"
      | "what"
      | "event"
      | "who"
      | "state"
      | "value"
      | "bearing"
      | "comment"
      | "channel"
      | "diagnosis",
      string
    >
  >;
  readonly level: Readonly<Record<Level, string>>;
  readonly event: Readonly<Record<string, string>>;
  readonly doneWork: Readonly<Record<NotedWork, string>>;
  readonly limit: Readonly<Record<string, string>>;
  readonly cut: (shown: number) => string;
  readonly storeAway: (reason: string) => string;
  readonly print: string;
}

export const ENGLISH: ReportWords = {
  tag: "en",
  title: {
    site: "Plant report",
    line: "Line report",
    machine: "Machine report",
    point: "Report of a measurement point",
  },
  period: (from, to, zone) => `${from} to ${to} (${zone})`,
  made: (time) => `Made by Raceway, ${time}`,
  now: "Now",
  counts: (counts) => counts.map(([count, level]) => `${count} ${level}`).join(" · "),
  health: "Health",
  healthNow: (percent) => `Health ${percent} %`,
  life: (span) => `Remaining life ${span}`,
  toDo: "What to do",
  why: "Why",
  troubled: "Needs a look",
  allWell: "Nothing needs a look: every point behaves as expected.",
  courses: "Over time",
  noRows: "Nothing is stored of this time.",
  values: "Latest values",
  alarms: "Alarms",
  noAlarms: "No alarm was raised or changed in this time.",
  found: "What was found",
  noneFound: "Nobody told what was found of the alarms of this time.",
  foundUnknown: "What was found cannot be read now: the alarm service does not answer.",
  outcome: { right: "right", wrong: "wrong", "not-found": "nothing found" },
  files: (count) => (count === 1 ? "1 file" : `${count} files`),
  work: "Work done",
  noWork: "No work was told of in this time.",
  heads: {
    time: "Time",
    place: "Where",
    what: "What",
    event: "Event",
    who: "Who",
    state: "State",
    value: "Value",
    bearing: "Bearing",
    comment: "Comment",
    channel: "Channel",
    diagnosis: "Diagnosis was",
  },
  level: {
    alarm: "Alarm",
    warning: "Warning",
    sensor: "Sensor fault",
    unknown: "No data",
    learning: "Learning",
    normal: "Normal",
  },
  event: {},
  doneWork: {
    "bearing-replaced": "Bearing replaced",
    "machine-rebuilt": "Machine rebuilt",
    "sensor-replaced": "Sensor replaced",
    balanced: "Balanced",
    aligned: "Aligned",
    lubricated: "Lubricated",
    inspected: "Inspected",
    "taken-back": "Told by mistake: the last work was taken back",
    "plant-changed": "Plant file changed",
  },
  limit: { warning: "warning", alarm: "alarm", limit: "limit", expected: "expected" },
  cut: (shown) => `The newest ${shown} are shown.`,
  storeAway: (reason) => `The history cannot be read now: ${reason}`,
  print: "To keep it on paper or as PDF, print this page from the browser.",
};

export const CHINESE: ReportWords = {
  tag: "zh-Hans",
  title: { site: "工厂报告", line: "产线报告", machine: "机器报告", point: "测点报告" },
  period: (from, to, zone) => `${from} 至 ${to}（${zone}）`,
  made: (time) => `由 Raceway 生成，${time}`,
  now: "当前状态",
  counts: (counts) => counts.map(([count, level]) => `${level} ${count}`).join(" · "),
  health: "健康度",
  healthNow: (percent) => `健康度 ${percent} %`,
  life: (span) => `剩余寿命 ${span}`,
  toDo: "处理建议",
  why: "依据",
  troubled: "需要关注",
  allWell: "一切正常：所有测点均符合预期。",
  courses: "趋势",
  noRows: "该时段没有存储数据。",
  values: "最新值",
  alarms: "报警",
  noAlarms: "该时段内没有报警产生或变化。",
  found: "检查结果",
  noneFound: "该时段的报警尚无检查反馈。",
  foundUnknown: "暂时无法读取检查结果：报警服务没有应答。",
  outcome: { right: "正确", wrong: "错误", "not-found": "未发现异常" },
  files: (count) => `${count} 个附件`,
  work: "已完成的维护",
  noWork: "该时段内没有维护记录。",
  heads: {
    time: "时间",
    place: "位置",
    what: "内容",
    event: "事件",
    who: "人员",
    state: "状态",
    value: "数值",
    bearing: "轴承",
    comment: "备注",
    channel: "通道",
    diagnosis: "诊断结果",
  },
  level: {
    alarm: "报警",
    warning: "预警",
    sensor: "传感器故障",
    unknown: "无数据",
    learning: "学习中",
    normal: "正常",
  },
  event: {
    opened: "产生",
    worse: "加重",
    better: "减轻",
    acknowledged: "已确认",
    returned: "恢复",
    closed: "关闭",
    shelved: "搁置",
    unshelved: "取消搁置",
    "out of service": "停用",
    "in service": "恢复使用",
  },
  doneWork: {
    "bearing-replaced": "更换轴承",
    "machine-rebuilt": "机器大修",
    "sensor-replaced": "更换传感器",
    balanced: "动平衡",
    aligned: "对中",
    lubricated: "润滑",
    inspected: "检查",
    "taken-back": "误报：已撤销最近一次维护记录",
    "plant-changed": "工厂文件已变更",
  },
  limit: { warning: "预警", alarm: "报警", limit: "限值", expected: "预期" },
  cut: (shown) => `仅显示最新 ${shown} 条。`,
  storeAway: (reason) => `暂时无法读取历史：${reason}`,
  print: "如需纸质版或 PDF，请用浏览器打印本页。",
};

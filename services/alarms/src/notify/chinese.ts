import type { Words } from "./language.ts";

export const CHINESE: Words = {
  priority: { low: "低", medium: "中", high: "高" },
  news: {
    raised: "新报警",
    escalated: "升级",
    named: "故障类型已确定",
    returned: "已恢复",
    assigned: "已指派",
  },
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
  urgency(priority, { condition, severity }) {
    const machine = severity === "alarm" ? "超过报警限" : "预警";
    return `${condition === "system" ? "Raceway 自身" : machine}，优先级${priority}`;
  },
  waited: "尚无人确认",
  returned: (time) => `自 ${time} 起已恢复正常`,
  covered: "其间已被搁置",
  closed: "其间已关闭",
  acknowledged: (who) => `${who} 已确认`,
  assigned: (to, who) => (to === who ? `由 ${to} 处理` : `${who} 已指派给 ${to}`),
  subject: (priority, title, where, more) =>
    `【${priority}】${title} - ${where}${more > 0 ? `（另有 ${more} 条报警）` : ""}`,
  digestSubject: (count, plant) => `${count} 条报警 - ${plant}`,
  footer: (plant) => `由 ${plant} 的 Raceway 发出。请在控制台确认。`,
  testSubject: (plant) => `${plant} 的测试消息`,
  testText: (channel, plant) => `这是通道“${channel}”的测试。${plant} 的报警会以同样方式送达此处。`,
};

import type { simulationEn } from "./simulation-en.ts";

/** The texts of simulation-en.ts in Chinese. */
export const simulationZh: Readonly<Record<keyof typeof simulationEn, string>> = {
  "simulation.label": "模拟工厂",
  "simulation.name": "模拟工厂",
  "simulation.pause": "暂停",
  "simulation.resume": "继续",
  "simulation.stands": "已暂停",
  "simulation.speed": "时间流逝速度",
  "simulation.minutes": "1 秒 = {number} 分钟",
  "simulation.hours": "1 秒 = {number} 小时",
  "simulation.break": "制造故障…",
  "simulation.breakIt": "制造该故障",
  "simulation.close": "关闭",
  "simulation.where": "位置",
  "simulation.what": "故障",
  "simulation.growing":
    "损伤按工厂时间在数天内发展，在人耳能察觉之前就已体现在测量数据中。可加快时间。",
  "simulation.broken": "当前故障",
  "simulation.nothing": "当前没有故障。",
  "simulation.since": "{what}，自 {time} 起",
  "simulation.mend": "如需修复，请在该测点页面登记维修工作：登记更换轴承后，轴承即真正更换。",
  "simulation.sensorDead": "传感器失效",
  "simulation.away": "断开数据库",
  "simulation.back": "恢复数据库",
  "simulation.storeAway": "数据库已断开",
  "simulation.storeNote": "断开期间结果排队等待，不会丢失；图表无法读取；一分钟后报警。",
  "simulation.store": "数据库",
};

import type { SystemFault } from "./alarm.ts";
import type { Language } from "./language.ts";
import type { Fault, SensorFault } from "./verdict.ts";

/** Anything that an alarm can be about. */
export type AnyFault = Fault | SensorFault | SystemFault;

export interface FaultWords {
  /** In a few words. */
  readonly title: string;
  /** What a person does about it, and what they look for first; no full stop at the end. */
  readonly action: string;
}

const ENGLISH: Readonly<Record<AnyFault, FaultWords>> = {
  "outer-race": {
    title: "Outer race damage",
    action: "Replace the bearing (outer race damaged); look at fit and housing seat",
  },
  "inner-race": {
    title: "Inner race damage",
    action: "Replace the bearing (inner race damaged); look at shaft fit and preload",
  },
  "rolling-element": {
    title: "Rolling element damage",
    action: "Replace the bearing (rolling element damaged); look at the lubricant for chips",
  },
  cage: {
    title: "Cage damage",
    action: "Replace the bearing soon (cage damaged: it may fail without further warning)",
  },
  imbalance: {
    title: "Imbalance",
    action: "Balance the rotor; look for deposits or a lost weight first",
  },
  misalignment: { title: "Misalignment", action: "Check alignment and coupling" },
  "bent-shaft": {
    title: "Bent shaft",
    action: "Measure the shaft's run-out by a dial gauge; straighten or replace it",
  },
  looseness: { title: "Looseness", action: "Check foundation bolts, bearing caps and fits" },
  lubrication: {
    title: "Poor lubrication",
    action: "Check lubricant level and condition; regrease with the prescribed amount",
  },
  electrical: { title: "Electrical fault", action: "Check motor currents, air gap and supply" },
  unnamed: {
    title: "Unusual behaviour",
    action: "Inspect the point (listen, thermography, lubricant); the evidence carries no name yet",
  },
  "flat-line": {
    title: "Sensor without signal",
    action: "Check cable and plug first, then the sensor's supply, then change the sensor",
  },
  clipping: {
    title: "Sensor overdriven",
    action:
      "Check the mounting and the measuring range: the signal is larger than the sensor can report",
  },
  "drop-out": {
    title: "Sensor signal with gaps",
    action: "Check plug, cable and strain relief for a loose contact",
  },
  stuck: {
    title: "Sensor value stuck",
    action:
      "Check whether the sensor still touches its place, then its transmitter; change it if it stays",
  },
  "out-of-range": {
    title: "Sensor value out of its range",
    action:
      "Check for a broken wire or a short circuit, and that the declared unit and range are right",
  },
  "impossible-jump": {
    title: "Sensor value jumped",
    action: "Check plug and cable for a loose contact and look for sources of interference",
  },
  silence: {
    title: "Sensor silent",
    action:
      "Check the sensor's supply and its network connection. The machine is not being watched here",
  },
  "clock-not-set": {
    title: "Sensor clock not set",
    action:
      "Give the sensor a time server (NTP), or let it send no time. Until then its values are dated and judged by their arrival",
  },
  "clock-ahead": {
    title: "Sensor clock ahead",
    action: "Set the sensor's clock. Until then its values are dated and judged by their arrival",
  },
  "clock-behind": {
    title: "Sensor clock set back",
    action:
      "Set the sensor's clock and check whether it keeps the time over a restart. Until then its values are dated and judged by their arrival",
  },
  "ingest-offline": {
    title: "Analysis is not running",
    action:
      "Start ingest again and look at its log. Until then no machine is watched; sensors keep what was not acknowledged to them",
  },
  "store-unreachable": {
    title: "Telemetry store out of reach",
    action:
      "Check the store's server, its disk and its token. Nothing is lost yet: results wait in ingest's journal, and alarms go on",
  },
  "storage-full": {
    title: "Ingest has no room",
    action: "Make room on ingest's disk or raise its limits: measurements are refused or dropped",
  },
  overload: {
    title: "Analysis does not keep up",
    action:
      "Give ingest more processors or let sensors measure less often: some waveforms are left out",
  },
  "journal-damaged": {
    title: "A data file of Raceway was damaged",
    action:
      "Check the disk. A new file is begun; what was in the old one (which, and where: see why) may be restored from a backup or recovered (sqlite3 FILE .recover)",
  },
  "analysis-stopped": {
    title: "Analysis stands still",
    action:
      "Look at ingest's log and make room on its disk: what comes in is stored, and no machine is judged until analysis goes on",
  },
  "clock-wrong": {
    title: "The server's clock is wrong",
    action:
      "Set the clock of the machine that ingest runs on, and its time server. Sensors with a clock are judged by their own time meanwhile, the others by arrival",
  },
  "disk-nearly-full": {
    title: "A disk of Raceway is nearly full",
    action:
      "Make room on the disk (which: see why) before it is full: then nothing is acknowledged, and alarms wait, until there is room",
  },
};

const CHINESE: Readonly<Record<AnyFault, FaultWords>> = {
  "outer-race": { title: "外圈损伤", action: "更换轴承（外圈损伤），检查配合与轴承座" },
  "inner-race": { title: "内圈损伤", action: "更换轴承（内圈损伤），检查轴配合与预紧" },
  "rolling-element": {
    title: "滚动体损伤",
    action: "更换轴承（滚动体损伤），检查润滑剂中有无碎屑",
  },
  cage: { title: "保持架损伤", action: "尽快更换轴承（保持架损伤，可能突然失效）" },
  imbalance: { title: "不平衡", action: "对转子做动平衡，先检查积垢或平衡块脱落" },
  misalignment: { title: "不对中", action: "检查对中与联轴器" },
  "bent-shaft": { title: "轴弯曲", action: "用百分表测量轴的跳动，校直或更换" },
  looseness: { title: "松动", action: "检查地脚螺栓、轴承盖与配合" },
  lubrication: { title: "润滑不良", action: "检查润滑剂的量与状态，按规定量补充润滑脂" },
  electrical: { title: "电气故障", action: "检查电机电流、气隙与供电" },
  unnamed: {
    title: "状态异常",
    action: "现场检查该测点（听音、红外测温、润滑剂），目前证据不足以确定原因",
  },
  "flat-line": {
    title: "传感器无信号",
    action: "先检查电缆与插头，再检查传感器供电，最后更换传感器",
  },
  clipping: { title: "传感器过载", action: "检查安装与量程：信号超过传感器可测范围" },
  "drop-out": {
    title: "传感器信号中断",
    action: "检查插头、电缆与应力消除处是否接触不良",
  },
  stuck: {
    title: "传感器数值不变",
    action: "检查传感器是否仍贴合测点，再检查变送器，若仍不变则更换",
  },
  "out-of-range": {
    title: "传感器数值超出量程",
    action: "检查断线或短路，并核对声明的单位与量程",
  },
  "impossible-jump": {
    title: "传感器数值跳变",
    action: "检查插头与电缆是否接触不良，并查找干扰源",
  },
  silence: {
    title: "传感器无数据",
    action: "检查传感器供电与网络连接。该处机器目前无人监测",
  },
  "clock-not-set": {
    title: "传感器时钟未设置",
    action: "为传感器配置时间服务器（NTP），或不发送时间。在此之前按到达时间记录与判断",
  },
  "clock-ahead": {
    title: "传感器时钟超前",
    action: "校准传感器时钟。在此之前按到达时间记录与判断",
  },
  "clock-behind": {
    title: "传感器时钟被拨回",
    action: "校准传感器时钟，并检查重启后是否保持时间。在此之前按到达时间记录与判断",
  },
  "ingest-offline": {
    title: "分析服务未运行",
    action: "重新启动 ingest 并查看其日志。在此之前所有机器均无人监测，未确认的数据保留在传感器侧",
  },
  "store-unreachable": {
    title: "遥测数据库无法访问",
    action: "检查数据库服务器、磁盘与令牌。数据尚未丢失：结果保留在 ingest 的日志库中，报警照常",
  },
  "storage-full": {
    title: "ingest 存储空间不足",
    action: "清理 ingest 的磁盘或提高其上限：测量数据正被拒收或丢弃",
  },
  overload: {
    title: "分析跟不上数据",
    action: "为 ingest 增加处理器，或降低传感器的测量频率：部分波形未被分析",
  },
  "journal-damaged": {
    title: "Raceway 的数据文件曾损坏",
    action:
      "检查磁盘。已新建文件；原文件（见原因）中的内容可从备份恢复，或用 sqlite3 FILE .recover 抢救",
  },
  "analysis-stopped": {
    title: "分析停滞",
    action: "查看 ingest 的日志并清理其磁盘：数据仍被保存，但在恢复之前不对任何机器作出判断",
  },
  "clock-wrong": {
    title: "服务器时钟不正确",
    action:
      "校准运行 ingest 的主机时钟与时间服务器。在此期间有时钟的传感器按自身时间判断，其余按到达时间判断",
  },
  "disk-nearly-full": {
    title: "Raceway 的磁盘即将写满",
    action: "在写满之前清理磁盘（见原因）：写满后在腾出空间之前，数据不被确认，报警须等待",
  },
};

const WORDS: Readonly<Record<Language, typeof ENGLISH>> = { en: ENGLISH, zh: CHINESE };

/** A fault for people. */
export function faultWords(fault: AnyFault, language: Language = "en"): FaultWords {
  return WORDS[language][fault];
}

/** The fault of an English title; undefined: of none. */
export function faultTitled(title: string): AnyFault | undefined {
  return (Object.keys(ENGLISH) as AnyFault[]).find((fault) => ENGLISH[fault].title === title);
}

/**
 * What is said of a plant file, in Chinese: each English text with `{}` for what changes in it; fields and values of the file stay as they are written there.
 * A test holds this list against the texts of packages/plant (src/plant-file-zh.test.ts).
 */
export const PLANT_FILE_ZH: Readonly<Record<string, string>> = {
  // The frame of each fault.
  "line {}, {}: found {}; allowed: {}": "第 {} 行，{}：现为 {}；应为 {}",
  "{}: found {}; allowed: {}": "{}：现为 {}；应为 {}",
  "whole file": "整个文件",
  'did you mean "{}"? {}': "是否想写“{}”？可用：{}",
  'unknown field "{}"': "未知字段“{}”",
  "the fields of docs/plant-file.md": "docs/plant-file.md 中的字段",
  nothing: "空",

  // Kinds of values.
  "a text": "文本",
  "a number": "数字",
  "a whole number": "整数",
  "true or false": "true 或 false",
  "a list (lines that begin with `-`)": "列表（每行以 `-` 开头）",
  "fields (`name: value`)": "字段（`名称: 值`）",
  "names with values": "名称和值",
  "a list": "列表",
  "a moment with its zone, such as 2026-11-22T06:00:00Z": "带时区的时刻，例如 2026-11-22T06:00:00Z",
  "a text of another form (docs/plant-file.md)": "其他格式的文本（见 docs/plant-file.md）",
  "another form (docs/plant-file.md)": "其他形式（见 docs/plant-file.md）",
  "{}, or {}": "{}，或{}",
  "{} in the list": "列表项数{}",
  "{} letters": "字符数{}",
  "a number of {}": "数值{}",
  "more than {}": "大于 {}",
  "at least {}": "不小于 {}",
  "less than {}": "小于 {}",
  "at most {}": "不大于 {}",

  // The text as YAML.
  "no well-formed YAML here": "此处不是格式正确的 YAML",
  "fields (`name: value`) and lists (`- …`) under each other":
    "上下排列的字段（`名称: 值`）和列表（`- …`）",
  "fields of one thing, or entries of one list, in one column under each other":
    "同一对象的字段、同一列表的各项在同一列上下对齐",
  "a tab before the text": "文本前有制表符",
  "blanks: YAML indents with nothing else": "空格：YAML 只用空格缩进",
  "a field that is there already": "重复的字段",
  "each field once": "每个字段只出现一次",
  "a line that begins in a column of its own": "某行起始列与其他行不齐",
  "a text that begins with a sign of YAML's own (% @ ` …)": "文本以 YAML 保留符号开头（% @ ` 等）",
  'quotes around it: "…"': "用引号括住：“…”",
  "a second `:` in one line": "一行中有第二个 `:`",
  'one field a line, or quotes around a text with `: ` in it: "…"':
    "每行一个字段；含 `: ` 的文本用引号括住：“…”",
  "a list or fields by lines within brackets": "括号内出现按行书写的列表或字段",
  "`{ a: 1, b: 2 }` or `[1, 2]` within brackets": "括号内写作 `{ a: 1, b: 2 }` 或 `[1, 2]`",
  "quotes or brackets that are not closed": "引号或括号未闭合",
  "quotes closed where they were opened, and as many ] and } as [ and {":
    "引号成对闭合，且 ] 和 } 与 [ 和 { 数量相同",
  "a name over several lines, or a line without `:`": "名称跨行，或某行没有 `:`",
  "`name: value` in one line": "同一行内的 `名称: 值`",
  "a sign where none belongs": "多余的符号",
  "quotes around a text with , : ? [ ] { } in it, as expressions have them":
    "含 , : ? [ ] { } 的文本（例如表达式）用引号括住",
  "a `*name` or `&name` that is none": "无效的 `*名称` 或 `&名称`",
  'quotes around a text that begins with * or &: "…"': "以 * 或 & 开头的文本用引号括住：“…”",
  "a second document (`---`)": "第二个文档（`---`）",
  "one document a file": "每个文件一个文档",
  "a backslash that YAML does not know": "YAML 不认识的反斜杠转义",
  "single quotes around a text with a backslash in it": "含反斜杠的文本用单引号括住",
  "a `!` tag": "`!` 标签",
  "plain texts, numbers and lists": "普通文本、数字和列表",
  "YAML without excessive aliases": "不含过多别名的 YAML",
  "{} characters": "{} 个字符",
  "more than {} levels": "超过 {} 层",
  "at most {} levels": "不超过 {} 层",
  "a list or a map as a key": "以列表或映射作键",
  "texts and numbers as keys": "以文本或数字作键",
  "*{} within what it stands for": "*{} 引用了自身",
  "lists and maps that do not hold themselves": "不包含自身的列表和映射",

  // Forms of single fields.
  "lower-case letters, digits, - and _, at most 64, beginning with a letter or digit":
    "小写字母、数字、- 和 _，最多 64 个字符，以字母或数字开头",
  "lower-case letters, digits, - and _, at most 64": "小写字母、数字、- 和 _，最多 64 个字符",
  "the rating life in hours (L10h), or `{ dynamicKn, loadKn, element }`":
    "以小时计的额定寿命（L10h），或 `{ dynamicKn, loadKn, element }`",
  "a number in the indicator's unit, or with a unit of its own: `0.18 in/s`":
    "以该指标单位计的数字，或自带单位的数字：`0.18 in/s`",
  "`warning`, `alarm` or both": "`warning`、`alarm` 或两者",
  "a `warning` that does not lie above `alarm`": "不高于 `alarm` 的 `warning`",
  "volts or millivolts per unit of the quantity, such as `100 mV/g`":
    "每单位物理量的伏或毫伏数，例如 `100 mV/g`",
  "the first frequency must lie below the second": "第一个频率应低于第二个",
  "`group/edge/device:metric`, or `group/edge:metric` for a metric of the edge node itself":
    "`group/edge/device:metric`；边缘节点自身的指标用 `group/edge:metric`",
  "the id that the point had, or `line/machine/point` where it has moved":
    "该测点原来的 id；如已移到别处，用 `产线/机器/测点`",
  "machine/point/channel": "机器/测点/通道",
  "point/channel": "测点/通道",
  "one character, or `tab`": "一个字符，或 `tab`",
  "an IANA time zone, e.g. Europe/Berlin or Asia/Shanghai":
    "IANA 时区，例如 Europe/Berlin 或 Asia/Shanghai",
  "a time of day from 00:00 to 23:59": "00:00 至 23:59 的时刻",
  "a time of day from 00:00 to 24:00": "00:00 至 24:00 的时刻",
  "one of {}": "以下之一：{}",
  "a number other than 0, or a fraction such as `16/32768`":
    "不为 0 的数字，或分数，例如 `16/32768`",

  // Machines, points and bearings.
  "{} without powerKw": "{}，但没有 powerKw",
  "powerKw beside support: the ISO group depends on it":
    "与 support 同时填写的 powerKw：ISO 分组取决于它",
  "{} on a machine of {} kW": "{}，而机器功率为 {} kW",
  "no support: ISO 10816-3 does not cover machines of 15 kW or less; set limits on the channels instead":
    "不填 support：ISO 10816-3 不适用于 15 kW 及以下的机器，请改为给通道设限值",
  "{} at {} r/min": "{}，而转速为 {} r/min",
  "no support: ISO 10816-3 covers 120 to 15000 r/min":
    "不填 support：ISO 10816-3 适用于 120 至 15000 r/min",
  '"{}", which does not exist': "“{}”，并不存在",
  '"{}", which is of kind {}': "“{}”，其类型为 {}",
  "a speed channel of this machine: {}": "本机器的转速通道：{}",
  "a channel of kind speed on this machine (it has none)":
    "本机器上类型为 speed 的通道（现在没有）",
  '"{}", which is no temperature channel of this line': "“{}”，不是本产线的温度通道",
  "a temperature channel of this line (it has none)": "本产线的温度通道（现在没有）",
  "{}, which {} was already": "{}，已是 {} 的旧名",
  "each point of the plant file before in one place": "先前工厂文件中的每个测点只对应一处",
  "loads, and no speed of the machine": "有载荷，但机器没有转速",
  "`speed: { rpm: … }` of the machine, or the rating life in hours":
    "机器的 `speed: { rpm: … }`，或以小时计的额定寿命",
  '"{}", already the id of {}': "“{}”，已是 {} 的 id",
  "an id of its own": "唯一的 id",
  "a catalogue name such as {}; or `orders`, `geometry` or `dimensions` beside the designation":
    "样本中的型号，例如 {}；或在型号之外填写 `orders`、`geometry` 或 `dimensions`",
  '"{}" ({})': "“{}”（{}）",
  "a thrust ball bearing: both its washers are struck half as often as it has balls a turn, so that lines do not tell them apart; leave `bearing` away, and it is watched by levels":
    "推力球轴承：轴圈和座圈每转受击次数相同（均为球数的一半），谱线无法区分；不填 `bearing`，按水平监测",
  "a thrust roller bearing, whose washers' lines do not differ or hardly; leave `bearing` away, or give the maker's orders":
    "推力滚子轴承，轴圈和座圈的谱线相同或几乎相同；不填 `bearing`，或填写制造商给出的阶次",
  "outside {} mm: must be larger than the bore, {} mm": "外径 {} mm 应大于内径 {} mm",
  "{} rolling elements: a whole number of at least 3 is needed": "滚动体数 {} 应为不小于 3 的整数",
  "ball diameter {}: must be above 0": "滚动体直径 {} 应大于 0",
  "pitch diameter {}: must be larger than the ball diameter {}": "节圆直径 {} 应大于滚动体直径 {}",
  "contact angle {}°: must be from 0 to below 90": "接触角 {}° 应不小于 0 且小于 90",
  "{} elements of diameter {} do not fit on a pitch circle of {}":
    "{} 个直径 {} 的滚动体无法排布在直径 {} 的节圆上",
  "{} {}: must be above 0": "{} {} 应大于 0",
  "bpfo + bpfi = {}: must be the (whole) number of rolling elements":
    "bpfo + bpfi = {}：应等于滚动体数（整数）",
  "bpfi {} is not above bpfo {}: are they swapped?": "bpfi {} 不大于 bpfo {}：是否填反了？",
  "ftf {}: bpfo, bpfi and the {} ring turning make it {}":
    "ftf {}：由 bpfo、bpfi 和旋转的套圈（{}）得出应为 {}",
  "bsf {}: at most {} fits bpfo and bpfi (is it the ball's defect frequency 2 × bsf?)":
    "bsf {}：与 bpfo、bpfi 相符的值不大于 {}（是否填成了滚动体故障频率 2 × bsf？）",
  "bsf {}: at least {} fits bpfo and bpfi": "bsf {}：与 bpfo、bpfi 相符的值不小于 {}",

  // Channels.
  '"{}" on a {} channel': "“{}”，而通道类型为 {}",
  "true on a {} channel": "true，而通道类型为 {}",
  "{} on a {} channel": "{}，而通道类型为 {}",
  "testStand on channels of kind vibration": "testStand 只用于类型为 vibration 的通道",
  "direction on channels of kind vibration": "direction 只用于类型为 vibration 的通道",
  "values on channels of kind vibration": "values 只用于类型为 vibration 的通道",
  "spectrum beside {}": "spectrum，同时{}",
  "no values": "没有 values",
  "values: {} beside it": "同时填写 values: {}",
  '"{}" for {}': "“{}”，用于 {}",
  "a unit of {}": "物理量 {} 的单位",
  "{} beside values: {}": "{}，同时填写了 values: {}",
  "one of the two: a waveform has a sample rate, a computed value has none":
    "二者之一：波形有采样率，计算值没有",
  "{} without `unit`": "{}，但没有 `unit`",
  "the `unit` that it leads to": "换算后的 `unit`",
  "`scale` beside `sensitivity`": "同时填写了 `scale` 和 `sensitivity`",
  "one of the two": "二者之一",
  "volts or millivolts per {}, such as `100 mV/{}`": "每单位 {} 的伏或毫伏数，例如 `100 mV/{}`",
  "no limits on this kind": "此类通道不设限值",
  "warning {}, alarm {}": "warning {}，alarm {}",
  "a number, or the channel's `unit` beside it": "数字，或同时填写通道的 `unit`",
  "a number without a unit": "不带单位的数字",
  "a number in {}": "以 {} 计的数字",
  '"{}", which feeds {} already': "“{}”，已供 {} 使用",
  "a metric of its own for each channel": "每个通道使用各自的指标",
  "a channel without unit": "没有单位的通道",
  "`unit` beside `sparkplug`: metrics seldom carry one":
    "与 `sparkplug` 同时填写 `unit`：指标很少自带单位",

  // Downtime and shifts.
  "none, for states by {}": "无（状态取自 {}）",
  "the speed above which it runs, r/min, or `speed: { rpm: … }` of the machine":
    "判为运行的最低转速（r/min），或该机器的 `speed: { rpm: … }`",
  "the load above which it runs, {}": "判为运行的最低负载（{}）",
  "{}, where messages tell the states": "{}，而状态由消息给出",
  "states: speed or load beside it": "同时写 states: speed 或 load",
  "{} and {}, which overlap": "{} 与 {} 重叠",
  "shifts of which one ends before the next begins": "前一班结束后下一班才开始",
  "{}, which has no `production`": "{}，其没有 `production`",
  "{}, which is not there": "{}，不存在",
  "a machine of this line with `production` (none has it)":
    "该产线中设有 `production` 的机器（目前没有）",
  // Messages of devices that speak in their own way.
  "an MQTT topic filter: `tele/+/SENSOR`, `plant/#`":
    "MQTT 主题过滤器，例如 `tele/+/SENSOR`、`plant/#`",
  '"{}", which meets Raceway\'s own topics': "“{}”，与 Raceway 自身的主题重叠",
  "a filter that matches the devices' topics only": "只匹配设备主题的过滤器",
  "captures up to ${}: as many as the topic has `+` and `#`":
    // biome-ignore lint/suspicious/noTemplateCurlyInString: the sign is the plant file's own.
    "捕获至多到 ${}：与主题中 `+` 和 `#` 的个数相同",
  "a JSONata expression, or a JSON pointer": "JSONata 表达式，或 JSON 指针",
  'expression "{}": {}': "表达式“{}”：{}",
  'expression "{}", character {}: {}': "表达式“{}”，第 {} 个字符：{}",
  "it runs too long or deep: an expression may pick and convert, not loop":
    "运行过久或过深：表达式可以取值和换算，不可循环",
  "the pattern /{}/ looks around or back, which may take for ever; one without `(?=`, `(?!`, `(?<`, `\\1` is right":
    "模式 /{}/ 含环视或反向引用，可能永不结束；请改用不含 `(?=`、`(?!`、`(?<`、`\\1` 的模式",
  "several readings without `time`": "有多个读数，但没有 `time`",
  "`time` beside `each`: readings of one moment count once":
    "与 `each` 同时填写 `time`：同一时刻的读数只计一次",
  "no channel": "没有通道",
  "`channel`, or `places` that end in a channel": "`channel`，或以通道结尾的 `places`",
  "no point": "没有测点",
  "`point` or `places` beside it, or a channel as line/machine/point/channel":
    "同时填写 `point` 或 `places`，或将通道写作 产线/机器/测点/通道",
  '"{}", which is no point': "“{}”，不是测点",
  "line/machine/point: {}": "产线/机器/测点：{}",
  'channel "{}"': "通道“{}”",
  "a channel of {}: {}": "{} 的通道：{}",
  "a spectrum for {}, a channel of {} that takes none": "频谱，用于不接收频谱的 {}（{} 通道）",
  "a channel with `values`: {}": "填写了 `values` 的通道：{}",
  '"{}", whose messages {} gives to {} too': "“{}”，其消息已由 {} 送往 {}",
  "one mapping of a topic for each channel": "每个通道对同一主题只用一个映射",
  "what picks the time, or `{ at, as }`": "取时间的表达式，或 `{ at, as }`",
  "Hz, or what picks it": "以 Hz 计的数值，或取该值的表达式",
  "a distance, or what picks it": "间距，或取该值的表达式",
  "a place, or what picks it": "位置，或取该值的表达式",
  "one of `value`, `samples` and `spectrum`": "`value`、`samples`、`spectrum` 三者之一",
  "a topic, or `{ topic, value, … }`": "主题，或 `{ topic, value, … }`",
  "line/machine/point, with captures: `line-1/$1/drive-end`":
    "产线/机器/测点，可含捕获：`line-1/$1/drive-end`",
  "line/machine/point or line/machine/point/channel": "产线/机器/测点 或 产线/机器/测点/通道",

  "no topic": "没有主题",
  "`+` or `#` beside other characters in one word": "同一层中 `+` 或 `#` 与其他字符并列",
  "`#` before the end": "`#` 不在末尾",

  // Telling people.
  '"{}", which is not among the {}': "“{}”，不在 {} 之中",
  '"{}", which is not among the channels': "“{}”，不在通知渠道之中",
  '"{}", which is not among the lines': "“{}”，不在产线之中",
  '"{}", which is not among the shifts': "“{}”，不在班次之中",
  "channels first": "先填写通知渠道",
  "lines first": "先填写产线",
  "shifts first": "先填写班次",
  "a mail address": "邮件地址",
  "smtp://host:port or smtps://host:port, without a login":
    "smtp://主机:端口 或 smtps://主机:端口，不含登录信息",
  "kind: mail or webhook": "kind：mail 或 webhook",

  // Test stands.
  "{} and {} r/min, whose tolerances meet": "{} 和 {} r/min，两者的容差重叠",
  "speeds that can be told apart": "能够区分的转速",
  "each side once": "每侧一次",
  "a table of gradeTables (it has none)": "gradeTables 中的表（现在没有）",
  "no limit": "没有限值",
  "one of {} at least": "至少填写 {} 之一",
  "{}, below the {} of the better grade {}": "{}，低于较好等级的 {}（{}）",
  "grades from the best to the worst: limits only rise": "等级由优到劣：限值只能递增",
  "{} with the unit {}": "{}，单位为 {}",
  "`acceleration` in a table of acceleration levels": "加速度级的表中填写 `acceleration`",
  "velocities in a table of velocity levels": "速度级的表中填写速度",
  "a number over 0": "大于 0 的数字",
  "`um/s`, `anderon`, or a level such as `dB re 9.81e-3 m/s2` or `dB re 0.05 um/s`":
    "`um/s`、`anderon`，或级，例如 `dB re 9.81e-3 m/s2`、`dB re 0.05 um/s`",
  "the smaller load first": "较小的载荷在前",

  // What changes with it.
  "New: it learns.": "新测点：开始学习。",
  "Removed: its verdicts are ended and cleared; what it has learnt is kept in case it comes back, its history stays in the store.":
    "已移除：结论结束并清除；已学习的内容保留，以备恢复；历史仍在存储中。",
  "Renamed from {}: what it has learnt and the limits set for it go with it; its history stays in the store under the old name.":
    "由 {} 改名：已学习的内容和所设限值随之保留；历史以旧名留在存储中。",
  "Bearing {} → {}: it learns anew, and faults are sought at the new bearing's frequencies.":
    "轴承 {} → {}：重新学习，并按新轴承的特征频率查找故障。",
  "Channel {} is new: it learns.": "通道 {} 为新增：开始学习。",
  "Channel {} was {}: what is known of it goes with it.": "通道 {} 原为 {}：已知内容随之保留。",
  "Channel {} is removed: what was known of it is forgotten.": "通道 {} 已移除：已知内容不再保留。",
  "Channel {}: {} {} → {}: the same quantity, so what is known counts on.":
    "通道 {}：{} {} → {}：物理量相同，已知内容继续有效。",
  "Channel {}: {} {} → {}: the point learns anew.": "通道 {}：{} {} → {}：该测点重新学习。",
  "Channel {}: sample rate {} → {}: the point learns anew, the new rate is taken at once.":
    "通道 {}：采样率 {} → {}：该测点重新学习，新采样率立即生效。",
  "Channel {}: computed values {} → {}: the point learns anew.":
    "通道 {}：计算值 {} → {}：该测点重新学习。",
  "Channel {}: envelope band {} → {}: the point learns anew.":
    "通道 {}：包络频段 {} → {}：该测点重新学习。",
  "Channel {}: test stand {} → {}: the point learns anew.":
    "通道 {}：试验台 {} → {}：该测点重新学习。",
  kind: "类型",
  unit: "单位",
  factor: "换算系数",
  none: "无",
};

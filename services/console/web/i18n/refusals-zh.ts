/**
 * What the services refuse with, in Chinese: each English text with `{}` for what changes in it. What stands at a `{}` is a name, a number, or another of these texts.
 * A test holds this list against the texts of the console (src/refusals.test.ts).
 */
export const REFUSALS_ZH: Readonly<Record<string, string>> = {
  // Places of the plant file.
  "The plant file has no point {}.": "工厂文件中没有测点 {}。",
  "The plant file has no machine {}.": "工厂文件中没有机器 {}。",
  "The plant file has no machine {}/{}.": "工厂文件中没有机器 {}/{}。",
  "The plant file has no line {}.": "工厂文件中没有产线 {}。",
  "the plant file has no line {}": "工厂文件中没有产线 {}",
  "lines: the plant file has no line {}": "产线：工厂文件中没有产线 {}",
  "The plant file has no channel {}.": "工厂文件中没有通知渠道 {}。",
  "The plant file has no {}.": "工厂文件中没有 {}。",
  "The plant file has no test stand {}.": "工厂文件中没有试验台 {}。",
  "The plant file has no machine {} with production.":
    "工厂文件中没有设置了 production 的机器 {}。",
  "from {}: before {} is right": "from {}：应早于 {}",
  "a span of at most {} days is right": "时间范围最多 {} 天",
  "cause or planned: one of them is needed": "需要 cause 或 planned 之一",
  "at {}: a moment that has been is right": "at {}：应为已过去的时刻",
  "The plant file has no bearing type {}.": "工厂文件中没有轴承型号 {}。",
  "There is no signed record beside this console: `raceway verify` checks it where ingest runs.":
    "此控制台旁没有已签名的记录：请在采集服务所在处运行 `raceway verify` 校验。",
  "no result of {} among the {} entries that are signed; newer ones are within a minute":
    "已签名的 {2} 条中没有 {1} 的结果；较新的结果将在一分钟内签名。",
  "no result of lot {} among the {} entries that are signed; newer ones are within a minute":
    "已签名的 {2} 条中没有批次 {1} 的结果；较新的结果将在一分钟内签名。",
  "{} is no work that analysis advised: name the measurement point (site/line/machine/point) at which it was done.":
    "{} 不是分析所建议的工作：请指明完成该工作的测点（工厂/产线/设备/测点）。",
  "{} sorters wait already.": "已有 {} 个分选机在等待。",
  "There is no point {}.": "没有测点 {}。",
  '{} has no channel "{}".': "{} 没有通道“{}”。",
  '{} has no channel "{}": it has {}': "{} 没有通道“{}”，现有通道：{}",
  "There is nothing at {}.": "没有 {} 这个地址。",
  "the plant has no point {}": "工厂没有测点 {}",

  // Tables of the plan.
  "{}: found none of {}; a folder with those that there are would be right":
    "{}：其中没有 {} 任何一个文件；应指定含有这些文件的文件夹",
  "{}: found {} twice; once would be right": "{}：{} 出现两次，应只出现一次",
  "{}: found {} rows; at most {} would be right": "{}：有 {} 行，应不超过 {} 行",
  "{}, line 1: found the titles {}; {} would be right beside them ({} in all)":
    "{} 第 1 行：列标题为 {}，还缺 {}（共需 {}）",
  "{}, line {}: found {} in {}; {} would be right": "{} 第 {} 行：现为 {}（列 {}），应为{}",
  "{}: {} bytes; at most {} would be right": "{}：{} 字节，应不超过 {} 字节",
  "{}: cannot be read ({})": "{}：无法读取（{}）",
  "{}: {}; a row for each line, with a field for each title, would be right":
    "{}：{}；应每行一条记录，每个列标题对应一个字段",
  "routing.csv, {}: found line {}; a line of the plant would be right ({})":
    "routing.csv，{}：产线 {} 不存在，应为工厂的产线（{}）",
  "work.csv, {}: found line {}; a line of the plant would be right ({})":
    "work.csv，{}：产线 {} 不存在，应为工厂的产线（{}）",
  "work.csv, {}: found machine {}; a machine of {} would be right ({})":
    "work.csv，{}：机器 {} 不存在，应为 {} 的机器（{}）",
  "a date": "日期",
  "a date (2026-12-24, the end of that day in UTC, or 2026-12-24T06:00:00Z)":
    "日期（2026-12-24 表示该日 UTC 结束时，或 2026-12-24T06:00:00Z）",
  "a whole number of pieces above 0": "大于 0 的整数件数",
  "a cost of 0 or more": "不小于 0 的费用",
  "a rate above 0": "大于 0 的速率",
  "hours from 0 to 1000": "0 至 1000 小时",
  "hours from 0.1 to 1000": "0.1 至 1000 小时",
  "a number above 0": "大于 0 的数字",
  "a stock of 0 or more": "不小于 0 的库存",
  "days from 0 to 3660": "0 至 3660 天",
  "a whole number of people above 0": "大于 0 的整数人数",
  "a name": "名称",
  "a name of at most 200 letters": "不超过 200 个字符的名称",
  "another value": "其他值",

  // Alarms.
  "The plant has no alarm {}.": "工厂没有报警 {}。",
  "No alarm {} is open: it may be closed by now.": "报警 {} 未打开：可能已经关闭。",
  "The alarm service refuses: {}.": "报警服务拒绝了该操作：{}。",
  "The alarm service has not answered. It will carry this out when it is back; nothing is lost, but nobody has confirmed it.":
    "报警服务没有应答。恢复后会执行该操作，不会丢失，但目前尚未确认。",
  "The alarm service has not answered. It will keep what was found when it is back; nobody has confirmed it.":
    "报警服务没有应答。恢复后会保存检查结果，但目前尚未确认。",
  "The alarm service has not answered: nothing is known of the message.":
    "报警服务没有应答：消息是否已发送不得而知。",
  "The alarm service has not told how it fares.": "报警服务尚未报告运行情况。",
  "The alarm service, which keeps the journal, has not answered.": "保存日志的报警服务没有应答。",
  "The alarm service, which keeps the history, has not answered.": "保存历史的报警服务没有应答。",
  "The alarm service, which keeps the devices, has not answered.":
    "保存设备信息的报警服务没有应答。",
  "The alarm service, which keeps the handover notes, has not answered.":
    "保存交接班记录的报警服务没有应答。",
  "The broker did not take it: {}": "消息代理未接收：{}",
  "Nobody named {} may act on this alarm: it can be given to {}.":
    "{} 无权处理此报警，可指派给：{}。",
  "a comment needs a text": "备注需要填写文字",
  "assigning needs a person": "指派需要填写负责人",
  "shelving needs a reason": "搁置需要填写原因",
  "shelving needs minutes, from 1 to {}": "搁置时长应为 1 到 {} 分钟",
  "taking out of service needs a reason": "停用需要填写原因",
  "the alarm is in service": "该报警并未停用",
  "the alarm is nobody's": "该报警尚未指派",
  "the alarm is not latched: it ends by itself when the trouble is over":
    "该报警不需要复位：故障消失后会自行结束",
  "the alarm is not open any more": "该报警已关闭",
  "the alarm is not shelved": "该报警未被搁置",
  "occurrence {} was meant, but {} is open": "所指的是第 {} 次报警，但当前打开的是第 {} 次",
  "there is no occurrence {} of {}": "{2} 没有第 {1} 次报警",
  "There is no occurrence {} of {}.": "{2} 没有第 {1} 次报警。",
  "Occurrences are counted from 1.": "报警次数从 1 开始计数。",
  "Notes are counted from 1.": "交接班记录从 1 开始编号。",
  "there is no note {} of {}": "{2}没有第 {1} 号交接班记录",
  "the whole plant": "全厂",
  "The body is the file itself, and it is empty.": "文件为空。",
  "This console was given no folder for files.": "此控制台未配置文件目录。",
  "{} is none of the files of {}.": "{} 不是 {} 的附件。",
  "{} is none of the files of this alarm.": "{} 不是此报警的附件。",
  "An SVG drawing can carry scripts, so none is taken: save it as PNG.":
    "SVG 图形可能含有脚本，不予接收：请另存为 PNG。",
  "The file is neither a picture (JPEG, PNG, WebP, HEIC) nor a PDF, whatever it is called.":
    "无论文件名是什么，该文件既不是图片（JPEG、PNG、WebP、HEIC），也不是 PDF。",
  "5 GiB of files are kept already: take old ones away.": "附件已达 5 GiB：请先清理旧文件。",
  "What was sent is too large: {} are taken at most.": "发送的内容过大：最多接收 {}。",
  "This is a fault of the console; its log says more.": "控制台内部错误，详见其日志。",
  "Not sent: {}": "未发送：{}",
  "push is not set up here": "此处未配置推送",
  "no such device": "没有该设备",
  "No such device.": "没有该设备。",
  "{} has {} devices already: remove one first": "{} 已登记 {} 台设备：请先移除一台",

  // Charts and reports.
  "No {} spectrum of {} yet.": "{2} 尚无 {1} 频谱。",
  "No {} spectrum of {}/{} yet.": "{2}/{3} 尚无 {1} 频谱。",
  "No waveform of {}/{} yet.": "{}/{} 尚无波形。",
  "The telemetry store does not answer: {}": "数据存储没有应答：{}",
  "from: expected a time before `to`": "开始时间应早于结束时间",
  "month: expected e.g. 2026-11, not {}": "月份应写作 2026-11 的形式，而不是 {}",
  "There is no Chromium beside the console: open the report as a page and print it from the browser.":
    "控制台所在主机没有 Chromium：请打开报告页面，用浏览器打印。",

  // Limits, maintenance, the plant file.
  "Ingest has not answered. The limit will count when it is back; nothing is lost, but nobody has confirmed it.":
    "采集服务没有应答。恢复后限值会生效，不会丢失，但目前尚未确认。",
  'a {} channel has no indicator "{}": {} are its own.':
    "{} 通道没有特征值“{}”，可用的特征值：{}。",
  "{} measures in {}, which is not calibrated: only pure numbers (unit 1) can have a limit.":
    "{} 的单位 {} 未经校准：只有无量纲特征值可以设限值。",
  "a limit of {} above 0 is right, not {}.": "{} 的限值应大于 0，而不是 {}。",
  "No work after which this point learns anew was told here within a day.":
    "一天之内没有登记过会使该测点重新学习的维护。",
  "This console was not given the plant file to change.": "此控制台未获得可修改的工厂文件。",
  "Nothing was changed: ingest refuses it. {}": "未作任何更改：采集服务拒绝了该更改。{}",
  "no version {} of the plant file is kept": "未保存工厂文件的版本 {}",
  "the plant file was changed by somebody else meanwhile ({} was read, {} is there): look at it again and repeat the change":
    "工厂文件在此期间已被他人修改（读取时为 {}，现为 {}）：请重新查看后再修改",
  "This plant is a real one: its time cannot be set, and nothing on it can be broken from here.":
    "这是真实的工厂：不能调整时间，也不能在此制造故障。",
  "rate {}: 0 (stopped) or one of {} is right": "速度 {} 无效：应为 0（停止）或 {} 之一",

  // People.
  "Log in first.": "请先登录。",
  "Log in first: POST /api/session, or open /login.":
    "请先登录：POST /api/session，或打开 /login。",
  "A login is sent as application/json.": "登录信息须以 application/json 发送。",
  "The name or the password is not right.": "姓名或密码不正确。",
  "The old password is not right.": "原密码不正确。",
  "Too many attempts: wait {} s.": "尝试次数过多：请等待 {} 秒。",
  "Too many requests from your address: wait {}.": "来自您地址的请求过多：请等待 {}。",
  "Too many pages are open: close some of them.": "打开的页面过多：请关闭一些。",
  "There is no such session, or it is not yours.": "没有该会话，或该会话不属于您。",
  "Your role {} may not do this: {} is needed.": "您的角色“{}”无权执行此操作：需要“{}”。",
  "Your role {} on line {} may not do this: {} is needed.":
    "您在产线 {2} 的角色“{1}”无权执行此操作：需要“{3}”。",
  "Your role {}{} may not do this: {} is needed.": "您的角色“{}”{}无权执行此操作：需要“{}”。",
  "Line {} is not yours to see.": "您无权查看产线 {}。",
  "This is of the whole plant, and you see some of its lines only.":
    "此内容涉及全厂，而您只能查看部分产线。",
  "This console asks nobody for a login, so there are no accounts to manage here.":
    "此控制台不要求登录，因此没有可管理的账户。",
  "There is no account {}.": "没有账户 {}。",
  'there is no account "{}"': "没有账户“{}”",
  'account "{}" exists already: choose another name': "账户“{}”已存在：请换一个名称",
  'account "{}" is disabled': "账户“{}”已停用",
  'account "{}" is somebody else\'s': "账户“{}”属于他人",
  'account "{}": {}': "账户“{}”：{}",
  '"{}" is no account of a person': "“{}”不是人员账户",
  '"{}" is the last administrator: make another one first':
    "“{}”是最后一位管理员：请先设置另一位管理员",
  '"{}" logs in at {}, not here': "“{}”在 {} 登录，不在此处",
  'the rights of "{}" come from groups at {}': "“{}”的权限来自 {} 的用户组",
  "No group of {} has a role at this console.": "{} 所属的用户组在此控制台没有角色。",
  "a name of up to 200 lower-case letters, digits and . _ - / that begins with a letter or digit is right":
    "名称最多 200 个字符，由小写字母、数字和 . _ - / 组成，并以字母或数字开头",
  "a password of at least {} characters is right: three words are easy to keep":
    "密码至少 {} 个字符：三个词语便于记忆",
  "a password of at most {} characters is right": "密码最多 {} 个字符",
  "a password that does not contain the account's name is right": "密码不能包含账户名",
  "a password of at least five different characters is right": "密码至少包含五个不同的字符",
  viewer: "查看者",
  operator: "操作员",
  engineer: "工程师",
  admin: "管理员",
  "Nothing was done, since it could not be written down first: {}.":
    "由于无法先写入审计记录，未执行任何操作：{}。",
  "The change is refused: {}.": "更改被拒绝：{}。",
  "its Origin is not this console": "其 Origin 不是此控制台",
  "it says nothing of where it comes from: send an Origin header":
    "请求未说明来源：请发送 Origin 头",
  "the browser says that it comes from elsewhere ({})": "浏览器称请求来自其他站点（{}）",
  "Changes are sent as application/json.": "更改须以 application/json 发送。",
  "Files are sent as application/octet-stream.": "文件须以 application/octet-stream 发送。",
  "Without logins the console answers only to localhost and 127.0.0.1.":
    "未启用登录时，控制台只应答 localhost 和 127.0.0.1。",
  "The request has more than one Host header; one is right.": "请求包含多个 Host 头；只应有一个。",
  "The web page has not been built: {}.": "网页尚未构建：{}。",

  // What a form lacks.
  "a name is needed": "需要填写姓名",
  "a text is needed": "需要填写文字",
  "a reason is needed": "需要填写原因",
  "a person is needed": "需要填写负责人",
  "a text": "应为文字",
  "a finite number": "应为数字",
  "a whole number": "应为整数",
  "true or false": "应为是或否",
  "one of {}": "应为 {} 之一",
  "at least {} characters": "至少 {} 个字符",
  "at most {} characters": "最多 {} 个字符",
  "at least {}": "至少 {}",
  "at most {}": "最多 {}",
  "more than {}": "应大于 {}",
  "less than {}": "应小于 {}",
  "right, wrong or not-found is needed": "需要选择正确、错误或未发现异常",
  "at most {} files go with it": "最多附带 {} 个文件",
};

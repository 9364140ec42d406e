import type { Alarm } from "@raceway/model/alarm";
import type { Language } from "@raceway/model/language";
import type { NewsKind, NotifyPlan, NotifyRoute } from "@raceway/model/notify-plan";
import { describe, expect, it } from "vitest";
import { summarise } from "../book/summary.ts";
import { anomaly, diagnosis, prognosis, testPlant } from "../testing.ts";
import { composeMessage, testMessage } from "./message.ts";
import type { NewsBody } from "./news-outbox.ts";

const routeIn = (id: string, language: Language): NotifyRoute => ({
  id,
  to: ["mail"],
  priorities: ["low", "medium", "high"],
  on: ["raised"],
  quiet: [],
  language,
});
const PLAN: NotifyPlan = {
  consoleUrl: "https://raceway.plant.example",
  timeZone: "Asia/Shanghai",
  channels: [],
  routes: [
    routeIn("en", "en"),
    routeIn("zh", "zh"),
    { ...routeIn("ann", "en"), person: "ann", on: ["assigned"] },
  ],
};
const plant = testPlant({ notify: PLAN });
const time = "2026-11-22T06:00:00.000Z";
const CAUSES = {
  active: {
    anomaly: anomaly("alarm", { time }),
    diagnosis: diagnosis("outer-race", { time }),
    prognosis: prognosis(7200, { time }),
  },
  seen: {},
};

function alarm(more: Partial<Alarm> = {}): Alarm {
  return {
    id: "l1.m1.q1.machine",
    occurrence: 1,
    point: "p/l1/m1/q1",
    condition: "machine",
    where: { line: "Line 1", machine: "Grinder 1", point: "Spindle 1" },
    state: "unacknowledged",
    severity: "alarm",
    priority: "high",
    title: "Outer race damage",
    fault: "outer-race",
    evidence: ["lines of outer-race", "velocity 7.13 mm/s is over 4.5 mm/s"],
    advice: "Replace the bearing.",
    since: time,
    comments: [],
    ...more,
  };
}

const body = (of: Alarm, news: NewsKind = "raised"): NewsBody => ({
  news,
  at: time,
  alarm: of,
});

function composed(
  rows: readonly NewsBody[],
  open: readonly Alarm[],
  route = "en",
  bundle = "l1/m1",
) {
  const current = (id: string) => open.find((one) => one.id === id);
  return composeMessage({ plant, plan: PLAN, current }, { id: "x.1.mail", route, bundle, rows });
}

describe("a message", () => {
  it("says what, where, how bad, since when, why, what to do, and where to look", () => {
    const message = composed([body(alarm())], [alarm()]);
    expect(message).toMatchObject({
      id: "p.x.1.mail",
      priority: "high",
      subject: "[HIGH] Outer race damage - Line 1 › Grinder 1 › Spindle 1",
      url: "https://raceway.plant.example/alarm/l1.m1.q1.machine",
    });
    expect(message?.text).toBe(
      [
        "New: Outer race damage",
        "Where: Line 1 › Grinder 1 › Spindle 1",
        "How bad: beyond the alarm limit, priority high",
        "Since: 2026-11-22 14:00",
        "What to do: Replace the bearing.",
        "Why:",
        "- lines of outer-race",
        "- velocity 7.13 mm/s is over 4.5 mm/s",
        "Open in the console: https://raceway.plant.example/alarm/l1.m1.q1.machine",
        "",
        "-- ",
        "Sent by Raceway at Plant. Acknowledge it in the console.",
      ].join("\n"),
    );
  });

  it("says the same in Chinese, evidence and advice too", () => {
    const told = alarm(summarise(CAUSES));
    const message = composed([body(told)], [told], "zh");
    expect(message?.subject).toBe("【高】外圈损伤 - Line 1 › Grinder 1 › Spindle 1");
    expect(message?.text).toContain("新报警: 外圈损伤");
    expect(message?.text).toContain("- 诊断：外圈损伤，置信度 90 %");
    expect(message?.text).toContain("- 预计剩余运行寿命 2 小时（80 % 区间：60 分钟至 4 小时）");
    expect(message?.text).toContain("- vib：速度有效值 7.13 mm/s，限值 4.5 mm/s");
    expect(message?.text).toContain("须在再运行 60 分钟之内");
    // What an older service stored has English words only.
    expect(composed([body(alarm())], [alarm()], "zh")?.subject).toContain("Outer race damage");
    expect(message?.html).toContain('lang="zh-CN"');
  });

  it("says who gave an alarm to whom, acknowledged or not, and nothing when it is another's by now", () => {
    const mark = { who: "cy", at: time };
    const given = alarm({
      state: "acknowledged",
      acknowledged: mark,
      assigned: { ...mark, to: "ann" },
    });
    const message = composed([body(given, "assigned")], [given], "ann");
    expect(message?.subject).toBe(
      "[HIGH] Assigned: Outer race damage - Line 1 › Grinder 1 › Spindle 1",
    );
    expect(message?.text).toContain("Note: assigned to ann by cy");
    const others = alarm({ assigned: { ...mark, to: "bob" } });
    expect(composed([body(given, "assigned")], [others], "ann")).toBeUndefined();
    expect(composed([body(given, "assigned")], [], "ann")).toBeUndefined();
    expect(composed([body(others, "assigned")], [others], "zh")?.text).toContain(
      "说明: cy 已指派给 bob",
    );
  });

  it("keeps names of the plant file out of a mail's header", () => {
    const where = { line: "L\r\nBcc: all@evil.example", machine: "M\u2028x", point: "Q" };
    const odd = alarm({ where });
    expect(composed([body(odd)], [odd])?.subject).toBe(
      "[HIGH] Outer race damage - L Bcc: all@evil.example › M x › Q",
    );
  });

  it("says of Raceway's own trouble that it is Raceway's", () => {
    const own = alarm({ condition: "system", fault: "ingest-offline" });
    expect(composed([body(own)], [own])?.text).toContain("How bad: Raceway itself, priority high");
  });

  it("puts the root cause first and names it with its consequences", () => {
    const root = alarm();
    const other = alarm({
      id: "l1.m1.q2.machine",
      point: "p/l1/m1/q2",
      title: "Unusual behaviour",
      priority: "medium",
      severity: "warning",
      consequenceOf: root.id,
    });
    const message = composed([body(other), body(root)], [other, root]);
    expect(message?.subject).toContain("Outer race damage");
    expect(message?.subject).toMatch(/\(and 1 more alarm\)$/);
    expect(message?.text.indexOf("New: Outer race damage")).toBeLessThan(
      message?.text.indexOf("Unusual behaviour") ?? 0,
    );
    expect(message?.text).toContain("Probably caused by: Outer race damage");
  });

  it("tells each alarm once, as it is now", () => {
    const later = alarm({ evidence: ["velocity 9 mm/s"], escalation: 1 });
    const message = composed([body(alarm()), body(alarm(), "escalated")], [later]);
    expect(message?.alarms).toHaveLength(1);
    expect(message?.text).toContain("More urgent: Outer race damage");
    expect(message?.text).toContain("velocity 9 mm/s");
    expect(message?.text).toContain("nobody has acknowledged it yet");
  });

  it("is not sent when somebody has acknowledged or set aside all of it meanwhile", () => {
    const rows = [body(alarm())];
    const shelved = { who: "ann", at: time, until: time, reason: "known" };
    expect(composed(rows, [alarm({ state: "acknowledged" })])).toBeUndefined();
    expect(composed(rows, [alarm({ shelved })])).toBeUndefined();
    expect(composed(rows, [])).toBeUndefined();
    expect(composed(rows, [alarm({ occurrence: 2 })])).toBeUndefined();
  });

  it("is sent as a digest all the same, with what became of each", () => {
    const acknowledged = { who: "ann", at: time };
    const open = [alarm({ state: "acknowledged", acknowledged })];
    const closed = alarm({ id: "l1.m1.q9.machine" });
    const message = composed([body(alarm()), body(closed)], open, "en", "digest");
    expect(message?.subject).toBe("2 alarms - Plant");
    expect(message?.text).toContain("Note: acknowledged by ann");
    expect(message?.text).toContain("Note: closed meanwhile");
  });

  it("says that it is over", () => {
    const over = alarm({ state: "returned-unacknowledged", returned: "2026-11-22T07:30:00.000Z" });
    const message = composed([body(over, "returned")], [over]);
    expect(message?.text).toContain("Over: Outer race damage");
    expect(message?.text).toContain("Note: back to normal since 2026-11-22 15:30");
  });

  it("lets no name become markup", () => {
    const evil = alarm({
      where: { line: "L", machine: '<script>alert("x")</script>', point: "P" },
    });
    const message = composed([body(evil)], [evil]);
    expect(message?.html).not.toContain("<script>");
    expect(message?.html).toContain("&lt;script&gt;alert(&quot;x&quot;)&lt;/script&gt;");
  });
});

describe("a test message", () => {
  it("says what it is, in the route's language", () => {
    expect(testMessage(plant, "mail", "en", "1").subject).toBe("Test message from Plant");
    expect(testMessage(plant, "mail", "zh", "1").text).toContain("这是通道“mail”的测试");
  });
});

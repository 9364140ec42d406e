import type { AlarmOccurrence } from "@raceway/model/alarm-occurrence";
import type { Plant } from "@raceway/model/plant";
import { nanosOfIso } from "@raceway/model/time";
import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";
import { describe, expect, it, vi } from "vitest";
import type { ReadHistory } from "../alarms/history-routes.ts";
import { Problem } from "../http/problem.ts";
import { createLiveState } from "../live/live-state.ts";
import { findPdfPrinter } from "./print-pdf.ts";
import { reportFacts } from "./report-facts.ts";
import { reportPage } from "./report-page.ts";

// The first picture loads the charts.
vi.setConfig({ testTimeout: 60_000 });

const TIME = "2026-11-22T06:00:00.000Z";
const NOW = nanosOfIso(TIME) ?? 0n;
const SCRIPT = `<script>alert(1)</script> & "x" 👩🏽‍🏭 محمل`;

const point = (path: string, name: string) => ({
  path,
  id: path.split("/")[3] ?? "",
  name,
  channels: [
    {
      id: "vib",
      name: "Radial",
      kind: "vibration" as const,
      unit: "m/s2" as const,
      silentAfter: 60,
      limits: [{ indicator: "velocity_rms", warning: 2.8, alarm: 4.5 }],
    },
  ],
});
const machine = (id: string, name: string, points: ReturnType<typeof point>[]) => ({
  id,
  name,
  speed: { tolerance: 0 },
  loadUnit: "%" as const,
  points,
});
const plant: Plant = {
  site: "p",
  name: SCRIPT,
  trace: {},
  lines: [
    {
      id: "l",
      name: "Line 1",
      timeZone: "Europe/Berlin",
      machines: [machine("m", "Grinder", [point("p/l/m/a", SCRIPT), point("p/l/m/b", "B")])],
    },
    { id: "k", name: "Line 2", machines: [machine("m", "Press", [point("p/k/m/a", "Ram")])] },
  ],
};

/** With a point in alarm. */
function sickPlant() {
  const live = createLiveState(plant, () => {}, Date.now);
  const tell = (topic: string, body: object) =>
    expect(
      live.receive(`raceway/v1/${topic}`, Buffer.from(JSON.stringify({ time: TIME, ...body }))),
    ).toBeUndefined();
  tell("state/p/l/m/a", {
    level: "alarm",
    severity: "alarm",
    parts: { anomaly: "alarm", diagnosis: "normal", sensor: "normal" },
    score: 3,
    health: 22,
    learning: false,
  });
  tell("indicators/p/l/m/a/vib", { indicators: { velocity_rms: 5.1, rms: 12 } });
  tell("verdict/p/l/m/a/anomaly", {
    type: "verdict",
    kind: "anomaly",
    point: "p/l/m/a",
    persistent: true,
    severity: "alarm",
    score: 3,
    evidence: [
      {
        channel: "vib",
        indicator: "velocity_rms",
        value: 5.1,
        unit: "mm/s",
        model: "limit",
        limit: 4.5,
        text: "Velocity rms is 5.1 mm/s, its limit 4.5 mm/s.",
      },
    ],
  });
  return live;
}

const asked: Parameters<TelemetryStore["series"]>[0][] = [];
const store: Pick<TelemetryStore, "series"> = {
  async series(query) {
    asked.push(query);
    const tags = { site: "p", line: "l", machine: "m", point: "a", condition: "machine" };
    if (query.measurement === "alarm")
      return [
        { time: NOW, tags, fields: { event: "opened", who: "raceway", title: SCRIPT, text: "" } },
      ];
    if (query.measurement === "maintenance")
      return [
        { time: NOW, tags, fields: { work: "lubricated", who: "Ann", comment: "<b>grease</b>" } },
      ];
    return [1, 2, 3].map((k) => ({
      time: NOW - BigInt(k) * 3_600_000_000_000n,
      tags: {},
      fields: Object.fromEntries(query.fields.map((field) => [field, k])),
    }));
  },
};

const askedOf: unknown[] = [];
const read: ReadHistory = async (query) => {
  askedOf.push(query);
  const row: AlarmOccurrence = {
    ...{ id: "l.m.a.machine", occurrence: 1, condition: "machine", severity: "alarm" },
    ...{ where: { line: "Line 1", machine: "Grinder", point: SCRIPT }, fault: "outer-race" },
    since: TIME,
    feedback: { who: "Ann", at: TIME, diagnosis: "wrong", found: "<i>loose</i> cover", files: [] },
  };
  return { total: 1, people: [], rows: [row] };
};
const sources = { store, read };

const DAY = 86_400;
const reportOf = async (of: string, language: "en" | "zh" = "en") =>
  reportPage(await reportFacts(sickPlant(), sources, { of, span: DAY }, NOW), language);

describe("a report", () => {
  it.each(["p", "p/l", "p/l/m", "p/l/m/a"])(
    "of %s says what is wrong, why and what to do, and what happened, in one page without scripts",
    async (of) => {
      const html = await reportOf(of);
      for (const text of [
        "Alarm",
        "Velocity rms is 5.1 mm/s",
        "What to do",
        "opened",
        "Lubricated",
      ])
        expect(html).toContain(text);
      expect(html).toContain("&lt;script&gt;alert(1)&lt;/script&gt; &amp;");
      expect(html).toContain("&lt;b&gt;grease&lt;/b&gt;");
      expect(html).not.toMatch(/<script|<b>grease|<link|src=|href="http/);
      expect(html).toContain("<svg");
    },
  );

  it("says what was found of the alarms of its time and place, and goes on where that cannot be asked", async () => {
    const html = await reportOf("p/l/m/a");
    expect(html).toContain("&lt;i&gt;loose&lt;/i&gt; cover");
    expect(html).toMatch(/Outer race damage<\/td><td>wrong/);
    expect(askedOf.at(-1)).toMatchObject({
      place: "l.m.a",
      diagnosis: "any",
      to: expect.any(String),
    });
    const silent: ReadHistory = async () => {
      throw new Problem(504, "No answer", "silence");
    };
    const facts = await reportFacts(
      sickPlant(),
      { store, read: silent },
      { of: "p", span: DAY },
      NOW,
    );
    expect(await reportPage(facts, "en")).toContain("What was found cannot be read now");
  });

  it("draws the limits of what it shows", async () => {
    const html = await reportOf("p/l/m/a");
    expect(html).toMatch(/alarm 4\.5/);
    expect(html).toMatch(/warning 2\.8/);
  });

  it("is Chinese throughout, but for names and what was written in English", async () => {
    const html = await reportOf("p/l/m/a", "zh");
    expect(html).toContain('lang="zh-Hans"');
    for (const text of ["测点报告", "处理建议", "依据", "润滑", "产生", "速度有效值 5.1 mm/s"])
      expect(html).toContain(text);
    expect(html).not.toMatch(/What to do|Lubricated|velocity rms is/);
  });

  it("of a month begins and ends by the plant's clock", async () => {
    const facts = await reportFacts(
      sickPlant(),
      sources,
      { of: "p/l/m/a", span: DAY, month: "2026-10" },
      NOW,
    );
    // Berlin is two hours ahead of UTC at the month's begin, and one at its end.
    expect(facts.from).toBe(nanosOfIso("2026-09-30T22:00:00Z"));
    expect(facts.to).toBe(nanosOfIso("2026-10-31T23:00:00Z"));
  });

  it.each(["2026-13", "2026", "november"])("refuses the month %s", async (month) => {
    await expect(
      reportFacts(sickPlant(), sources, { of: "p", span: DAY, month }, NOW),
    ).rejects.toThrow(/expected e\.g\. 2026-11/);
  });

  it.each(["", "q", "p/x", "p/l/m/a/vib"])("says that there is no %s", async (of) => {
    await expect(reportFacts(sickPlant(), sources, { of, span: DAY }, NOW)).rejects.toThrow(
      /has no/,
    );
  });

  it("says of the present what it knows while the store is away", async () => {
    const away = {
      series: async () => {
        throw new StoreUnavailable("gone");
      },
    };
    const facts = await reportFacts(
      sickPlant(),
      { store: away, read },
      { of: "p/l/m/a", span: DAY },
      NOW,
    );
    const html = await reportPage(facts, "en");
    expect(html).toContain("The history cannot be read now");
    expect(html).toContain("Velocity rms is 5.1 mm/s");
  });
});

describe("a printer of PDF", () => {
  it("is none where there is no browser", () => {
    expect(findPdfPrinter({ PATH: "/nowhere" })).toBeUndefined();
  });

  it("says why it did not print", async () => {
    const printer = findPdfPrinter({ RACEWAY_CHROMIUM: "/bin/false" });
    await expect(printer?.print("<p>x")).rejects.toThrow(/\/bin\/false did not print/);
  });
});

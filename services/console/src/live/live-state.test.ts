import type { Alarm } from "@raceway/model/alarm";
import type { Plant } from "@raceway/model/plant";
import type { AnomalyVerdict } from "@raceway/model/verdict";
import { describe, expect, it } from "vitest";
import { createLiveState } from "./live-state.ts";

const POINT = "p/l/m/q";
const TIME = "2026-11-22T06:00:00.000Z";
const plant: Plant = {
  site: "p",
  name: "P",
  trace: {},
  lines: [
    {
      id: "l",
      name: "L",
      machines: [
        {
          id: "m",
          name: "M",
          speed: { tolerance: 0 },
          loadUnit: "%",
          points: [{ path: POINT, id: "q", name: "Q", channels: [] }],
        },
      ],
    },
  ],
};

function house() {
  const live = createLiveState(plant, () => {}, Date.now);
  const tell = (topic: string, body: object) =>
    expect(live.receive(`raceway/v1/${topic}`, Buffer.from(JSON.stringify(body)))).toBeUndefined();
  return { live, tell };
}

const piece = {
  channel: "x",
  indicator: "rms",
  value: 9,
  unit: "m/s2",
  model: "baseline",
  text: "too much",
} as const;
const anomaly = (more: Partial<AnomalyVerdict>): AnomalyVerdict => ({
  type: "verdict",
  kind: "anomaly",
  point: POINT,
  time: TIME,
  persistent: true,
  severity: "warning",
  score: 1.4,
  evidence: [piece],
  ...more,
});

describe("a point on its way back to normal", () => {
  it("still says why it is not, though its latest record is as healthy as can be", () => {
    const { live, tell } = house();
    tell(`verdict/${POINT}/anomaly`, anomaly({}));
    tell(`verdict/${POINT}/anomaly`, anomaly({ evidence: [], score: 0 }));
    tell(`state/${POINT}`, {
      time: TIME,
      level: "warning",
      severity: "warning",
      parts: { anomaly: "warning", diagnosis: "normal", sensor: "normal" },
      score: 0,
      health: 100,
      learning: false,
    });
    const point = live.point(POINT);
    expect(point).toMatchObject({ level: "warning", headline: "too much" });
    expect(point?.verdicts.anomaly).toMatchObject({ score: 0, evidence: [piece] });
  });

  it("forgets the reasons when it is there", () => {
    const { live, tell } = house();
    tell(`verdict/${POINT}/anomaly`, anomaly({}));
    tell(`verdict/${POINT}/anomaly`, anomaly({ severity: "normal", evidence: [] }));
    expect(live.point(POINT)?.verdicts.anomaly?.evidence).toEqual([]);
    tell(`verdict/${POINT}/anomaly`, anomaly({ evidence: [] }));
    expect(live.point(POINT)?.verdicts.anomaly?.evidence).toEqual([]);
  });
});

describe("the revision of a point", () => {
  it("grows with a limit, a level or a fault, and with nothing else that its records say", () => {
    const { live, tell } = house();
    const revision = () => live.revision(POINT) ?? Number.NaN;
    const grows = (topic: string, body: object) => {
      const before = revision();
      tell(`${topic}/${POINT}${topic === "verdict" ? "/anomaly" : ""}`, body);
      return revision() > before;
    };
    const state = {
      time: TIME,
      level: "normal",
      severity: "normal",
      parts: { anomaly: "normal", diagnosis: "normal", sensor: "normal" },
      score: 0,
      health: 100,
      learning: false,
    };
    expect(grows("state", state)).toBe(true);
    expect(grows("state", { ...state, health: 60 })).toBe(false);
    expect(grows("verdict", anomaly({}))).toBe(true);
    expect(grows("verdict", anomaly({ score: 1.6 }))).toBe(false);
    expect(grows("verdict", anomaly({ severity: "alarm" }))).toBe(true);
    expect(grows("limits", { edited: [] })).toBe(true);
    expect(live.point(POINT)?.revision).toBe(revision());
  });
});

describe("the version of what pages read", () => {
  it("is another after each change that they are told of, and the same after what changes no line of theirs", () => {
    const { live, tell } = house();
    const renews = (act: () => void) => {
      const before = live.version();
      act();
      return live.version() !== before;
    };
    const state = {
      time: TIME,
      level: "normal",
      severity: "normal",
      parts: { anomaly: "normal", diagnosis: "normal", sensor: "normal" },
      score: 0,
      health: 100,
      learning: false,
    };
    expect(renews(() => tell(`state/${POINT}`, state))).toBe(true);
    expect(renews(() => tell(`state/${POINT}`, { ...state, score: 0.1 }))).toBe(false);
    expect(renews(() => tell(`verdict/${POINT}/anomaly`, anomaly({})))).toBe(true);
    expect(renews(() => live.receive("raceway/v1/alarm/p/l/m/q/machine", new Uint8Array()))).toBe(
      true,
    );
    expect(renews(() => live.know(plant))).toBe(true);
    expect(renews(() => live.setBroker(true))).toBe(true);
    expect(live.plant().version).toBe(live.version());
  });

  it("is another in a console that was started anew", () => {
    expect(house().live.version()).not.toBe(house().live.version());
  });
});

describe("open alarms", () => {
  it("come with what waits for somebody first, the most urgent of it on top, and what is covered last", () => {
    const { live, tell } = house();
    const add = (title: string, more: Partial<Alarm>) => {
      const alarm: Alarm = {
        id: title,
        occurrence: 1,
        point: POINT,
        condition: "machine",
        where: { line: "L", machine: "M", point: "Q" },
        state: "unacknowledged",
        severity: "warning",
        title,
        evidence: [],
        advice: "",
        since: TIME,
        comments: [],
        ...more,
      };
      tell(`alarm/p/l/m/${title}/machine`, alarm);
    };
    const mark = { who: "ann", at: TIME };
    add("covered", { priority: "high", outOfService: { ...mark, reason: "rebuilt" } });
    add("acknowledged", { priority: "high", state: "acknowledged", acknowledged: mark });
    add("low", { priority: "low", severity: "alarm" });
    add("returned", { priority: "low", state: "returned-unacknowledged" });
    add("high", { priority: "high" });
    add("older", { priority: "low", since: "2026-11-22T05:00:00.000Z", severity: "alarm" });
    expect(live.alarms().map(({ title }) => title)).toEqual([
      "high",
      "older",
      "low",
      "returned",
      "acknowledged",
      "covered",
    ]);
  });
});

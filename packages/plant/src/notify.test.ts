import type { ChannelKind } from "@raceway/model/unit";
import { describe, expect, it } from "vitest";
import { type PlantFault, PlantFileError, parsePlant } from "./plant-file.ts";

const parse = (text: string) => parsePlant(text, "plant.yaml", (_: ChannelKind) => []);

function faultsOf(text: string): readonly PlantFault[] {
  try {
    parse(text);
  } catch (error) {
    if (error instanceof PlantFileError) return error.faults;
    throw error;
  }
  throw new Error("the file was accepted");
}

const file = (top: string, line = "") => `
site: s
timeZone: Asia/Shanghai
lines:
  - id: l1
${line}
    machines:
      - id: m
        points:
          - id: p
            channels: [{ id: vib, kind: vibration }]
${top}
`;

const MAIL = `
    - id: shift-mail
      kind: mail
      server: smtp://mail.plant.example:587
      from: raceway@plant.example
      to: [shift@plant.example]`;

describe("planned stops of a line", () => {
  it("are hours of the week by the plant's clock, or their own", () => {
    const text = file(
      "",
      `    plannedStops:
      - { days: [sun], from: 06:00, to: 14:00 }
      - { days: [sat], from: "22:00", to: "06:00", timeZone: Europe/Berlin }`,
    );
    expect(parse(text).lines[0]?.plannedStops).toEqual([
      { days: ["sun"], from: "06:00", to: "14:00", timeZone: "Asia/Shanghai" },
      { days: ["sat"], from: "22:00", to: "06:00", timeZone: "Europe/Berlin" },
    ]);
  });

  it("are refused with what would be right", () => {
    const text = file(
      "",
      `    plannedStops:
      - { days: [sonntag], from: 6am, to: "24:01", timeZone: Middle/Earth }`,
    );
    expect(faultsOf(text).map(({ path }) => path)).toEqual([
      "lines[0].plannedStops[0].days[0]",
      "lines[0].plannedStops[0].from",
      "lines[0].plannedStops[0].to",
      "lines[0].plannedStops[0].timeZone",
    ]);
    expect(faultsOf(text).at(-1)?.allowed).toContain("Europe/Berlin");
  });
});

describe("alarm rules", () => {
  it("have defaults, of which a file changes what it wants", () => {
    expect(parse(file("alarms: { latch: true, operators: 3 }")).alarms).toEqual({
      latch: true,
      escalateMinutes: 30,
      deescalateMinutes: 10,
      operators: 3,
    });
  });
});

describe("notify", () => {
  it("fills in shifts, languages and defaults", () => {
    const plan = parse(
      file(`notify:
  consoleUrl: https://raceway.plant.example/
  language: zh
  channels:${MAIL}
    - { id: team, kind: webhook, preset: dingtalk, urlFile: /run/secrets/ding }
  shifts:
    day: [{ days: [mon, tue], from: 06:00, to: 14:00 }]
  routes:
    - { id: day, to: [shift-mail], during: [day], lines: [l1] }
    - { id: all, to: [team], priorities: [low], digestMinutes: 60, language: en }`),
    ).notify;
    expect(plan).toMatchObject({
      consoleUrl: "https://raceway.plant.example",
      timeZone: "Asia/Shanghai",
      channels: [{ id: "shift-mail" }, { id: "team", preset: "dingtalk" }],
    });
    expect(plan?.routes).toEqual([
      {
        id: "day",
        to: ["shift-mail"],
        lines: ["l1"],
        priorities: ["medium", "high"],
        on: ["raised", "escalated"],
        during: [{ days: ["mon", "tue"], from: "06:00", to: "14:00", timeZone: "Asia/Shanghai" }],
        quiet: [],
        language: "zh",
      },
      {
        id: "all",
        to: ["team"],
        priorities: ["low"],
        on: ["raised", "escalated"],
        quiet: [],
        digestMinutes: 60,
        language: "en",
      },
    ]);
  });

  it("leads what is given to a person to their channels, and says which of these are not there", () => {
    const text = (channel: string) =>
      file(`notify:
  channels:${MAIL}
  people: { "Ann Lee": [${channel}] }
  routes: [{ id: a, to: [shift-mail] }]`);
    expect(parse(text("shift-mail")).notify?.routes.at(-1)).toEqual({
      id: "person:Ann Lee",
      to: ["shift-mail"],
      person: "Ann Lee",
      priorities: ["low", "medium", "high"],
      on: ["assigned"],
      quiet: [],
      language: "en",
    });
    expect(faultsOf(text("pager")).map(({ path, found }) => `${path}: ${found}`)).toEqual([
      'notify.people.Ann Lee[0]: "pager", which is not among the channels',
    ]);
  });

  it("names every channel, line and shift that is not there", () => {
    const text = file(`notify:
  channels:${MAIL}
  routes:
    - { id: a, to: [pager], lines: [l9], during: [night] }
    - { id: a, to: [shift-mail] }`);
    expect(faultsOf(text).map(({ path, found }) => `${path}: ${found}`)).toEqual([
      'notify.routes[1].id: "a", already the id of notify.routes[0]',
      'notify.routes[0].to[0]: "pager", which is not among the channels',
      'notify.routes[0].lines[0]: "l9", which is not among the lines',
      'notify.routes[0].during[0]: "night", which is not among the shifts',
    ]);
  });

  it("has no place for a password", () => {
    const withLogin = file(`notify:
  channels:
    - { id: m, kind: mail, server: "smtp://me:secret@mail:587", from: a@b, to: [c@d] }
  routes: [{ id: a, to: [m] }]`);
    expect(faultsOf(withLogin)[0]).toMatchObject({ path: "notify.channels[0].server" });
    const withPassword = file(`notify:
  channels:
    - { id: m, kind: mail, server: "smtp://mail", password: x, from: a@b, to: [c@d] }
  routes: [{ id: a, to: [m] }]`);
    expect(faultsOf(withPassword)[0]).toMatchObject({ path: "notify.channels[0].password" });
  });
});

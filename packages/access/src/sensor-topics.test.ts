import { formatTopic, type Topic, type TopicClass } from "@raceway/wire/topic";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { includes, ROLES } from "./role.ts";
import { isOwnTopic, isWithin, strayScopes } from "./sensor-topics.ts";

const OWN = ["site/line/grinder/spindle"];
const topic = (name: string, rest = "site/line/grinder/spindle/x") => `raceway/v1/${name}/${rest}`;

/** Every class of topic, and whether a sensor may publish on it for its own point. */
const CLASSES: Readonly<Record<TopicClass, boolean>> = {
  waveform: true,
  reading: true,
  "sensor-spectrum": true,
  status: true,
  maintenance: false,
  "limit-edit": false,
  "alarm-entry": false,
  limits: false,
  lives: false,
  indicators: false,
  "latest-waveform": false,
  state: false,
  verdict: false,
  spectrum: false,
  alarm: false,
  "alarm-act": false,
  "alarm-ask": false,
  "machine-state": true,
  part: false,
  "part-result": false,
  stand: false,
  "alarm-answer": false,
  "alarm-report": false,
  "notify-test": false,
  "alarm-feedback": false,
  "history-ask": false,
  "handover-ask": false,
  "push-ask": false,
  "dead-letter": false,
  service: false,
};

describe("a sensor's topics", () => {
  it.each(Object.entries(CLASSES))("on its own point, of class %s: %s", (name, may) => {
    const [site, line, machine, point] = ["site", "line", "grinder", "spindle"];
    const rest = { channel: "x", kind: "anomaly", name: "n", condition: "c", service: "ingest" };
    const own = { ...rest, stand: "stand", event: "sorted" };
    const text = formatTopic({ class: name, site, line, machine, point, ...own } as Topic);
    expect(isOwnTopic([...OWN, "*"], text)).toBe(may);
  });

  it("of a test stand are its parts, whatever event, and no result", () => {
    const own = ["site/line/stand-1"];
    expect(isOwnTopic(own, topic("part", "site/line/stand-1/whole"))).toBe(true);
    expect(isOwnTopic(["site/line"], topic("part", "site/line/stand-1/stop"))).toBe(true);
    expect(isOwnTopic(own, topic("part", "site/line/stand-10/whole"))).toBe(false);
    expect(isOwnTopic(own, topic("part", "site/line/stand-1/sorted"))).toBe(false);
    expect(isOwnTopic(own, topic("part-result", "site/line/stand-1"))).toBe(false);
  });

  it("of a machine are its states, and not those of another", () => {
    const own = ["site/line/grinder"];
    expect(isOwnTopic(own, topic("machine-state", "site/line/grinder"))).toBe(true);
    expect(isOwnTopic(own, topic("machine-state", "site/line/grinder-2"))).toBe(false);
    expect(isOwnTopic(OWN, topic("machine-state", "site/line/grinder"))).toBe(false);
  });

  it("are the measurements and the status of its own points", () => {
    expect(isOwnTopic(OWN, topic("waveform"))).toBe(true);
    expect(isOwnTopic(OWN, topic("reading"))).toBe(true);
    expect(isOwnTopic(OWN, topic("status", "site/line/grinder/spindle"))).toBe(true);
  });

  it.each([
    topic("waveform", "site/line/grinder/motor/x"),
    topic("waveform", "site/line/grinder/spindle-2/x"),
    topic("verdict", "site/line/grinder/spindle/anomaly"),
    topic("alarm-act", "site/line/grinder/spindle/machine"),
    topic("limit-edit", "site/line/grinder/spindle"),
    topic("limits", "site/line/grinder/spindle"),
    topic("indicators"),
    topic("service", "site/ingest"),
    topic("waveform", "site/line/grinder/spindle/../../motor/x"),
    topic("waveform", "site/line/grinder/spindle/+"),
    "$SYS/broker",
    "",
  ])("are never %s", (text) => expect(isOwnTopic(OWN, text)).toBe(false));

  it("may be those of a whole machine, line or site, by whole words", () => {
    expect(isOwnTopic(["site/line"], topic("waveform"))).toBe(true);
    expect(isOwnTopic(["site/lin"], topic("waveform"))).toBe(false);
    expect(isOwnTopic(["*"], topic("waveform"))).toBe(true);
    expect(isOwnTopic(["*"], topic("verdict", "site/line/grinder/spindle/anomaly"))).toBe(false);
  });

  it("lie under its points whatever is asked", () => {
    const word = fc.stringMatching(/^[a-z+#/.]{1,8}$/);
    fc.assert(
      fc.property(fc.array(word, { maxLength: 8 }), (words) => {
        const text = `raceway/v1/waveform/${words.join("/")}`;
        if (isOwnTopic(OWN, text))
          expect(text).toMatch(/\/site\/line\/grinder\/spindle\/[a-z0-9_-]+$/);
      }),
    );
  });

  it.each([
    ["raceway/v1/verdict/site/line/#", true],
    ["raceway/v1/+/site/line/grinder/spindle/x", true],
    ["raceway/v1/alarm/site/line/+/+/+", true],
    ["raceway/v1/verdict/site/line-2/#", false],
    ["raceway/v1/verdict/site/+/#", false],
    ["raceway/v1/verdict/#", false],
    ["raceway/v1/#", false],
    ["#", false],
    ["other/v1/verdict/site/line/#", false],
  ])("of a service that has a line: %s: %s", (filter, may) =>
    expect(isWithin(["site/line"], filter)).toBe(may),
  );

  it("that lie outside the plant are told", () => {
    const known = ["site/line/grinder/spindle"];
    expect(strayScopes(["*", "site/line", "site/line/grinder/spindel"], known)).toEqual([
      "site/line/grinder/spindel",
    ]);
  });
});

describe("a role", () => {
  it("of a machine includes nothing that is for people", () => {
    expect(ROLES.filter((role) => includes(role, "viewer"))).toEqual([
      "viewer",
      "operator",
      "engineer",
      "admin",
    ]);
    expect(ROLES.filter((role) => includes(role, "engineer"))).toEqual(["engineer", "admin"]);
  });
});

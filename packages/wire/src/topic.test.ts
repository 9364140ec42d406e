import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  formatTopic,
  isSensorTopic,
  parseTopic,
  passageOf,
  type Topic,
  topicFilter,
} from "./topic.ts";

const word = fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,12}$/);
const point = { site: word, line: word, machine: word, point: word };
const topic: fc.Arbitrary<Topic> = fc.oneof(
  fc.record({
    class: fc.constantFrom("waveform", "reading", "indicators"),
    ...point,
    channel: word,
  }),
  fc.record({ class: fc.constantFrom("status", "state", "limit-edit", "limits"), ...point }),
  fc.record({
    class: fc.constant("verdict"),
    ...point,
    kind: fc.constantFrom("anomaly", "diagnosis", "prognosis"),
  }),
  fc.record({
    class: fc.constant("verdict"),
    ...point,
    kind: fc.constant("sensor"),
    channel: word,
  }),
  fc.record({ class: fc.constant("spectrum"), ...point, channel: word, name: word }),
  fc.record({
    class: fc.constantFrom("alarm", "alarm-act", "alarm-ask"),
    ...point,
    condition: word,
  }),
  fc.record({
    class: fc.constantFrom(
      "dead-letter",
      "alarm-answer",
      "alarm-report",
      "notify-test",
      "alarm-feedback",
      "history-ask",
      "handover-ask",
      "push-ask",
    ),
    site: word,
  }),
  fc.record({ class: fc.constant("service"), site: word, service: word }),
) as fc.Arbitrary<Topic>;

describe("topics", () => {
  it("come back from their text as they were", () => {
    fc.assert(
      fc.property(topic, (value) => {
        expect(parseTopic(formatTopic(value))).toEqual(value);
      }),
    );
  });

  it("match the filter of their class", () => {
    fc.assert(
      fc.property(topic, (value) => {
        const pattern = topicFilter(value.class).replaceAll("+", "[^/]+").replace("#", ".+");
        expect(formatTopic(value)).toMatch(new RegExp(`^${pattern}$`));
      }),
    );
  });

  it("are recognised from nothing else: no crash, and what is parsed formats to the same text", () => {
    fc.assert(
      fc.property(
        fc.oneof(
          fc.string(),
          fc.string().map((s) => `raceway/v1/${s}`),
        ),
        (text) => {
          const parsed = parseTopic(text);
          if (parsed !== undefined) expect(formatTopic(parsed)).toBe(text);
        },
      ),
    );
  });

  it.each([
    "raceway/v1/waveform/a/b/c/d",
    "raceway/v1/waveform/a/b/c/d/e/f",
    "raceway/v1/waveform/A/b/c/d/e",
    "raceway/v1/waveform/a//c/d/e",
    "raceway/v1/verdict/a/b/c/d/opinion",
    "raceway/v1/verdict/a/b/c/d/sensor",
    "raceway/v1/verdict/a/b/c/d/anomaly/e",
    "raceway/v1/constructor/a",
    "raceway/v2/dead-letter/a",
    "$SYS/uptime",
  ])("refuse %s", (text) => {
    expect(parseTopic(text)).toBeUndefined();
  });

  it("of sensors are told by their form, before their point is looked up", () => {
    expect(isSensorTopic("raceway/v1/waveform/nobody/knows/this/point/vib")).toBe(true);
    expect(isSensorTopic("raceway/v1/alarm-act/a/b/c/d/machine")).toBe(false);
  });

  it("hands on what services tell each other, and no verdict of a client", () => {
    const none = new Uint8Array();
    expect(passageOf("raceway/v1/alarm-act/a/b/c/d/machine", none)).toBe("hand-on");
    expect(passageOf("raceway/v1/alarm/a/b/c/d/machine", none)).toBe("hand-on");
    expect(passageOf("raceway/v1/verdict/a/b/c/d/anomaly", none)).toBe("assumed");
    expect(passageOf("raceway/v1/dead-letter/a", none)).toBe("assumed");
    expect(passageOf("raceway/v1/nonsense/a", none)).toBe("foreign");
  });
});

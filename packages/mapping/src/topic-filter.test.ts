import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { createTopicFilter, filledIn, filterFault, filtersMeet, idOf } from "./topic-filter.ts";

describe("a topic filter", () => {
  it.each([
    ["tele/+/SENSOR", "tele/plug-1/SENSOR", ["plug-1"]],
    ["a/+/b/+", "a/x/b/y", ["x", "y"]],
    ["plant/#", "plant/l1/m2", ["l1/m2"]],
    ["plant/#", "plant", [""]],
    ["plain", "plain", []],
  ])("%s matches %s with its captures", (filter, topic, captures) => {
    expect(createTopicFilter(filter)(topic)).toEqual(captures);
  });

  it.each([
    ["tele/+/SENSOR", "tele/a/b/SENSOR"],
    ["tele/+/SENSOR", "tele/a/STATE"],
    ["#", "$SYS/broker"],
    ["+/x", "$SYS/x"],
    ["a/#", "ab"],
  ])("%s does not match %s", (filter, topic) => {
    expect(createTopicFilter(filter)(topic)).toBeUndefined();
  });

  it("is refused when its wildcards stand where MQTT has none", () => {
    expect(filterFault("a/#/b")).toContain("before the end");
    expect(filterFault("a/b+")).toContain("beside other characters");
    expect(filterFault("a/+/b")).toBeUndefined();
  });

  it("meets another exactly when some topic matches both", () => {
    const word = fc.constantFrom("a", "b", "+");
    const filter = fc
      .tuple(fc.array(word, { minLength: 1, maxLength: 3 }), fc.boolean())
      .map(([words, open]) => [...words, ...(open ? ["#"] : [])].join("/"));
    const letters = ["a", "b", "c"];
    const topics = [1, 2, 3, 4].flatMap((length) =>
      Array.from({ length: 3 ** length }, (_, i) =>
        Array.from({ length }, (_, k) => letters[Math.floor(i / 3 ** k) % 3] ?? "a"),
      ),
    );
    fc.assert(
      fc.property(filter, filter, (a, b) => {
        const [left, right] = [createTopicFilter(a), createTopicFilter(b)];
        const both = topics.some((words) => left(words.join("/")) && right(words.join("/")));
        expect(filtersMeet(a, b)).toBe(both);
      }),
    );
  });

  it("puts captures into texts, and makes ids of words", () => {
    expect(filledIn("line-1/$2/$1", ["a", "b"])).toBe("line-1/b/a");
    expect(idOf("Pump_A 1")).toBe("pump_a-1");
  });
});

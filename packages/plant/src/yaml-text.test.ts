import { describe, expect, it } from "vitest";
import { readYaml } from "./yaml-text.ts";

function foundIn(text: string): string {
  const reading = readYaml(text);
  return reading.ok ? "nothing" : (reading.faults[0]?.found ?? "");
}

describe("readYaml", () => {
  it("reads YAML and JSON, and knows where things stand", () => {
    const reading = readYaml("a:\n  - b: 1\n  - c: 2\n");
    expect(reading).toMatchObject({ ok: true, yaml: { value: { a: [{ b: 1 }, { c: 2 }] } } });
    if (!reading.ok) return;
    expect(reading.yaml.lineAt(["a", 1, "c"])).toBe(3);
    expect(reading.yaml.lineAt(["a", 1, "missing"])).toBe(3);
    expect(readYaml('{"a": [1, null]}')).toMatchObject({
      ok: true,
      yaml: { value: { a: [1, null] } },
    });
  });

  it("tells of one slip once, and not of all that follows from it", () => {
    const text = "a: [{ v: x[1].y ? z, w: [1] }, { v: 1 }]\nb: { c: 2 }\nd: [1, 2]\n";
    const reading = readYaml(text);
    expect(reading.ok ? [] : reading.faults).toEqual([
      { line: 1, found: "a sign where none belongs", allowed: expect.stringContaining("quotes") },
    ]);
  });

  it.each([
    ["keys within keys", "? ".repeat(1000), "more than 64 levels"],
    ["lists within lists", "[".repeat(1000), "more than 64 levels"],
    ["a text that is indented without end", `a:\n${" ".repeat(600)}b: 1\n`, "more than 64 levels"],
    ["a list as a key", "? [1, 2]\n: x\n", "a list or a map as a key"],
    ["a list that holds itself", "&a [*a]", "*a within what it stands for"],
    ["a map that holds itself further in", "a: &b { c: [1, *b] }", "*b within what it stands for"],
    ["a key twice", "a: 1\na: 2\n", "a field that is there already"],
    ["two documents", "---\na: 1\n---\nb: 2\n", "a second document (`---`)"],
    ["a tag that nobody knows", "a: !!js/function x\n", "a `!` tag"],
    ["five megabytes", "#".repeat(5 * 1024 * 1024), "5242880 characters"],
  ])("refuses %s", (_, text, found) => {
    expect(foundIn(text)).toContain(found);
  });

  it("lists the first fifty of many faults", () => {
    const reading = readYaml("a: 1\n".repeat(60));
    expect(reading.ok ? 0 : reading.faults.length).toBe(50);
  });

  it("gives no object a prototype from the text", () => {
    const reading = readYaml('{"__proto__": {"polluted": 1}}');
    const value: unknown = reading.ok ? reading.yaml.value : undefined;
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(Reflect.get(Object(value), "polluted")).toBeUndefined();
  });
});

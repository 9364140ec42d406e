import { readFileSync } from "node:fs";
import { sentenceForms } from "@raceway/model/sentence-forms";
import { describe, expect, it } from "vitest";
import { PLANT_FILE_ZH } from "../web/i18n/plant-file-zh.ts";

const inChinese = sentenceForms(PLANT_FILE_ZH);
const read = (name: string) =>
  readFileSync(new URL(`../../../packages/${name}`, import.meta.url), "utf8");

/** Where what is said of a plant file comes from. */
const SOURCES = [
  "plant/src/resolve.ts",
  "plant/src/resolve-limits.ts",
  "plant/src/resolve-production.ts",
  "plant/src/resolve-sparkplug.ts",
  "plant/src/resolve-calibration.ts",
  "plant/src/resolve-mappings.ts",
  "plant/src/resolve-notify.ts",
  "plant/src/resolve-test-stands.ts",
  "plant/src/mapping-schema.ts",
  "plant/src/notify-schema.ts",
  "plant/src/test-stand-schema.ts",
  "plant/src/bearing.ts",
  "plant/src/yaml-text.ts",
  "plant/src/schema-words.ts",
];
/** Where a text is what was found or what is allowed. */
const PLACES = [
  /(?:found|allowed)\s*[:=]\s*\(?\s*("[^"\n]*"|`(?:[^`\\]|\\.)*`)/g,
  /^ {2}\w+: ("[^"\n]*[^".\n]"),$/gm,
  // The last of a call's arguments, and all of `say(field, found, allowed)`.
  /,\s*("[a-z`][^"\n]* [^"\n]*")\s*,?\s*\)/g,
  /\bsay\(\s*[^,]+,\s*("[^"]*"|`(?:[^`\\]|\\.)*`),/g,
  /\brefuse\(\s*(?:level[^?]*\?\s*)?("[^"]*")/g,
];
const COMPLAINTS = [/return\s*(`[^`]*(?:must|fit|swapped|make it|needed)[^`]*`)/g];
const CHANGES = [/said(?: =|: \[)\s*("[^"]*"|`[^`]*`)/g, /\[?\s*("[A-Z][^"]*\.")/g];

const form = (literal: string) =>
  literal
    .slice(1, -1)
    .replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "{}")
    .replaceAll("\\`", "`");

function textsOf(name: string, places: readonly RegExp[]): readonly string[] {
  const source = read(name);
  return places.flatMap((place) => [...source.matchAll(place)].map(([, text = ""]) => form(text)));
}

const texts = [
  ...SOURCES.flatMap((name) => textsOf(name, PLACES)),
  ...textsOf("bearings/src/kinematics.ts", COMPLAINTS),
  ...textsOf("bearings/src/estimate.ts", COMPLAINTS),
  ...textsOf("plant/src/changes/plant-changes.ts", CHANGES),
];

describe("what is said of the plant file, in Chinese", () => {
  it("has every text", () => {
    // Names alone need no words, and of a text with another inside only that is found here.
    const own = texts.filter(
      (text) => / /.test(text.replaceAll(/\{\}|"/g, "")) && !/\$\{/.test(text),
    );
    expect(own.length).toBeGreaterThan(50);
    expect(own.filter((text) => !Object.hasOwn(PLANT_FILE_ZH, text))).toEqual([]);
  });

  it("says in each what changes in it", () => {
    for (const [english, chinese] of Object.entries(PLANT_FILE_ZH)) {
      const holes = english.split("{}").length;
      expect((chinese.match(/\{\d*\}/g) ?? []).length + 1, english).toBe(holes);
    }
  });

  it.each([
    [
      'line 7, lines[0].machines[1].speed.rmp: found unknown field "rmp"; allowed: did you mean "rpm"? rpm, channel',
      "第 7 行，lines[0].machines[1].speed.rmp：现为 未知字段“rmp”；应为 是否想写“rpm”？可用：rpm, channel",
    ],
    [
      "line 3, lines[0].machines[0].speed.rpm: found -3; allowed: a number of more than 0",
      "第 3 行，lines[0].machines[0].speed.rpm：现为 -3；应为 数值大于 0",
    ],
    [
      'line 9, lines[0].machines[0].points[0].channels[0].unit: found "degC" on a vibration channel; allowed: m/s2, mm/s, um',
      "第 9 行，lines[0].machines[0].points[0].channels[0].unit：现为 “degC”，而通道类型为 vibration；应为 m/s2, mm/s, um",
    ],
    [
      "Channel vib: sample rate 12800 → 25600: the point learns anew, the new rate is taken at once.",
      "通道 vib：采样率 12800 → 25600：该测点重新学习，新采样率立即生效。",
    ],
    [
      'line 9, notify.routes[0].during[0]: found "nigth", which is not among the shifts; allowed: early, night',
      "第 9 行，notify.routes[0].during[0]：现为 “nigth”，不在班次之中；应为 early, night",
    ],
    [
      'line 12, mappings[0].values: found expression "$f(", character 3: it runs too long or deep: an expression may pick and convert, not loop; allowed: a JSONata expression, or a JSON pointer',
      "第 12 行，mappings[0].values：现为 表达式“$f(”，第 3 个字符：运行过久或过深：表达式可以取值和换算，不可循环；应为 JSONata 表达式，或 JSON 指针",
    ],
  ])("%s", (english, chinese) => expect(inChinese(english)).toBe(chinese));
});

import { readdirSync, readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { refusalInChinese } from "../web/i18n/refusal.ts";
import { REFUSALS_ZH } from "../web/i18n/refusals-zh.ts";

const SRC = fileURLToPath(new URL("./", import.meta.url));
const OTHERS = [
  "../../alarms/src/book/acts.ts",
  "../../../packages/access/src/account.ts",
  "../../../packages/condition/src/limit-edit-fault.ts",
  "../../../packages/plan/src/plan.ts",
  "../../../packages/plan/src/files/plan-files.ts",
  "../../../packages/plan/src/files/table.ts",
].map((name) => fileURLToPath(new URL(name, import.meta.url)));

/** Where a text stands that a service refuses with. */
const PLACES = [
  /new Problem\(\s*\w+,\s*(?:"[^"]*"|\w+),\s*("[^"]*"|`[^`]*`)/g,
  /(?:SILENCE|silence|detail) =\s*("[^"]*"|`[^`]*`)/g,
  /(?:notAllowed|foreign|refuse)\(\s*("[^"]*"|`[^`]*`)/g,
  /new PlanFileError\(\s*(`[^`]*`)/g,
  /\bnumber\([^")]*("[^"]*")/g,
];
const sources = readdirSync(SRC, { recursive: true, encoding: "utf8" })
  .filter((name) => name.endsWith(".ts") && !name.endsWith(".test.ts"))
  .map((name) => `${SRC}${name}`)
  .concat(OTHERS)
  .map((path) => readFileSync(path, "utf8"));
/** Each text with `{}` for what changes in it. */
const refusals = new Set(
  sources.flatMap((text) =>
    PLACES.flatMap((place) => [...text.matchAll(place)]).map(([, literal = ""]) =>
      literal.slice(1, -1).replaceAll(/\$\{[^}]*\}/g, "{}"),
    ),
  ),
);

describe("what the service refuses, in Chinese", () => {
  it("has every text that the console refuses with", () => {
    expect(refusals.size).toBeGreaterThan(60);
    const wordless = (text: string) => !/[a-z]/i.test(text);
    const missing = [...refusals].filter(
      (text) => !wordless(text) && !Object.hasOwn(REFUSALS_ZH, text),
    );
    expect(missing).toEqual([]);
  });

  it("says in each what changes in it", () => {
    for (const [english, chinese] of Object.entries(REFUSALS_ZH)) {
      const holes = english.split("{}").length;
      const own = chinese.match(/\{\d*\}/g) ?? [];
      expect(own.length + 1, english).toBe(holes);
      expect(chinese, english).toMatch(/[\u4e00-\u9fff]/);
    }
  });

  it.each([
    [
      'orders.csv, line 3: found "-5" in quantity; a whole number of pieces above 0 would be right',
      'orders.csv 第 3 行：现为 "-5"（列 quantity），应为大于 0 的整数件数',
    ],
    ["The plant file has no point a/b/c/d.", "工厂文件中没有测点 a/b/c/d。"],
    [
      "Your role viewer on line line-1 may not do this: operator is needed.",
      "您在产线 line-1 的角色“查看者”无权执行此操作：需要“操作员”。",
    ],
    [
      "The alarm service refuses: the alarm is not shelved.",
      "报警服务拒绝了该操作：该报警未被搁置。",
    ],
    [
      "The alarm service refuses: there is no note 7 of the whole plant.",
      "报警服务拒绝了该操作：全厂没有第 7 号交接班记录。",
    ],
    [
      "who: a name is needed; text: at most 4000 characters",
      "who：需要填写姓名；text：最多 4000 个字符",
    ],
    ["line 7, lines.0.id: found 3; allowed: a text", /^服务的原文：line 7/],
  ])("%s", (english, chinese) => {
    if (typeof chinese === "string") expect(refusalInChinese(english)).toBe(chinese);
    else expect(refusalInChinese(english)).toMatch(chinese);
  });
});

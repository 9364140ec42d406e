import { readFileSync } from "node:fs";
import { TREND_MODELS } from "@raceway/learn/trend-fits";
import { indicatorWords } from "@raceway/model/indicator-words";
import { UNNAMED_REASONS, unnamedReasonInChinese } from "@raceway/model/unnamed-reasons";
import type { PrognosisVerdict } from "@raceway/model/verdict";
import { inWords } from "@raceway/model/verdict-words";
import { describe, expect, it } from "vitest";
import { INDICATORS } from "./manipulation/indicators.ts";

const CHINESE = /[\u4e00-\u9fff]/;
const base = {
  type: "verdict",
  kind: "prognosis",
  point: "a/b/c/d",
  time: "2026-01-01T00:00:00.000Z",
  persistent: true,
} as const;

describe("what analysis says, in Chinese", () => {
  it.each(INDICATORS.map(({ name }) => name))("has a name for the indicator %s", (name) => {
    expect(indicatorWords(name, "zh")).toMatch(CHINESE);
    expect(indicatorWords(name, "en")).toMatch(/^[A-Z]/);
  });

  it.each([...TREND_MODELS, "last-gain", "similar-lives"])(
    "has a name for the trend %s",
    (model) => {
      const verdict: PrognosisVerdict = {
        ...base,
        trend: "rising",
        basis: "trend",
        indicator: "rms",
        limit: 4,
        rulSeconds: 7200,
        lowSeconds: 3600,
        highSeconds: 9000,
        interval: 0.8,
        model,
        text: "",
      };
      const [sentence = ""] = inWords(verdict, "zh");
      expect(sentence).toMatch(CHINESE);
      expect(sentence).not.toContain(model);
    },
  );

  it("says why there is no forecast, for every reason there is", () => {
    const source = readFileSync(new URL("prognosis/prognosis.ts", import.meta.url), "utf8");
    const reasons = [...source.matchAll(/^const [A-Z_]+ = "([^"]+\.)";$/gm)];
    expect(reasons.length).toBeGreaterThan(3);
    for (const [, text = ""] of reasons)
      expect(inWords({ ...base, trend: "none", text }, "zh")[0]).toMatch(CHINESE);
  });

  it("says why no fault is named, for every reason there is", () => {
    const source = [
      "health/hypotheses/name-fault.ts",
      "health/judge-point.ts",
      "health/diagnosis-verdict.ts",
      "health/told-elsewhere.ts",
      "manipulation/bearing-modulation.ts",
      "manipulation/computed-spectrum.ts",
      "manipulation/vibration.ts",
      "manipulation/sound.ts",
    ]
      .map((name) => readFileSync(new URL(name, import.meta.url), "utf8"))
      .join("\n");
    const texts = [...source.matchAll(/"([^"\n]+)"|`([^`]+)`/g)].map(([, plain, template]) =>
      (plain ?? template ?? "")
        .replaceAll(/\$\{lines\}/g, "lines where the {}'s would be")
        .replaceAll(/\$\{(?:[^{}]|\{[^}]*\})*\}/g, "{}"),
    );
    const reasons = texts.filter(
      (text) => /lines|evidence|block|is told at/.test(text) && / /.test(text),
    );
    // Of a name that was found, and pieces that are put together or looked for.
    const ofNames = /stand out|^lines where the \{\}'s would be$|^lines not sought$/;
    const lacking = reasons.filter(
      (text) => !ofNames.test(text) && !UNNAMED_REASONS.includes(text),
    );
    expect(lacking).toEqual([]);
    expect(UNNAMED_REASONS.filter((text) => / /.test(text) && !reasons.includes(text))).toEqual([
      "outer race",
      "inner race",
      "rolling element",
    ]);
    expect(
      unnamedReasonInChinese("no fault evidence; strong lines at 12.0 Hz fit no declared part"),
    ).toBe("未发现故障证据；12.0 Hz 处有明显谱线，与已声明的零件都不对应");
  });
});

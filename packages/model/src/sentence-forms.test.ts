import { describe, expect, it } from "vitest";
import { sentenceForms } from "./sentence-forms.ts";

const said = sentenceForms({
  "the {} is {}": "{2}的是{1}",
  "the {} is hot": "{}过热",
  shaft: "轴",
  "a? (b)": "问",
});

describe("sentences of known forms", () => {
  it("are said in the other language, with what changes in them where it belongs there", () => {
    expect(said("the fan is 7 mm")).toBe("7 mm的是fan");
  });

  it("go by the form with more words of its own", () => {
    expect(said("the fan is hot")).toBe("fan过热");
  });

  it("say parts that are of a known form, too", () => {
    expect(said("the shaft is hot")).toBe("轴过热");
  });

  it("are taken literally, and whole", () => {
    expect(said("a? (b)")).toBe("问");
    expect(said("a (b)")).toBeUndefined();
    expect(said("and the fan is hot")).toBeUndefined();
  });
});

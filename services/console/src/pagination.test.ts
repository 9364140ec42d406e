import { describe, expect, it } from "vitest";
import { pageOf, pageQuery } from "./pagination.ts";

describe("pages of a list", () => {
  it("together are the list, each once", () => {
    const list = Array.from({ length: 23 }, (_, k) => k);
    const seen: number[] = [];
    let query: Record<string, string> | undefined = { limit: "5" };
    while (query !== undefined) {
      const page: ReturnType<typeof pageOf<number>> = pageOf(list, pageQuery.parse(query));
      seen.push(...page.items);
      query =
        page.next === undefined ? undefined : Object.fromEntries(new URLSearchParams(page.next));
    }
    expect(seen).toEqual(list);
  });

  it("end at the last full page", () => {
    expect(pageOf([1, 2], { limit: 2, offset: 0 }).next).toBeUndefined();
  });
});

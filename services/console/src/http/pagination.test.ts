import { describe, expect, it } from "vitest";
import { nextPage, pageQuery } from "./pagination.ts";

describe("pages of a list", () => {
  it("together are the list, each once", () => {
    const list = Array.from({ length: 23 }, (_, k) => k);
    const seen: number[] = [];
    let query: Record<string, string> | undefined = { limit: "5" };
    while (query !== undefined) {
      const page = pageQuery.parse(query);
      seen.push(...list.slice(page.offset, page.offset + page.limit));
      const next = nextPage(list.length, page);
      query = next === undefined ? undefined : Object.fromEntries(new URLSearchParams(next));
    }
    expect(seen).toEqual(list);
  });

  it("end at the last full page", () => {
    expect(nextPage(2, { limit: 2, offset: 0 })).toBeUndefined();
  });
});

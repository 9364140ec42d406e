import type { StandView } from "../../src/stands/stand-types.ts";

/** What of the test stands is shown, as the page's address says it; a change is another address. @param address what stands behind the page's name. */
export function standQuery(page: "stands" | "quality", address: string) {
  const shown = new URLSearchParams(address);
  return {
    value: (name: string): string => shown.get(name) ?? "",
    with(changes: Readonly<Record<string, string>>): string {
      const next = new URLSearchParams(shown);
      for (const [name, value] of Object.entries(changes))
        if (value === "") next.delete(name);
        else next.set(name, value);
      return `#/${page}/${next}`;
    },
    /** The stand that the address names, or the first. */
    stand: (stands: readonly StandView[]): StandView | undefined =>
      stands.find(({ path }) => path === shown.get("stand")) ?? stands[0],
  };
}

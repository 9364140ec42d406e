import { z } from "zod";

/** Query of a list. Without a limit all of it comes. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(5000).default(5000).describe("Most items."),
  offset: z.coerce.number().int().min(0).default(0).describe("Items to pass over."),
});

/** A part of a list, and the query of the next part when there is one. */
export function pageOf<T>(
  list: readonly T[],
  { limit, offset }: z.output<typeof pageQuery>,
): { readonly items: readonly T[]; readonly next?: string } {
  const end = offset + limit;
  const items = list.slice(offset, end);
  if (end >= list.length) return { items };
  return { items, next: `${new URLSearchParams({ limit: `${limit}`, offset: `${end}` })}` };
}

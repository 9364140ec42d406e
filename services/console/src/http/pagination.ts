import type { FastifyReply } from "fastify";
import { z } from "zod";

/** Query of a list. Without a limit all of it comes. */
export const pageQuery = z.object({
  limit: z.coerce.number().int().min(1).max(5000).default(5000).describe("Most items."),
  offset: z.coerce.number().int().min(0).default(0).describe("Items to pass over."),
});

export type Page = z.output<typeof pageQuery>;

/** The query of the page after one; undefined when it is the last. */
export function nextPage(total: number, { limit, offset }: Page): string | undefined {
  const end = offset + limit;
  return end >= total
    ? undefined
    : `${new URLSearchParams({ limit: `${limit}`, offset: `${end}` })}`;
}

/** Says in headers how long a list is, and the way to its next page. */
export function tellNext(reply: FastifyReply, total: number, page: Page): void {
  reply.header("x-total-count", String(total));
  const next = nextPage(total, page);
  if (next !== undefined) reply.header("link", `<?${next}>; rel="next"`);
}

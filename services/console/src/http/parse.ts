import { expectedIn } from "@raceway/wire/words";
import type { z } from "zod";
import { Problem } from "./problem.ts";

/** What a schema makes of a client's input. @throws Problem 400 that lists every fault. */
export function parse<S extends z.ZodType>(schema: S, input: unknown): z.output<S> {
  const parsed = schema.safeParse(input, { error: expectedIn });
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(
    (issue) => `${issue.path.join(".") || "input"}: ${issue.message}`,
  );
  throw new Problem(400, "Bad request", faults.join("; "));
}

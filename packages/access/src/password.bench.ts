import { describe, it } from "vitest";
import { hashPassword } from "./password.ts";

/** What one login costs: checking a password is hashing it. */
describe("hashing a password", () => {
  it("that somebody chose, and one that was generated", async ({ bench }) => {
    const password = "three words to keep";
    await bench.compare(
      bench("chosen", async () => {
        await hashPassword(password);
      }),
      bench("generated", async () => {
        await hashPassword(password, true);
      }),
      { iterations: 10, time: 0, warmupIterations: 1, warmupTime: 0 },
    );
  });
});

import { bench, describe } from "vitest";
import { hashPassword } from "./password.ts";

describe("hashing a password", () => {
  bench("that somebody chose", async () => {
    await hashPassword("three words to keep");
  });
  bench("that was generated", async () => {
    await hashPassword("three words to keep", true);
  });
});

import { memoryJournal } from "@raceway/journal/testing";
import { expect, it } from "vitest";
import { retainedAgain } from "./retained-again.ts";

const published = (topic: string, payload: string) => ({
  kind: "publication",
  body: JSON.stringify({ topic, payload, retain: true }),
});

it("what waits to be published comes in its order: only topics that do not wait are told again", () => {
  const journal = memoryJournal({ drains: { publish: {} } });
  journal.commitResults({
    outbox: [published("a", "older"), published("a", "newest")],
    retained: ["a", "b"].map((topic) => ({ topic, payload: Buffer.from("newest") })),
  });
  expect(retainedAgain(journal).map(({ topic }) => topic)).toEqual(["b"]);
  const last = journal.outbox.read("publish", 10).at(-1);
  journal.outbox.advance("publish", last?.id ?? 0);
  expect(retainedAgain(journal).map(({ topic }) => topic)).toEqual(["a", "b"]);
  journal.close();
});

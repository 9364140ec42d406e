import { silentLog } from "@raceway/ports/log";
import { expect, it } from "vitest";
import { openAlarmJournal } from "./alarm-journal.ts";
import { createToldEntries } from "./told-entries.ts";

const MEMORY = { occurrence: 1 } as never;

function journalWith(whos: readonly string[]) {
  const journal = openAlarmJournal(":memory:", silentLog);
  journal.save(
    whos.map((who, n) => ({
      id: "a",
      memory: MEMORY,
      entry: {
        ...{
          at: `2026-11-30T12:00:0${n}.000Z`,
          alarm: "a",
          occurrence: 1,
          who,
          act: "acknowledge",
        },
        ...{ before: "unacknowledged", after: "acknowledged", detail: { n } },
      },
    })),
  );
  return journal;
}

it("what people did is told once and in order; what verdicts did is not", async () => {
  const journal = journalWith(["Ann", "raceway", "Li"]);
  const told: unknown[] = [];
  const { tell } = createToldEntries(journal, async (body) => told.push(body), silentLog);
  await tell();
  await tell();
  expect(told).toMatchObject([
    { seq: 1, who: "Ann", alarm: "a", detail: { n: 0 } },
    { seq: 3, who: "Li" },
  ]);
  journal.close();
});

it("what nobody acknowledged is told again, under the same number", async () => {
  const journal = journalWith(["Ann", "Li"]);
  const told: number[] = [];
  let away = true;
  const { tell } = createToldEntries(
    journal,
    async ({ seq }) => {
      told.push(seq);
      if (seq === 2 && away) throw new Error("away");
    },
    silentLog,
  );
  await tell();
  away = false;
  await tell();
  await tell();
  expect(told).toEqual([1, 2, 2]);
  journal.close();
});

import { writeSync } from "node:fs";
import { openJournal } from "./journal.ts";
import { waveform } from "./testing.ts";

/**
 * For the test of crashes: admits waveforms and commits results without end, and prints `A <source time>` for each acknowledged waveform and
 * `R <source time>` for each committed result. Arguments: file, first source time.
 */
const [path = "", first = "0"] = process.argv.slice(2);
const journal = openJournal({ path, durability: "process", drains: { store: {} } });
let next = BigInt(first);

async function admitMany(): Promise<void> {
  const times = Array.from({ length: 1 + Number(next % 7n) }, () => next++);
  await Promise.all(
    times.map(async (time) => {
      await journal.inbox.admit(waveform(time, 4096));
      writeSync(1, `A ${time}\n`);
    }),
  );
}

function analyse(): void {
  const rows = journal.inbox.read(5, 1e6);
  const last = rows.at(-1);
  if (last === undefined) return;
  journal.commitResults({
    outbox: rows.map(({ time }) => ({ kind: "telemetry", body: String(time) })),
    modelState: [
      { key: "count", state: Number(journal.modelState.get("count") ?? 0) + rows.length },
    ],
    upTo: last.id,
  });
  for (const { time } of rows) writeSync(1, `R ${time}\n`);
}

for (;;) {
  await admitMany();
  analyse();
}

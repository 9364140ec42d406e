import { test } from "vitest";
import { readNumberTable } from "./number-table.ts";

const row = (at: number) =>
  `9,39,39,${(65_664 + at * 39).toExponential(4)},${Math.sin(at).toFixed(3)},${Math.cos(at).toFixed(3)}`;
const bytes = Buffer.from(Array.from({ length: 100_000 }, (_, at) => row(at)).join("\n"));

/** MB/s are operations a second × megabytes. */
test(`a table of ${(bytes.length / 1e6).toFixed(1)} MB as FEMTO writes it`, async ({ bench }) => {
  await bench.compare(
    bench("scanned in place", () => {
      readNumberTable(bytes, 6, { delimiter: "," }, { file: "acc.csv" });
    }),
    bench("split into lines and fields", () => {
      const rows = bytes.toString().split("\n");
      rows.map((line) => line.split(",").map(Number));
    }),
    { time: 1500 },
  );
});

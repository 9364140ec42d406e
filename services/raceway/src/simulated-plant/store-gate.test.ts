import { StoreUnavailable } from "@raceway/ports/telemetry-store";
import { openDuckDbStore } from "@raceway/store-duckdb/duckdb-store";
import { expect, it } from "vitest";
import { storeGate } from "./store-gate.ts";

const POINT = { measurement: "m", tags: { site: "s" }, fields: { value: 1 }, time: 1n };
const QUERY = { measurement: "m", fields: ["value"], tags: {}, from: 0n, to: 10n };

it("takes nothing and tells nothing while it is away, and has everything that was written before and after", async () => {
  const store = storeGate(await openDuckDbStore({ file: ":memory:" }));
  await store.write([POINT]);
  store.setAway(true);
  await expect(store.write([{ ...POINT, time: 2n }])).rejects.toThrow(StoreUnavailable);
  await expect(store.series(QUERY)).rejects.toThrow(StoreUnavailable);
  expect(await store.ready()).toMatchObject({ ok: false });
  store.setAway(false);
  await store.write([{ ...POINT, time: 3n }]);
  expect((await store.series(QUERY)).map(({ time }) => time)).toEqual([1n, 3n]);
  expect(await store.ready()).toEqual({ ok: true });
  await store.close();
});

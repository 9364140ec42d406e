import type { TelemetryPoint } from "@raceway/model/telemetry";
import { NANOS_PER_SECOND, type Nanos } from "@raceway/model/time";
import type { SeriesRow, TelemetryStore } from "@raceway/ports/telemetry-store";
import fc from "fast-check";
import { afterAll, beforeAll, describe, expect, it } from "vitest";

export interface TelemetryStoreSubject {
  /** A store that holds nothing of these tests yet; it is closed at their end. */
  open(): Promise<TelemetryStore>;
}

/** 2026-03-01T06:00:00Z, at the start of a minute and an hour. */
const START: Nanos = 1_772_344_800n * NANOS_PER_SECOND;
const seconds = (count: number): Nanos => BigInt(Math.round(count * 1e9));

const valueIn = (row: SeriesRow, name: string) => row.fields[name];
const tagIn = (row: SeriesRow, name: string) => row.tags[name];

/**
 * What every {@link TelemetryStore} promises. An adapter's own tests add only what is particular to it.
 */
export function telemetryStoreContract(name: string, subject: TelemetryStoreSubject): void {
  describe(`${name} as a TelemetryStore`, () => {
    let store: TelemetryStore;
    let count = 0;
    beforeAll(async () => {
      store = await subject.open();
    });
    afterAll(async () => {
      await store.close();
    });

    /** A measurement of its own for each test, so that none sees another's rows. */
    const fresh = () => {
      count += 1;
      return `contract ${count}`;
    };
    const point = (
      measurement: string,
      offset: number,
      fields: TelemetryPoint["fields"],
      tags: TelemetryPoint["tags"] = { point: "de" },
    ): TelemetryPoint => ({ measurement, tags, fields, time: START + seconds(offset) });
    const all = (measurement: string, fields: readonly string[], tags = {}) =>
      store.series({ measurement, fields, tags, from: START, to: START + seconds(1e6) });
    const offsets = (rows: readonly SeriesRow[]) =>
      rows.map((row) => Number(row.time - START) / 1e9);

    describe("series", () => {
      it("gives back what was written, in time order, whatever the order of writing", async () => {
        const m = fresh();
        expect(await store.write([point(m, 2, { rms: 2.5 }), point(m, 0, { rms: 0.5 })])).toEqual(
          [],
        );
        expect(await store.write([point(m, 1, { rms: 1.5 })])).toEqual([]);
        expect(await all(m, ["rms"])).toEqual([
          { time: START, tags: { point: "de" }, fields: { rms: 0.5 } },
          { time: START + seconds(1), tags: { point: "de" }, fields: { rms: 1.5 } },
          { time: START + seconds(2), tags: { point: "de" }, fields: { rms: 2.5 } },
        ]);
      });

      it("includes its start and excludes its end", async () => {
        const m = fresh();
        await store.write([0, 1, 2].map((at) => point(m, at, { v: at })));
        const [from, to] = [START + seconds(1), START + seconds(2)];
        expect(
          offsets(await store.series({ measurement: m, fields: ["v"], tags: {}, from, to })),
        ).toEqual([1]);
      });

      it("keeps nanoseconds apart", async () => {
        const m = fresh();
        const times = [START + 1n, START + 2n, START + 123_456_789n];
        await store.write(
          times.map((time, v) => ({ measurement: m, tags: { p: "x" }, fields: { v }, time })),
        );
        expect((await all(m, ["v"])).map((row) => row.time)).toEqual(times);
      });

      it("holds times before 1970", async () => {
        const m = fresh();
        const time = -1_500_000_001n;
        await store.write([{ measurement: m, tags: { p: "x" }, fields: { v: 1 }, time }]);
        const query = { measurement: m, fields: ["v"], tags: {}, from: time, to: 0n };
        expect((await store.series(query)).map((row) => row.time)).toEqual([time]);
        const [mean] = await store.series({ ...query, everySeconds: 1 });
        expect(mean?.time).toBe(-2_000_000_000n);
      });

      it("gives rows only the fields that they have, and none without any of those asked for", async () => {
        const m = fresh();
        await store.write([
          point(m, 0, { a: 1, b: 2 }),
          point(m, 1, { b: 3 }),
          point(m, 2, { c: 4 }),
        ]);
        const rows = await all(m, ["a", "b", "never written"]);
        expect(rows.map((row) => row.fields)).toEqual([{ a: 1, b: 2 }, { b: 3 }]);
      });

      it("has no rows of an unknown measurement, of an unknown field, of no field or of an empty span", async () => {
        const m = fresh();
        await store.write([point(m, 0, { v: 1 })]);
        expect(await all("never written", ["v"])).toEqual([]);
        expect(await all(m, ["w"])).toEqual([]);
        expect(await all(m, [])).toEqual([]);
        const empty = { measurement: m, fields: ["v"], tags: {}, from: START, to: START };
        expect(await store.series(empty)).toEqual([]);
      });

      it("filters by tags exactly and names the tags that the query left open", async () => {
        const m = fresh();
        const tags = (line: string, spot: string) => ({ line, point: spot });
        await store.write([
          point(m, 0, { v: 1 }, tags("l1", "a")),
          point(m, 1, { v: 2 }, tags("l1", "b")),
          point(m, 2, { v: 3 }, tags("l10", "a")),
          point(m, 3, { v: 4 }, { line: "l1" }),
        ]);
        expect((await all(m, ["v"], { line: "l1" })).map((row) => [row.tags, valueIn(row, "v")])) //
          .toEqual([
            [{ point: "a" }, 1],
            [{ point: "b" }, 2],
            [{}, 4],
          ]);
        expect((await all(m, ["v"], tags("l1", "b"))).map((row) => row.tags)).toEqual([{}]);
        expect(await all(m, ["v"], { line: "l2" })).toEqual([]);
        expect(await all(m, ["v"], { unknown: "x" })).toEqual([]);
      });

      it("keeps the newest rows when there are more than the limit, over all series together", async () => {
        const m = fresh();
        const points = Array.from({ length: 40 }, (_, at) =>
          point(m, at, { v: at }, { point: at % 2 === 0 ? "a" : "b" }),
        );
        await store.write(points);
        const query = {
          measurement: m,
          fields: ["v"],
          tags: {},
          from: START,
          to: START + seconds(99),
        };
        expect(offsets(await store.series({ ...query, limit: 3 }))).toEqual([37, 38, 39]);
        expect(offsets(await store.series({ ...query, everySeconds: 10, limit: 3 }))).toEqual([
          20, 30, 30,
        ]);
      });
    });

    describe("means", () => {
      it("are over windows aligned to 1970, named by their start, and skip empty windows", async () => {
        const m = fresh();
        await store.write(
          [59, 60, 61, 119, 200].map((at) => point(m, at, at === 60 ? { v: at, w: 5 } : { v: at })),
        );
        const rows = await store.series({
          measurement: m,
          fields: ["v", "w"],
          tags: { point: "de" },
          from: START + seconds(60),
          to: START + seconds(500),
          everySeconds: 60,
        });
        expect(rows).toEqual([
          { time: START + seconds(60), tags: {}, fields: { v: 80, w: 5 } },
          { time: START + seconds(180), tags: {}, fields: { v: 200 } },
        ]);
      });

      it("are aligned also where the window does not divide a day and the span starts inside one", async () => {
        const m = fresh();
        await store.write([point(m, 5, { v: 1 })]);
        const [row] = await store.series({
          measurement: m,
          fields: ["v"],
          tags: {},
          from: START + seconds(3),
          to: START + seconds(9),
          everySeconds: 7,
        });
        const window = seconds(7);
        expect(row?.time).toBe(((START + seconds(5)) / window) * window);
      });

      it("are taken per series", async () => {
        const m = fresh();
        await store.write([
          point(m, 1, { v: 1 }, { point: "a" }),
          point(m, 2, { v: 3 }, { point: "a" }),
          point(m, 3, { v: 10 }, { point: "b" }),
        ]);
        const query = {
          measurement: m,
          fields: ["v"],
          tags: {},
          from: START,
          to: START + seconds(60),
        };
        const rows = await store.series({ ...query, everySeconds: 60 });
        expect(new Map(rows.map((row) => [tagIn(row, "point"), valueIn(row, "v")]))).toEqual(
          new Map([
            ["a", 2],
            ["b", 10],
          ]),
        );
      });

      it("leave texts out", async () => {
        const m = fresh();
        await store.write([point(m, 1, { v: 1, note: "text" }), point(m, 70, { note: "alone" })]);
        const query = { measurement: m, tags: {}, from: START, to: START + seconds(600) };
        const means = { ...query, everySeconds: 60 };
        const rows = await store.series({ ...means, fields: ["v", "note"] });
        expect(rows.map((row) => row.fields)).toEqual([{ v: 1 }]);
        expect(await store.series({ ...means, fields: ["note"] })).toEqual([]);
      });
    });

    describe("latest", () => {
      it("is the newest row of every series whose tags match, late arrivals or not", async () => {
        const m = fresh();
        const at = (time: number, v: number, spot: string, line = "l1") =>
          point(m, time, { v }, { line, point: spot });
        await store.write([at(5, 5, "a"), at(6, 6, "b"), at(7, 7, "c", "l2")]);
        await store.write([at(1, 1, "a"), at(2, 2, "b")]);
        const rows = await store.latest({ measurement: m, fields: ["v"], tags: { line: "l1" } });
        expect(
          new Map(rows.map((row) => [tagIn(row, "point"), [row.time, valueIn(row, "v")]])),
        ).toEqual(
          new Map([
            ["a", [START + seconds(5), 5]],
            ["b", [START + seconds(6), 6]],
          ]),
        );
        expect(rows.every((row) => tagIn(row, "line") === undefined)).toBe(true);
      });

      it("is one whole row, never a mixture of rows, and has at least one of the fields", async () => {
        const m = fresh();
        await store.write([
          point(m, 0, { a: 1, b: 1 }),
          point(m, 1, { b: 2 }),
          point(m, 2, { other: 3 }),
        ]);
        const rows = await store.latest({ measurement: m, fields: ["a", "b"], tags: {} });
        expect(rows).toEqual([
          { time: START + seconds(1), tags: { point: "de" }, fields: { b: 2 } },
        ]);
      });

      it("is nothing for an unknown measurement, field or tag", async () => {
        const m = fresh();
        await store.write([point(m, 0, { v: 1 })]);
        expect(await store.latest({ measurement: "nowhere", fields: ["v"], tags: {} })).toEqual([]);
        expect(await store.latest({ measurement: m, fields: ["w"], tags: {} })).toEqual([]);
        const tags = { point: "other" };
        expect(await store.latest({ measurement: m, fields: ["v"], tags })).toEqual([]);
      });
    });

    describe("writing again", () => {
      it("the same points changes nothing", async () => {
        const m = fresh();
        const points = Array.from({ length: 50 }, (_, at) =>
          point(m, at, { v: at, note: `${at}` }),
        );
        await store.write(points);
        const before = await all(m, ["v", "note"]);
        await store.write(points);
        await store.write([...points, ...points]);
        expect(await all(m, ["v", "note"])).toEqual(before);
      });

      it("at the same place and time replaces the fields it brings and keeps the others", async () => {
        const m = fresh();
        await store.write([point(m, 0, { a: 1, b: 2, note: "old" }), point(m, 9, { a: 9 })]);
        await store.write([point(m, 0, { b: 3, c: 4, note: "new" })]);
        expect((await all(m, ["a", "b", "c", "note"])).map((row) => row.fields)).toEqual([
          { a: 1, b: 3, c: 4, note: "new" },
          { a: 9 },
        ]);
      });

      it("within one batch lets the later point win, field by field", async () => {
        const m = fresh();
        await store.write([point(m, 0, { a: 1, b: 2 }), point(m, 0, { b: 3, c: 4 })]);
        expect((await all(m, ["a", "b", "c"])).map((row) => row.fields)).toEqual([
          { a: 1, b: 3, c: 4 },
        ]);
      });

      it("with the tags in another order is still the same row", async () => {
        const m = fresh();
        await store.write([point(m, 0, { v: 1 }, { line: "l", point: "p" })]);
        await store.write([point(m, 0, { v: 2 }, { point: "p", line: "l" })]);
        expect((await all(m, ["v"])).map((row) => row.fields)).toEqual([{ v: 2 }]);
      });
    });

    describe("odd content", () => {
      const characters = [
        "with space",
        "a,b=c",
        `"double" 'single' \`back\``,
        "back\\slash \\n \\\" \\' inside",
        "Größe 油温 🛢",
        "50 % <b>$tag</b> /^x$/ ; DROP MEASUREMENT x --",
        "ends with space ",
        "NULL",
        "1e3",
        "true",
      ];

      it.each(characters)(
        "in a tag value, a tag name and a text field comes back: %s",
        async (odd) => {
          const m = fresh();
          const tags = { [odd]: odd, point: "p" };
          expect(await store.write([point(m, 0, { v: 1, note: odd }, tags)])).toEqual([]);
          expect(await all(m, ["v", "note"], { [odd]: odd })).toEqual([
            { time: START, tags: { point: "p" }, fields: { v: 1, note: odd } },
          ]);
          expect(
            await store.latest({ measurement: m, fields: ["v"], tags: { [odd]: odd } }),
          ).toHaveLength(1);
          expect(await all(m, ["v"], { [odd]: `${odd}!` })).toEqual([]);
        },
      );

      const inNames = characters.filter((odd) => !odd.includes("\\"));
      it.each(inNames)("in a measurement and a field name comes back: %s", async (odd) => {
        const m = `${fresh()} ${odd}`;
        expect(await store.write([point(m, 0, { [odd]: 1 })])).toEqual([]);
        expect((await all(m, [odd])).map((row) => row.fields)).toEqual([{ [odd]: 1 }]);
        const query = { measurement: m, fields: [odd], tags: {}, from: START, to: START + 1n };
        expect(await store.series({ ...query, everySeconds: 1 })).toHaveLength(1);
      });

      it("keeps names that differ only by case apart", async () => {
        const m = fresh();
        await store.write([point(m, 0, { rms: 1, RMS: 2 })]);
        await store.write([point(m.toUpperCase(), 0, { rms: 3 })]);
        expect((await all(m, ["rms", "RMS"])).map((row) => row.fields)).toEqual([
          { rms: 1, RMS: 2 },
        ]);
      });

      it.each(["", "two\nlines\r\n", "trailing \\", '\\"', "x".repeat(5000)])(
        "in a text field alone comes back (text %#)",
        async (text) => {
          const m = fresh();
          expect(await store.write([point(m, 0, { note: text })])).toEqual([]);
          expect((await all(m, ["note"])).map((row) => valueIn(row, "note"))).toEqual([text]);
        },
      );
    });

    describe("refusals", () => {
      it("return each point that can never be stored with its reason, and store the others", async () => {
        const m = fresh();
        const bad = [
          point(m, 1, { v: Number.NaN }),
          point(m, 2, { v: 1, w: Number.POSITIVE_INFINITY }),
          point(m, 3, {}),
          point(m, 4, { v: 1 }, { point: "" }),
          point(m, 5, { v: 1 }, { point: "line\nbreak" }),
          point("", 6, { v: 1 }),
        ];
        const good = [point(m, 0, { v: 0 }), point(m, 9, { v: 9 })];
        const [first, last] = good;
        if (first === undefined || last === undefined) throw new Error("two good points are meant");
        const refused = await store.write([first, ...bad, last]);
        expect(refused.map((each) => each.point)).toEqual(bad);
        for (const { reason } of refused) expect(reason).toMatch(/\w+ \w+/);
        expect(offsets(await all(m, ["v"]))).toEqual([0, 9]);
      });

      it("meet a text where a field holds numbers and a number where it holds texts", async () => {
        const m = fresh();
        await store.write([point(m, 0, { v: 1, note: "a" })]);
        const text = point(m, 1, { v: "one", note: "b" });
        const number = point(m, 2, { v: 2, note: 2 });
        const refused = await store.write([
          point(m, 3, { v: 3 }),
          text,
          point(m, 4, { v: 4 }),
          number,
        ]);
        expect(refused.map((each) => each.point)).toEqual([text, number]);
        expect(refused[0]?.reason).toContain("v");
        expect(refused[1]?.reason).toContain("note");
        expect(offsets(await all(m, ["v", "note"]))).toEqual([0, 3, 4]);
      });

      it("meet the second of two kinds for a new field in one batch", async () => {
        const m = fresh();
        const text = point(m, 1, { v: "one" });
        const refused = await store.write([point(m, 0, { v: 0 }), text, point(m, 2, { v: 2 })]);
        expect(refused.map((each) => each.point)).toEqual([text]);
        expect(offsets(await all(m, ["v"]))).toEqual([0, 2]);
      });
    });

    it("takes ten thousand points in one write", async () => {
      const m = fresh();
      const points = Array.from({ length: 10_000 }, (_, k) =>
        point(m, k / 10, { a: k, b: -k, c: Math.sqrt(k) }, { point: `p${k % 20}` }),
      );
      expect(await store.write(points)).toEqual([]);
      const query = {
        measurement: m,
        fields: ["a", "c"],
        tags: {},
        from: START,
        to: START + seconds(1e4),
      };
      const rows = await store.series({ ...query, limit: 20_000 });
      expect(rows).toHaveLength(10_000);
      expect(rows[9_999]?.fields).toEqual({ a: 9_999, c: Math.sqrt(9_999) });
      expect(await store.series(query)).toHaveLength(10_000);
      expect(await store.latest({ measurement: m, fields: ["a"], tags: {} })).toHaveLength(20);
    });

    it("takes nothing, and writes that overlap", async () => {
      expect(await store.write([])).toEqual([]);
      const m = fresh();
      await Promise.all(
        Array.from({ length: 8 }, (_, k) => store.write([point(m, k, { v: k, [`f${k}`]: k })])),
      );
      expect(offsets(await all(m, ["v"]))).toEqual([0, 1, 2, 3, 4, 5, 6, 7]);
    });

    it("gives any finite number and any text back as it was", async () => {
      const number = fc
        .double({ noNaN: true, noDefaultInfinity: true })
        .map((value) => (value === 0 ? 0 : value));
      const text = fc.string({ unit: "grapheme" }).filter((value) => !value.includes("\0"));
      const fields = fc.record({ number, text });
      await fc.assert(
        fc.asyncProperty(fc.array(fields, { minLength: 1, maxLength: 20 }), async (rows) => {
          const m = fresh();
          expect(await store.write(rows.map((row, at) => point(m, at, row)))).toEqual([]);
          const read = await all(m, ["number", "text"]);
          expect(read.map((row) => row.fields)).toEqual(rows);
        }),
        { numRuns: 15 },
      );
    });

    it("is ready while it is open", async () => {
      expect(await store.ready()).toEqual({ ok: true });
    });

    it("is not ready, and says why, once it is closed", async () => {
      const closed = await subject.open();
      await closed.close();
      const answer = await closed.ready();
      expect(answer.ok).toBe(false);
      expect(answer.reason).toMatch(/closed/);
      await expect(closed.write([point(fresh(), 0, { v: 1 })])).rejects.toThrow(/closed/);
      await closed.close();
    });
  });
}

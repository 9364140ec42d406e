import { describe, expect, it } from "vitest";
import { latestStatement, literal, meansStatement, rowsStatement } from "./influxql.ts";

const query = {
  measurement: 'in"d',
  fields: ["rms", "a\\b"],
  tags: { point: "it's \\ here\n" },
  from: 10n,
  to: 2n ** 80n,
};

describe("InfluxQL statements", () => {
  it("escape names and texts, and keep times within what InfluxDB knows", () => {
    expect(rowsStatement(query)).toBe(
      String.raw`SELECT "rms"::field, "a\\b"::field, *::tag FROM "in\"d" ` +
        String.raw`WHERE time >= 10 AND time < 9223372036854775806 AND "point"::tag = 'it\'s \\ here\n' ` +
        "ORDER BY time DESC LIMIT 10000",
    );
  });

  it("cannot be left by a text", () => {
    expect(literal(`x' OR time > 0 --\\`)).toBe(String.raw`'x\' OR time > 0 --\\'`);
  });

  it("name windows in nanoseconds, also of parts of a second", () => {
    expect(meansStatement({ ...query, fields: ["v"], tags: {} }, 0.25)).toContain(
      'SELECT mean("v"::float) AS "f0" FROM "in\\"d" WHERE time >= 10 AND time < 9223372036854775806 GROUP BY time(250000000ns), * fill(none)',
    );
  });

  it("are not made for windows without a width", () => {
    expect(() => meansStatement(query, 0)).toThrow(/windows of 0 s/);
  });

  it("ask for the newest row of every series, with or without tags", () => {
    expect(latestStatement({ measurement: "m", fields: ["v"], tags: {} })).toBe(
      'SELECT "v"::field FROM "m" GROUP BY * ORDER BY time DESC LIMIT 1',
    );
    expect(latestStatement({ measurement: "m", fields: ["v"], tags: { p: "a" } })).toContain(
      `WHERE "p"::tag = 'a' GROUP BY *`,
    );
  });
});

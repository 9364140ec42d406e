import { allDashboards } from "@raceway/dashboards/all-dashboards";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Choice, expanded } from "./grafana-queries.ts";
import { type Influxd, startInfluxd } from "./influxd.ts";
import { describeWithServers } from "./server-process.ts";

const DATABASE = "raceway";
const STEP = 10_000;
const FROM = 1_760_000_000_000;
const PLACE = { site: "works", line: "end", machine: "stand" };
const LIMIT = 120;

interface Step {
  readonly id: string;
  readonly options: {
    readonly alias: string;
    readonly binary: {
      readonly left: { readonly matcher: { readonly options: string } };
      readonly operator: string;
      readonly right: { readonly matcher: { readonly options: string } };
    };
  };
}
type Row = Record<string, number | string>;

/** 400 bearings of a point in µm/s: around 60, some steady, some drifting upwards by 20 in all; the same every time. */
const bearings = (drift: number): readonly number[] =>
  Array.from({ length: 400 }, (_, k) => {
    const noise = [3, -1, 5, -4, 0, -6, 4, -2, 6, -5, 1, -1][(k * 7) % 12] ?? 0;
    return 60 + noise + (drift * k) / 400;
  });

const mean = (values: readonly number[]) => values.reduce((sum, x) => sum + x, 0) / values.length;
const deviation = (values: readonly number[]) => {
  const centre = mean(values);
  return Math.sqrt(values.reduce((sum, x) => sum + (x - centre) ** 2, 0) / (values.length - 1));
};
const differences = (values: readonly number[]) =>
  values.slice(1).map((x, k) => x - (values[k] ?? Number.NaN));

describeWithServers(["influxd"], "capability on the dashboard of the test stand", () => {
  let influxd: Influxd;
  beforeAll(async () => {
    influxd = await startInfluxd();
    await influxd.query(`CREATE DATABASE "${DATABASE}"`);
    const lines = (["steady", "drifting", "unlimited"] as const).flatMap((point) =>
      bearings(point === "drifting" ? 20 : 0).flatMap((value, k) => {
        const tags = `site=works,line=end,machine=stand,point=${point},channel=vib`;
        const at = FROM + k * STEP;
        const row = `indicator,${tags} iso15242_low=${value} ${at}`;
        if (point === "unlimited" || k % 6 !== 0) return [row];
        // The limit was another one at first: the one that counts in the end is meant.
        return [row, `baseline,${tags} iso15242_low_limit=${k < 200 ? 200 : LIMIT} ${at}`];
      }),
    );
    const url = `${influxd.url}/write?db=${DATABASE}&precision=ms`;
    await fetch(url, { method: "POST", body: lines.join("\n") });
  });
  afterAll(() => influxd?.stop());

  const panelOf = (title: string) => {
    const panel = allDashboards()
      .get("test-stand")
      ?.panels?.find((each) => each.title === title);
    if (panel === undefined || !("targets" in panel)) throw new Error(`no panel ${title}`);
    return panel;
  };

  async function answers(title: string, unit: string) {
    const values = { ...PLACE, point: ".*", velocity: unit };
    const choice: Choice = { from: FROM, to: FROM + 400 * STEP, detail: "autogen", values };
    const queries = (panelOf(title).targets ?? []).map(
      (each) => (each as { query?: string }).query,
    );
    return Promise.all(
      queries.map(async (query = "") => {
        const asked = { from: "", title, query, shape: { kind: "series" } } as const;
        const body = new URLSearchParams({ db: DATABASE, q: expanded(asked, choice), epoch: "ms" });
        const answer = await fetch(`${influxd.url}/query`, { method: "POST", body });
        const { results } = (await answer.json()) as {
          results: { error?: string; series?: Series[] }[];
        };
        if (results[0]?.error !== undefined) throw new Error(results[0].error);
        return results[0]?.series ?? [];
      }),
    );
  }

  /** The table as Grafana's transformations make it: rows of the same time and tags are one, then column by column. */
  async function table(unit = "1"): Promise<ReadonlyMap<string, Row>> {
    const rows = new Map<string, Row>();
    for (const series of await answers("Capability, low band", unit))
      for (const { tags, columns, values } of series)
        for (const value of values) {
          const key = `${value[0]} ${tags["point"]}`;
          const row = rows.get(key) ?? { point: tags["point"] ?? "" };
          for (const [at, name] of columns.entries()) row[name] = value[at] ?? Number.NaN;
          rows.set(key, row);
        }
    const steps = (panelOf("Capability, low band").transformations ?? []) as unknown as Step[];
    for (const { id, options } of steps)
      if (id === "calculateField") for (const row of rows.values()) calculate(row, options);
    return new Map([...rows.values()].map((row) => [String(row["point"]), row]));
  }

  it("has one row a channel, with what the definitions give of the same numbers", async () => {
    const rows = await table();
    expect([...rows.keys()].sort()).toEqual(["drifting", "steady", "unlimited"]);
    for (const [point, drift] of [
      ["steady", 0],
      ["drifting", 20],
    ] as const) {
      const values = bearings(drift).map(Math.log);
      const room = Math.log(LIMIT) - mean(values);
      const row = rows.get(point);
      expect(row?.["bearings"]).toBe(400);
      expect(row?.["limit"]).toBe(LIMIT);
      expect(row?.["Ppk"]).toBeCloseTo(room / (3 * deviation(values)), 6);
      const within = deviation(differences(values)) / Math.SQRT2;
      expect(row?.["Cpk"]).toBeCloseTo(room / (3 * within), 6);
    }
  });

  it("tells what drifts by a Ppk well below its Cpk", async () => {
    const rows = await table();
    const share = (point: string) =>
      Number(rows.get(point)?.["Ppk"]) / Number(rows.get(point)?.["Cpk"]);
    expect(share("drifting")).toBeLessThan(0.8 * share("steady"));
  });

  it("has no index where the plant file sets no limit, and the spread all the same", async () => {
    const row = (await table()).get("unlimited");
    expect(row?.["mean"]).toBeCloseTo(mean(bearings(0)), 6);
    expect(row).not.toHaveProperty("Cpk");
    expect(row).not.toHaveProperty("Ppk");
  });

  it("has the same indices in anderon, and mean and limit in that unit", async () => {
    const [inMicrons, inAnderon] = [await table(), await table("7.5")].map((rows) =>
      rows.get("steady"),
    );
    expect(inAnderon?.["Cpk"]).toBeCloseTo(Number(inMicrons?.["Cpk"]), 9);
    expect(inAnderon?.["limit"]).toBeCloseTo(LIMIT / 7.5, 9);
  });

  it("marks the limit in the histogram where it lies, by a few bearings' height", async () => {
    const [, marks = []] = await answers("ISO 15242, low band", "1");
    const values = marks.flatMap((each) => each.values.map(([, value]) => value));
    expect(new Set(values)).toEqual(new Set([LIMIT]));
    expect(values.length).toBeLessThanOrEqual(20);
  });
});

interface Series {
  readonly tags: Readonly<Record<string, string>>;
  readonly columns: readonly string[];
  readonly values: readonly (readonly (number | string | null)[])[];
}

function calculate(row: Row, { alias, binary }: Step["options"]): void {
  const [left, right] = [row[binary.left.matcher.options], row[binary.right.matcher.options]];
  if (typeof left !== "number" || typeof right !== "number") return;
  row[alias] = binary.operator === "-" ? left - right : left / right;
}

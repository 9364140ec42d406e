import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { createPlantAnalysis } from "@raceway/condition/plant-analysis";
import { repeatableNoise, SYNTHETIC_POINT, vibration } from "@raceway/condition/synthetic-life";
import { livesOf } from "@raceway/plant/lives-file";
import { describe, expect, it } from "vitest";
import { keptDurations, keptLives, livesAnew } from "./kept-lives.ts";

/** A plant with a named bearing and one without a name, at both of which a bearing went to its end. */
const PLANT = (() => {
  const { site, line, machine, point } = SYNTHETIC_POINT;
  const bearing = {
    designation: "6205",
    orders: { bpfo: 3.6, bpfi: 5.4, bsf: 2.4, ftf: 0.4 },
    tolerance: 0.02,
    source: "made up",
    rotating: "inner",
  } as const;
  const named = { ...point, id: "left", path: "works/l/m/left", bearing };
  const points = [named, { ...point, id: "right", path: "works/l/m/right" }];
  return { site, name: site, lines: [{ ...line, machines: [{ ...machine, points }] }], trace: {} };
})();

describe("a plant's finished lives", { timeout: 60_000 }, () => {
  it("are read from its journal without a name but the bearing's, and as a file of lives has them", () => {
    const folder = mkdtempSync(join(tmpdir(), "raceway-kept-lives-"));
    try {
      const path = join(folder, "ingest.sqlite");
      const journal = new DatabaseSync(path);
      journal.exec("CREATE TABLE model_state (key TEXT PRIMARY KEY, state TEXT NOT NULL)");
      const store = journal.prepare("INSERT INTO model_state VALUES (?, ?)");
      const analysis = createPlantAnalysis(PLANT);
      for (const point of analysis.points.keys()) {
        const noise = repeatableNoise(1);
        for (let i = 0; i < 300; i++)
          analysis.judge({
            ...vibration({ seconds: 10 * i, level: 6 ** Math.max(0, (i - 150) / 150) }, noise),
            point,
          });
        analysis.chain(point).relearn("bearing-replaced");
        store.run(point, JSON.stringify(analysis.snapshot(point)));
      }
      journal.close();
      const { lives, unnamed } = keptLives(path, PLANT);
      expect(lives.map(({ kind }) => kind)).toEqual(["6205"]);
      expect(lives[0]?.end?.level).toBeGreaterThan(1.5);
      expect(unnamed).toBe(1);
      const { ended, running } = keptDurations(path, PLANT).get("6205") ?? {};
      expect(ended).toEqual([lives[0]?.whole?.seconds]);
      expect(running).toEqual([]);
      expect(JSON.stringify(lives)).not.toContain("works");
      expect(livesOf(JSON.stringify(lives[0]), "lives.jsonl")).toEqual({ lives });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
  it("are missed where there is no journal", () => {
    expect(() => keptLives("/nowhere/ingest.sqlite", PLANT)).toThrow(
      /does not exist: --data names/,
    );
  });
  it("are added once, however often they come", () => {
    const life = { kind: "6205", curve: [1, 2] };
    const other = { ...life, whole: { seconds: 9, course: [] } };
    expect(livesAnew([life, other, life], [life])).toEqual([other]);
  });
});

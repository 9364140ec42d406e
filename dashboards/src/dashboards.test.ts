import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { generatedFiles } from "./generated-files.ts";
import { DATASOURCE_UID, field, indicatorField } from "./names.ts";
import { pointsDashboard } from "./points-dashboard.ts";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

describe("generated files", () => {
  it.each([...generatedFiles()])(
    "%s is what the source makes: npm run generate -w dashboards",
    (path, content) => {
      expect(read(path)).toBe(content);
    },
  );

  it("are all that is in the dashboards' folder", () => {
    const made = [...generatedFiles().keys()].filter((path) => path.startsWith("json/"));
    expect(readdirSync(join(root, "json")).map((name) => `json/${name}`)).toEqual(made);
  });
});

describe("the points dashboard", () => {
  const dashboard = pointsDashboard();
  const panels = dashboard.panels ?? [];

  it("can be provisioned from a file: fixed uid, classic schema, no inputs to ask for, not editable", () => {
    expect(dashboard.uid).toBe("raceway-points");
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard.schemaVersion).toBeLessThanOrEqual(42);
    expect(dashboard.editable).toBe(false);
    expect(dashboard).not.toHaveProperty("__inputs");
    expect(dashboard).not.toHaveProperty("__requires");
  });

  it("offers data source, then site, line, machine and point, each within the one before", () => {
    const list = dashboard.templating?.list ?? [];
    expect(list.map(({ name }) => name)).toEqual([
      "datasource",
      "site",
      "line",
      "machine",
      "point",
      "iso",
    ]);
    expect(list[3]?.query).toContain('"site" =~ /^$site$/ AND "line" =~ /^$line$/');
  });

  it("draws no ISO zone until somebody says which class the machine is of", () => {
    const iso = dashboard.templating?.list?.find(({ name }) => name === "iso");
    const choices = String(iso?.query).split(/(?<!\\),/);
    expect(choices[0]).toBe('none (not in scope) : mean("none")');
    expect(choices[3]).toContain("group 2\\, rigid : ");
    expect(choices[3]).toMatch(/1\.4 AS "A\/B"\\, .*2\.8 AS "B\/C"\\, .*4\.5 AS "C\/D"/);
  });

  it("has panels that neither overlap nor share a number", () => {
    const cells = panels.flatMap(({ gridPos }) =>
      Array.from({ length: (gridPos?.w ?? 0) * (gridPos?.h ?? 0) }, (_, k) => {
        const { x, y, w } = gridPos ?? { x: 0, y: 0, w: 1 };
        return `${x + (k % w)},${y + Math.floor(k / w)}`;
      }),
    );
    expect(new Set(cells).size).toBe(cells.length);
    expect(new Set(panels.map(({ id }) => id)).size).toBe(panels.length);
  });

  it("tells at every panel what it shows", () => {
    for (const panel of panels)
      if (panel.type !== "row") expect(panel, panel.title).toHaveProperty("description");
  });
});

describe("provisioning", () => {
  it("names the data source by the uid that the alert rules ask", () => {
    const [source] = parse(read("provisioning/datasources/raceway.yaml")).datasources;
    expect(source.uid).toBe(DATASOURCE_UID);
    const rules = parse(read("provisioning/alerting/service.yaml"));
    for (const { data } of rules.groups[0].rules)
      expect([data[0].datasourceUid, data[1].datasourceUid]).toEqual([DATASOURCE_UID, "__expr__"]);
  });

  it("holds no password", () => {
    const [source] = parse(read("provisioning/datasources/raceway.yaml")).datasources;
    expect(source.secureJsonData.password).toMatch(/^\$[A-Z_]+$/);
  });

  it("asks alert rules nothing that only a dashboard could answer", () => {
    const text = read("provisioning/alerting/service.yaml").replaceAll("$timeFilter", "");
    expect(text).not.toContain("$");
  });
});

describe("names", () => {
  it("that the schema does not have are refused", () => {
    expect(indicatorField("rms")).toBe('"rms"');
    expect(() => indicatorField("rsm")).toThrow("no indicator rsm");
    expect(field("state", "score")).toBe('"score"');
  });
});

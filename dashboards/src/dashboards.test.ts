import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";
import { allDashboards } from "./all-dashboards.ts";
import { generatedFiles } from "./generated-files.ts";
import { variable } from "./influxql-target.ts";
import { DATASOURCE_UID, field, indicatorField } from "./names.ts";

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
    const there = readdirSync(join(root, "json")).map((name) => `json/${name}`);
    expect(there.sort()).toEqual(made.sort());
  });
});

describe.each([...allDashboards()])("the dashboard %s", (name, dashboard) => {
  const panels = dashboard.panels ?? [];
  const variables = dashboard.templating?.list ?? [];

  it("can be provisioned from a file: fixed uid, classic schema, no inputs to ask for, not editable", () => {
    expect(dashboard.uid).toBe(`raceway-${name}`);
    expect(dashboard.schemaVersion).toBeGreaterThanOrEqual(39);
    expect(dashboard.schemaVersion).toBeLessThanOrEqual(42);
    expect(dashboard.editable).toBe(false);
    expect(dashboard.timezone).toBe("browser");
    expect(dashboard).not.toHaveProperty("__inputs");
    expect(dashboard).not.toHaveProperty("__requires");
  });

  it("offers data source, then places, each within the one before", () => {
    const places = ["site", "line", "machine", "point"];
    const offered = variables
      .map((variable) => variable.name)
      .filter((each) => places.includes(each));
    expect(variables[0]?.name).toBe("datasource");
    expect(offered).toEqual(places.slice(0, offered.length));
    for (const [depth, place] of offered.entries()) {
      const query = String(variables.find((variable) => variable.name === place)?.query);
      for (const outer of offered.slice(0, depth))
        expect(query).toContain(`"${outer}" =~ /^$${outer}$/`);
    }
  });

  it("asks for no variable that it does not offer", () => {
    const known = new Set(variables.map((variable) => variable.name));
    const asked = JSON.stringify([panels, dashboard.annotations, dashboard.links]).matchAll(
      /\$\{?(?!__|tag_|col|timeFilter)([a-z]+)/g,
    );
    for (const [text, variable = ""] of asked) expect(known, text).toContain(variable);
  });

  it("leads to the other dashboards and to the console", () => {
    const links = dashboard.links ?? [];
    expect(links.find(({ title }) => title === "Raceway")).toMatchObject({
      tags: ["raceway"],
      includeVars: true,
      keepTime: true,
    });
    expect(links.find(({ title }) => title === "Console")?.url).toBe(variable("console"));
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

  it("tells at every panel what it shows, and why it may be empty", () => {
    for (const panel of panels) {
      if (panel.type === "row") continue;
      expect(panel, panel.title).toHaveProperty("description");
      expect(panel, panel.title).toHaveProperty("fieldConfig.defaults.noValue");
    }
  });
});

describe("tables", () => {
  const tables = [...allDashboards()].flatMap(([name, { panels = [] }]) =>
    panels.flatMap((panel) =>
      panel.type === "table" ? [[`${name}, ${panel.title}`, panel] as const] : [],
    ),
  );

  it.each(tables)(
    "%s: a cell without a value has a dash, not what the empty panel says",
    (_, panel) => {
      expect(panel).toHaveProperty(
        "fieldConfig.overrides",
        expect.arrayContaining([
          {
            matcher: { id: "byRegexp", options: "/.*/" },
            properties: [{ id: "noValue", value: "–" }],
          },
        ]),
      );
    },
  );

  it.each(tables)(
    "%s: the columns that are put in order are those that its queries find",
    (_, panel) => {
      const { targets, transformations = [] } = panel as unknown as {
        targets?: readonly { query: string }[];
        transformations?: readonly {
          id: string;
          options: { alias?: string; indexByName?: object };
        }[];
      };
      const asked = (targets ?? []).flatMap(({ query }) =>
        [...query.matchAll(/"([^"]+)"/g)].map(([, name]) => name),
      );
      const made = transformations.flatMap(({ options }) => options.alias ?? []);
      const ordered = Object.keys(transformations.at(-1)?.options.indexByName ?? {});
      expect(ordered.length).toBeGreaterThan(1);
      expect(["Time", ...asked, ...made]).toEqual(expect.arrayContaining(ordered));
    },
  );
});

describe("the zones of ISO 10816-3", () => {
  it("are drawn as the store has them of the plant file, and asked of nobody", () => {
    for (const name of ["machine", "bearing"]) {
      const dashboard = allDashboards().get(name);
      const velocity = dashboard?.panels?.find(({ title }) => title === "Vibration velocity");
      const queries = JSON.stringify(velocity);
      for (const zone of ["zone_ab", "zone_bc", "zone_cd"]) expect(queries).toContain(zone);
      const offered = dashboard?.templating?.list?.map((each) => each.name);
      expect(offered).not.toContain("iso");
    }
  });
});

describe("the period before", () => {
  it("is the same question, shifted by what the reader chose", () => {
    const panels = allDashboards().get("bearing")?.panels ?? [];
    const shift = variable("before");
    const [now, before] = ["now", `${shift} earlier`].map((words) => {
      const panel = panels.find(({ title }) => title === `Envelope rms, ${words}`);
      return panel !== undefined && "targets" in panel ? panel : undefined;
    });
    const asked = JSON.stringify(now?.targets);
    expect(asked).toContain("envelope_rms");
    expect(JSON.stringify(before?.targets)).toBe(asked);
    expect(before?.timeShift).toBe(shift);
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

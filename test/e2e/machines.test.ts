import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningRaceway, runRaceway } from "./running-raceway.ts";

const ARTEFACTS = fileURLToPath(new URL("../artefacts", import.meta.url));
const PLANT = `# Ann keeps this file.
site: works
lines:
  - id: l1
    name: Line 1
    machines:
      - id: press
        name: Press # since 1998
        points:
          - id: crown # hard to reach
            name: Crown
            bearing: 6205
            channels:
              - { id: temp, kind: temperature, unit: degC }
`;

let folder: string;
let file: string;
let raceway: RunningRaceway;
let browser: Browser;
let page: Page;

const editor = () => page.locator(".machine-edit");
const text = () => readFileSync(file, "utf8");
const picture = (step: number) => page.screenshot({ path: `${ARTEFACTS}/machines-${step}.png` });
const pick = (label: string) =>
  editor().getByRole("combobox", { name: "Machine", exact: true }).selectOption({ label });

describeWithServers(["chromium"], "machines of the plant file at the console", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "raceway-machines-"));
    file = join(folder, "plant.yaml");
    writeFileSync(file, PLANT);
    const grafana = ["--grafana", "https://grafana.example/"];
    raceway = await runRaceway(["--no-simulate", "--plant", file, ...grafana]);
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1300, height: 1100 } });
    await context.addInitScript('localStorage.setItem("raceway.language", "en")');
    page = await context.newPage();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await raceway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("and their points lead to their dashboards in Grafana", async () => {
    for (const [hash, dashboard] of [
      [
        "#/machine/works/l1/press",
        /^https:\/\/grafana\.example\/d\/raceway-machine\?.*var-machine=press/,
      ],
      ["#/point/works/l1/press/crown", /\/d\/raceway-bearing\?.*var-point=crown/],
    ] as const) {
      await page.goto(`${raceway.url}/${hash}`);
      const way = page.getByRole("link", { name: "In Grafana" });
      await way.waitFor();
      expect(await way.getAttribute("href")).toMatch(dashboard);
      expect(await seriousFaults(page)).toEqual([]);
    }
  });

  it("are changed in a form, seen before they are written, and put back", async () => {
    await page.goto(`${raceway.url}/#/settings/machines`);
    await pick("Line 1 › Press");
    const bearing = editor().getByLabel("crown: Bearing");
    await bearing.fill("UC 206");
    await editor()
      .getByText(/^6206: lines within ±3 %.*taken for the 6206/)
      .waitFor();
    await editor().getByText("works/l1/press/crown", { exact: false }).waitFor();
    const shown = await editor().locator(".line-changes").textContent();
    expect(shown).toContain("−             bearing: 6205");
    expect(shown).toContain("+             bearing: UC 206");
    expect(await seriousFaults(page)).toEqual([]);
    await picture(1);
    await editor().getByLabel("Your name").fill("Ann");
    await editor().getByRole("button", { name: "Write into the plant file" }).click();
    await page.getByText("Done: it counts from now on.").waitFor();
    expect(text()).toBe(PLANT.replace("bearing: 6205", "bearing: UC 206"));
    await page.getByRole("cell", { name: "Ann" }).waitFor();
    await picture(2);
    await editor().getByRole("button", { name: "Undo" }).click();
    await editor().getByText("The plant file is as it was before.").waitFor();
    expect(text()).toBe(PLANT);
  }, 90_000);

  it("are copied, with what is wrong said before it is written", async () => {
    await pick("choose…");
    await pick("Line 1 › Press");
    await editor().getByLabel("Id of the copy").fill("press-2");
    await editor().getByRole("button", { name: "Copy" }).click();
    await editor().getByText("A copy of press").waitFor();
    const lines = editor().getByLabel("Its lines in the plant file");
    await expect.poll(() => lines.inputValue()).toContain("bearing: 6205");
    await lines.fill((await lines.inputValue()).replace("bearing: 6205", "bearing: 51105"));
    await editor()
      .getByText(/found "51105" \(a thrust ball bearing/)
      .waitFor();
    await lines.fill((await lines.inputValue()).replace("bearing: 51105", "bearing: 6305"));
    await editor().getByText("works/l1/press-2/crown: New: it learns.").waitFor();
    await editor().getByRole("button", { name: "Write into the plant file" }).click();
    await page.getByText("Done: it counts from now on.").waitFor();
    expect(text().match(/# hard to reach/g)).toHaveLength(2);
    const machine = await fetch(`${raceway.url}/api/points/works/l1/press-2/crown`);
    expect(machine.status).toBe(200);
  }, 90_000);

  it("are checked in Chinese for who reads Chinese", async () => {
    const context = await browser.newContext({ viewport: { width: 1300, height: 1100 } });
    await context.addInitScript('localStorage.setItem("raceway.language", "zh")');
    const other = await context.newPage();
    await other.goto(`${raceway.url}/#/settings/machines`);
    const form = other.locator(".machine-edit");
    await form
      .getByRole("combobox", { name: "机器", exact: true })
      .selectOption({ label: "Line 1 › Press" });
    const lines = form.locator("textarea");
    await expect.poll(() => lines.inputValue()).toContain("degC");
    await lines.fill((await lines.inputValue()).replace("unit: degC", "unit: m/s2"));
    await form.getByText(/现为 “m\/s2”，而通道类型为 temperature；应为 .*degC/).waitFor();
    await lines.fill((await lines.inputValue()).replace("unit: m/s2", "unit: degF"));
    await form.getByText(/通道 temp：单位 degC → degF：物理量相同，已知内容继续有效/).waitFor();
    await context.close();
  }, 60_000);

  it("are removed; what somebody else has changed meanwhile is not written over", async () => {
    await pick("Line 1 › Press");
    await editor().getByLabel("Its lines in the plant file").waitFor();
    const before = text();
    writeFileSync(file, `${before}# Cy was here\n`);
    await editor().getByRole("button", { name: "Remove" }).click();
    await editor()
      .getByText(/Somebody else has changed the plant file meanwhile/)
      .waitFor();
    await editor().getByRole("button", { name: "Write into the plant file" }).click();
    await editor()
      .getByText(/was changed by somebody else meanwhile/)
      .waitFor();
    expect(text()).toBe(`${before}# Cy was here\n`);
    await editor().getByRole("button", { name: "Cancel" }).click();
    await editor().getByRole("button", { name: "Remove" }).click();
    await editor()
      .getByText("press is taken out of the plant file, with all its points.")
      .waitFor();
    await picture(3);
    await editor().getByRole("button", { name: "Write into the plant file" }).click();
    await page.getByText("Done: it counts from now on.").waitFor();
    expect(text()).not.toContain("id: press\n");
    expect(text()).toContain("# Cy was here");
  }, 90_000);

  it("keep their lines as a person sees them: nothing is written by trying", async () => {
    const before = text();
    const edit = { line: "l1", machine: "press-2", act: "change", text: "id: press-2\npoints: [" };
    const preview = (body: object) =>
      fetch(`${raceway.url}/api/plant-file/machine/preview`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify(body),
      });
    expect((await preview(edit)).status).toBe(400);
    expect((await preview({ ...edit, text: "id: press-2" })).status).toBe(200);
    expect((await preview({ ...edit, machine: "no" })).status).toBe(400);
    expect(text()).toBe(before);
  }, 60_000);
});

import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { PointView } from "@raceway/console/http/api-types";
import { connectAsync, type MqttClient } from "mqtt";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
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
        name: Press
        points:
          - id: crown # hard to reach
            name: Crown
            channels:
              - { id: temp, kind: temperature, unit: degC }
`;
const TOPIC = "shed/sensor-7/env";
const PAYLOAD = JSON.stringify({ battery: 93, data: { temperature: "41.5" } });

let folder: string;
let file: string;
let raceway: RunningRaceway;
let browser: Browser;
let page: Page;
let sensor: MqttClient;

const publish = () => sensor.publishAsync(TOPIC, PAYLOAD, { qos: 1 });
const picture = (step: number) => page.screenshot({ path: `${ARTEFACTS}/adopt-${step}.png` });
const form = () => page.locator(".adopt-form");
const choose = (label: string, choice: string) =>
  form().getByRole("combobox", { name: label, exact: true }).selectOption({ label: choice });

describeWithServers(["chromium"], "a sensor that nobody has told Raceway of", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "raceway-adopt-"));
    file = join(folder, "plant.yaml");
    writeFileSync(file, PLANT);
    raceway = await runRaceway(["--no-simulate", "--plant", file]);
    browser = await launchBrowser();
    const context = await browser.newContext({ viewport: { width: 1300, height: 900 } });
    await context.addInitScript('localStorage.setItem("raceway.language", "en")');
    page = await context.newPage();
    sensor = await connectAsync(raceway.mqttUrl, { clientId: "sensor-7" });
  }, 120_000);
  afterAll(async () => {
    await sensor?.endAsync(true);
    await browser?.close();
    await raceway?.close();
    rmSync(folder, { recursive: true, force: true });
  });

  it("is listed with what it says and who sends it, and is watched four clicks later", async () => {
    await publish();
    await page.goto(`${raceway.url}/#/sensors`);
    const row = page.getByRole("row").filter({ hasText: TOPIC }).first();
    await row.waitFor();
    expect(await row.textContent()).toMatch(/"temperature":"41.5".*sensor-7/);
    await picture(1);

    await row.getByRole("button", { name: TOPIC }).click();
    await form().waitFor();
    await picture(2);
    await choose("The value", "data.temperature: 41.5");
    await choose("What it is", "Temperature, °C");
    await form().getByLabel("Your name").fill("Ann");
    await form().getByText("l1/press/shed-sensor-7/env 41.5 degC").waitFor();
    await form().getByText("works/l1/press/shed-sensor-7: New: it learns.").waitFor();
    expect(await seriousFaults(page)).toEqual([]);
    await picture(3);
    await form().getByRole("button", { name: "Adopt" }).click();
    await page.getByText("l1/press/shed-sensor-7/env is watched from now on.").waitFor();
    await picture(4);

    await publish();
    await until("it is measured", async () => {
      const answer = await fetch(`${raceway.url}/api/points/works/l1/press/shed-sensor-7`);
      const { indicators } = (await answer.json()) as PointView;
      return indicators["env"]?.indicators["temperature"] === 41.5;
    });
    const watched = page.getByRole("row").filter({ hasText: "Press › shed-sensor-7" });
    await expect.poll(() => watched.textContent(), { timeout: 30_000 }).not.toMatch(/No data/);
    await picture(5);
    expect(readFileSync(file, "utf8").startsWith(PLANT.trimEnd())).toBe(true);
  }, 60_000);

  it("is given up again with one click more", async () => {
    await page.getByRole("button", { name: "Undo" }).click();
    await page.getByText("Undone: the plant file is as it was before.").waitFor();
    expect(readFileSync(file, "utf8")).toBe(PLANT);
    const answer = await fetch(`${raceway.url}/api/points/works/l1/press/shed-sensor-7`);
    expect(answer.status).toBe(404);
  }, 60_000);

  it("is not adopted on a plant file that somebody else has changed, nor with faults", async () => {
    const adopt = (change: object) =>
      fetch(`${raceway.url}/api/plant-file/adoption`, {
        method: "POST",
        headers: { "content-type": "application/json" },
        body: JSON.stringify({
          ...{ topic: TOPIC, line: "l1", machine: "press", point: "p7", channel: "env" },
          ...{ kind: "temperature", unit: "degC", value: "data.temperature", who: "Bo" },
          ...change,
        }),
      });
    const { revision } = (await (await fetch(`${raceway.url}/api/plant-file`)).json()) as {
      revision: string;
    };
    const faulty = await adopt({ revision, bearing: "99999", value: "data.(" });
    expect(faulty.status).toBe(400);
    expect(((await faulty.json()) as { detail: string }).detail).toMatch(/99999[\s\S]*value/);
    writeFileSync(file, `${PLANT}# Cy was here\n`);
    const late = await adopt({ revision });
    expect(late.status).toBe(409);
    expect(readFileSync(file, "utf8")).toBe(`${PLANT}# Cy was here\n`);
  }, 60_000);
});

import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { LimitPreviewView } from "@raceway/console/limits/limit-types";
import { connectAsync } from "mqtt";
import type { Browser, Page } from "playwright-core";
import { afterAll, beforeAll, expect, it } from "vitest";
import { until } from "../running-ingest.ts";
import { describeWithServers } from "../servers/server-process.ts";
import { seriousFaults } from "./accessibility.ts";
import { launchBrowser } from "./browser.ts";
import { type RunningRaceway, runRaceway } from "./running-raceway.ts";

const ARTEFACTS = fileURLToPath(new URL("../artefacts", import.meta.url));
const ADMIN_PASSWORD = "three words for tests";
const POINT = "works/l1/g1/spindle";
const PLANT = `site: works
lines:
  - id: l1
    machines:
      - id: g1
        name: Grinder
        points:
          - id: spindle
            name: Spindle
            channels:
              - { id: temp, name: Bearing temperature, kind: temperature, unit: degC, limits: { temperature: { warning: 90, alarm: 100 } } }
notify:
  channels:
    - { id: shift, kind: mail, server: "smtp://127.0.0.1:2525", from: raceway@works.example, to: [shift@works.example] }
  shifts: { night: [{ from: "22:00", to: "06:00" }] }
  routes:
    - { id: urgent, to: [shift], priorities: [high], during: [night], quiet: [{ days: [sat, sun], from: "00:00", to: "24:00" }] }
`;

let folder: string;
let raceway: RunningRaceway;
let browser: Browser;
const passwords: Record<string, string> = { admin: ADMIN_PASSWORD };

/** A browser of somebody who logs in on the way to a page. */
async function openAs(name: string, hash: string, width = 1400): Promise<Page> {
  const context = await browser.newContext({ viewport: { width, height: 1000 } });
  await context.addInitScript(
    `localStorage.setItem("raceway.language", localStorage.getItem("raceway.language") ?? "en")`,
  );
  const page = await context.newPage();
  await page.goto(`${raceway.url}/login`);
  await page.locator('input[name="name"]').fill(name);
  await page.locator('input[name="password"]').fill(passwords[name] ?? "");
  await page.locator('button[type="submit"], button').first().click();
  await page.waitForURL((url) => !url.pathname.startsWith("/login"));
  await page.goto(`${raceway.url}/${hash}`);
  await page.getByRole("heading", { level: 1 }).first().waitFor();
  return page;
}
const close = (page: Page) => page.context().close();
const statusOf = (page: Page, path: string) =>
  page.evaluate(`fetch("./api/${path}").then(({ status }) => status)`);

/** Readings of a bearing that has warmed up, five seconds apart, up to now. */
let readings = 0;
async function publish(count: number): Promise<void> {
  const sensor = await connectAsync(raceway.mqttUrl);
  const begin = Date.now() - 3 * 3600_000;
  for (let k = 0; k < count; k++, readings += 1)
    await sensor.publishAsync(
      `raceway/v1/reading/${POINT}/temp`,
      JSON.stringify({
        time: new Date(begin + readings * 5000).toISOString(),
        unit: "degC",
        value: 60 + (readings % 3) / 10,
      }),
      { qos: 1 },
    );
  await sensor.endAsync();
}

/** Until so many readings are in the store: a preview before that sees a part of them. */
async function untilStored(page: Page, count: number): Promise<void> {
  const query = new URLSearchParams({
    point: POINT,
    channel: "temp",
    indicator: "temperature",
    warning: "50",
    days: "1",
  });
  await until("the readings in the store", async () => {
    const preview = await page.evaluate(
      `fetch("./api/limits/preview?${query}").then((answer) => answer.json())`,
    );
    return (preview as LimitPreviewView).values >= count;
  });
}

describeWithServers(["chromium"], "the settings, in a browser", () => {
  beforeAll(async () => {
    mkdirSync(ARTEFACTS, { recursive: true });
    folder = mkdtempSync(join(tmpdir(), "raceway-settings-"));
    writeFileSync(join(folder, "plant.yaml"), PLANT);
    raceway = await runRaceway(
      ["--no-simulate", "--console-logins", "--plant", join(folder, "plant.yaml")],
      { RACEWAY_ADMIN_PASSWORD: ADMIN_PASSWORD },
    );
    browser = await launchBrowser();
  }, 120_000);
  afterAll(async () => {
    await browser?.close();
    await raceway?.close();
    rmSync(folder, { recursive: true });
  });

  it("let an administrator add people, who log in with the password shown once", async () => {
    const page = await openAs("admin", "#/settings/users");
    for (const [name, role] of [
      ["edith", "engineer"],
      ["vic", "viewer"],
    ] as const) {
      await page.getByRole("textbox", { name: "Name" }).fill(name);
      await page.getByRole("combobox", { name: "Role", exact: true }).selectOption(role);
      await page.getByRole("button", { name: "Add user" }).click();
      await page.getByText(`Password of ${name}, shown this once:`).waitFor();
      passwords[name] = (await page.locator("code").textContent()) ?? "";
      await page.getByRole("cell", { name, exact: true }).waitFor();
    }
    await page.getByRole("combobox", { name: "Role of admin" }).selectOption("viewer");
    await page.getByText(/last administrator/).waitFor();
    await page.screenshot({ path: join(ARTEFACTS, "settings-users.png") });
    await close(page);
  });

  it("let an administrator give roles by line, by keyboard, and the person sees that line only", async () => {
    const theirs = await openAs("vic", "#/");
    const page = await openAs("admin", "#/settings/users");
    await page.getByRole("button", { name: "Lines: vic" }).press("Enter");
    await page.getByRole("heading", { name: "What vic may do on single lines" }).waitFor();
    const focused = await page.evaluate("document.activeElement?.textContent");
    expect(focused).toBe("What vic may do on single lines");
    await page.keyboard.press("Tab");
    await page.keyboard.type("operator");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText("The roles by line count; vic must log in again.").waitFor();
    await page.getByText("l1: operator", { exact: true }).waitFor();
    await page.getByRole("button", { name: "Lines: vic" }).press("Enter");
    await page.getByRole("combobox", { name: "Role on l1" }).selectOption("");
    const limited = page.getByRole("checkbox", { name: /Sees nothing of the other lines/ });
    await limited.press("Space");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText(/needs a role on at least one of them/).waitFor();
    await page.getByRole("combobox", { name: "Role on l1" }).selectOption("operator");
    await page.screenshot({ path: join(ARTEFACTS, "settings-lines.png"), fullPage: true });
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText("l1: operator; sees nothing else").waitFor();
    expect(await statusOf(theirs, "plant")).toBe(401);
    await close(theirs);
    const again = await openAs("vic", "#/");
    expect(await statusOf(again, "alarm-report")).toBe(403);
    await close(again);
    // Another role keeps what is said of lines.
    await page.getByRole("combobox", { name: "Role of vic" }).selectOption("engineer");
    await page.getByText(/who is limited to lines is viewer elsewhere/).waitFor();
    await page.getByRole("button", { name: "Lines: vic" }).press("Enter");
    await page.getByRole("combobox", { name: "Role on l1" }).selectOption("");
    await limited.press("Space");
    await page.getByRole("button", { name: "Save" }).press("Enter");
    await page.getByText(/^l1: operator/).waitFor({ state: "detached" });
    await close(page);
  });

  it("let an administrator see who is logged in, end it, and disable an account; the audit tells of it", async () => {
    const theirs = await openAs("vic", "#/");
    const page = await openAs("admin", "#/settings/users");
    page.on("dialog", (dialog) => void dialog.accept());
    const list = page.getByRole("region", { name: "Who is logged in" }).last();
    await list.getByRole("row", { name: /admin.*this one/ }).waitFor();
    await list.getByRole("button", { name: /^End: vic, Linux, Chrome, 127/ }).press("Enter");
    await page.getByText("A session of vic has ended.").waitFor();
    expect(await statusOf(theirs, "plant")).toBe(401);
    await close(theirs);
    await page.getByRole("button", { name: "Disable: admin" }).click();
    await page.getByText(/last administrator/).waitFor();
    await page.getByRole("button", { name: "Disable: vic" }).press("Enter");
    await page.getByText("vic is disabled: nobody is let in by this name.").waitFor();
    await page.getByRole("cell", { name: /disabled/ }).waitFor();
    const logIn = `fetch("./api/session", { method: "POST", headers: { "content-type": "application/json" },
      body: ${JSON.stringify(JSON.stringify({ name: "vic", password: passwords["vic"] }))} }).then(({ status }) => status)`;
    expect(await page.evaluate(logIn)).toBe(401);
    await page.screenshot({ path: join(ARTEFACTS, "settings-disabled.png"), fullPage: true });
    await page.getByRole("button", { name: "Enable: vic" }).press("Enter");
    await page.getByText("vic may log in again.").waitFor();
    const audit = await page.evaluate(`fetch("./api/audit").then((answer) => answer.json())`);
    const entries = (audit as readonly Readonly<Record<string, unknown>>[]).filter(
      ({ who }) => who === "admin",
    );
    expect(entries).toContainEqual(
      expect.objectContaining({
        what: "POST /api/users/:name/disabled",
        target: "/api/users/vic/disabled",
        after: expect.stringContaining('{"disabled":true} → '),
        outcome: "200",
      }),
    );
    expect(entries).toContainEqual(
      expect.objectContaining({ what: "end a session of vic from 127.0.0.1", outcome: "done" }),
    );
    await close(page);
  });

  it("let everybody see where they are logged in, and end what they left behind", async () => {
    const left = await openAs("vic", "#/");
    const page = await openAs("vic", "#/settings/own");
    const rows = page.getByRole("region", { name: "Where I am logged in" }).last().getByRole("row");
    await rows.filter({ hasText: "this one" }).waitFor();
    // The headings, this one, and the other.
    expect(await rows.count()).toBe(3);
    await page.getByRole("button", { name: /^End: vic/ }).press("Enter");
    await page.getByText("The session has ended.").waitFor();
    await page.getByRole("button", { name: /^End: vic/ }).waitFor({ state: "detached" });
    expect(await statusOf(left, "plant")).toBe(401);
    expect(await statusOf(page, "sessions/everybody")).toBe(403);
    await close(left);
    await close(page);
  });

  it("let everybody choose their own password", async () => {
    const page = await openAs("edith", "#/settings/own");
    await page.getByText("You are edith, role: engineer.").waitFor();
    await page.getByLabel("Present password").fill(passwords["edith"] ?? "");
    await page.getByLabel(/New password/).fill("short");
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText(/at least 12 characters is right/).waitFor();
    passwords["edith"] = "warm and running smoothly";
    await page.getByLabel(/New password/).fill(passwords["edith"]);
    await page.getByRole("button", { name: "Change password" }).click();
    await page.getByText("The password is changed").waitFor();
    await close(page);
  });

  it("let an engineer try a limit on the history and set it; the next readings raise the warning with it as evidence", async () => {
    await publish(120);
    const page = await openAs("edith", "#/settings/own");
    await untilStored(page, 120);
    await page.goto(`${raceway.url}/#/settings/limits`);
    await page.getByText("Plant file: Warning 90 °C, Alarm 100 °C").waitFor();
    await page.getByText(/Warning 90 °C: never reached/).waitFor();
    await page.getByRole("textbox", { name: "Warning" }).fill("50");
    await page.getByText(/Warning 50 °C: 1 × reached, 10 min in all \(100 %/).waitFor();
    await page.getByRole("textbox", { name: "Alarm" }).fill("40");
    await page.getByText("The warning must be below the alarm.").waitFor();
    await page.getByRole("slider", { name: "Alarm" }).press("End");
    await page.getByText(/Alarm \d+ °C: never reached/).waitFor();
    await page.getByRole("textbox", { name: "Alarm" }).fill("80");
    await page.getByRole("button", { name: "Set this limit" }).click();
    await page.getByText("Please give a reason").waitFor();
    await page.getByRole("textbox", { name: "Reason" }).fill("new grease");
    await page.getByRole("button", { name: "Set this limit" }).click();
    await page.getByText("The limit counts from the next record on.").waitFor();
    await page.getByText(/set by edith, .*: new grease/).waitFor();
    await page.getByRole("cell", { name: "Warning 50 °C, Alarm 80 °C" }).waitFor();
    await page.screenshot({ path: join(ARTEFACTS, "settings-limits.png") });
    await publish(40);
    await page.goto(`${raceway.url}/#/point/${POINT}`);
    await page
      .getByText(/limit 50 degC set by edith|limit 50 °C/)
      .first()
      .waitFor();
    await close(page);
  });

  it("let an engineer try whether a message reaches people", async () => {
    const page = await openAs("edith", "#/settings/notifications");
    await page.getByRole("button", { name: "Send a test: shift" }).click();
    await page.getByText(/shift: Not sent: .*ECONNREFUSED/).waitFor();
    await close(page);
  });

  it("let a viewer look and try, and no more", async () => {
    const page = await openAs("vic", "#/settings/limits");
    await page.getByText("Only engineers and administrators may change them.").waitFor();
    expect(await page.getByRole("button", { name: "Set this limit" }).count()).toBe(0);
    const refused = await page.evaluate(
      `fetch("./api/limits/${POINT}/temp/temperature", { method: "PUT", headers: { "content-type": "application/json" },
        body: JSON.stringify({ limit: { alarm: 70 }, who: "vic", why: "fun" }) }).then(({ status }) => status)`,
    );
    expect(refused).toBe(403);
    await page.getByRole("link", { name: "Users" }).click();
    await page.getByText("Only administrators see and manage accounts.").waitFor();
    await page.getByRole("link", { name: "Notifications" }).click();
    await page.getByRole("cell", { name: "urgent" }).waitFor();
    await page.getByText("shift@works.example").waitFor();
    expect(await page.getByRole("button", { name: /Send a test/ }).count()).toBe(0);
    await page.getByText(/within daily 22:00–06:00 \(UTC\); quiet Sat Sun/).waitFor();
    await close(page);
  });

  it("keep a limit over a restart, and let it be taken back; the audit tells of both", async () => {
    await raceway.stop();
    await raceway.start();
    const page = await openAs("edith", "#/settings/limits");
    await page
      .getByText(/set by edith, .*: new grease/)
      .first()
      .waitFor();
    await page.getByRole("textbox", { name: "Reason" }).fill("winter");
    await page.getByRole("button", { name: "Back to the plant file" }).click();
    await page.getByText("The plant file's limit counts again.").waitFor();
    await page.getByText("None: the plant file's limits count everywhere.").waitFor();
    await close(page);
    const admin = await openAs("admin", "#/settings/users");
    const audit = await admin.evaluate(`fetch("./api/audit").then((answer) => answer.text())`);
    expect(audit).toContain(`/api/limits/${POINT}/temp/temperature`);
    expect(audit).toContain("new grease");
    expect(audit).toContain("winter");
    for (const password of Object.values(passwords)) expect(audit).not.toContain(password);
    await close(admin);
  });

  it.each(["limits", "users", "notifications", "own"])(
    "%s fits a phone, speaks Chinese, and has no serious fault of accessibility",
    async (tab) => {
      for (const width of [390, 1920]) {
        const page = await openAs("admin", `#/settings/${tab}`, width);
        await page.waitForTimeout(800);
        const [scroll, client] = (await page.evaluate(
          "[document.documentElement.scrollWidth, document.documentElement.clientWidth]",
        )) as [number, number];
        expect(scroll).toBeLessThanOrEqual(client);
        expect(await seriousFaults(page)).toEqual([]);
        await page.getByRole("button", { name: "中文" }).click();
        await page.getByRole("heading", { name: "设置" }).waitFor();
        await page.waitForTimeout(500);
        await page.screenshot({ path: join(ARTEFACTS, `settings-${tab}-zh-${width}.png`) });
        await close(page);
      }
    },
  );
});

import { type Alarm, isCovered } from "@raceway/model/alarm";
import { createElement, Fragment, render } from "preact";
import type { ServicesView } from "../src/http/api-types.ts";
import { startLanguage, t } from "./i18n/text.ts";
import { createPlantPage } from "./plant/plant-page.ts";
import { createPointPage, loadPointView } from "./point/point-page.ts";
import { faultOf, getAlarms, getIndicators, getPlant } from "./shared/api.ts";
import { heed, titleOf } from "./shared/attention.ts";
import { defineComponents } from "./shared/components.ts";
import { span } from "./shared/format.ts";
import { openLive } from "./shared/live.ts";
import { followedBy, type Page } from "./shared/page.ts";
import { startPerson } from "./shared/person.ts";
import { clockFault, isElsewhere, plantZone } from "./shared/plant-clock.ts";
import { drawnBy, redraw } from "./shared/redraw.ts";
import { currentRoute, type View } from "./shared/route.ts";
import { contentElement, shell } from "./shared/shell.ts";
import { createPlantState, type PlantState } from "./shared/state.ts";
import { startTheme } from "./shared/theme.ts";
import { createSimulationBar } from "./simulation/simulation-bar.ts";
import "./style.css";

/** A connection that is back before this is nobody's concern, milliseconds. */
const LOST_AFTER_MS = 2000;

startLanguage();
startTheme();
defineComponents();

const simulation = createSimulationBar();
const state = createPlantState(onChange);
/** The code of all but the first pages is loaded when they are opened. */
const codeOf: Readonly<Record<View, () => Promise<(state: PlantState) => Page>>> = {
  plant: async () => createPlantPage,
  async point() {
    void loadPointView();
    return createPointPage;
  },
  machine: async () => (await import("./plant/machine-page.ts")).createMachinePage,
  alarms: async () => (await import("./alarms/alarms-page.ts")).createAlarmsPage,
  history: async () => (await import("./alarms/history-page.ts")).createHistoryPage,
  occurrence: async () => (await import("./alarms/occurrence-page.ts")).createOccurrencePage,
  covered: async () => (await import("./alarms/covered-page.ts")).createCoveredPage,
  report: async () => (await import("./alarms/report-page.ts")).createReportPage,
  handover: async () => (await import("./alarms/handover-page.ts")).createHandoverPage,
  maintenance: async () =>
    (await import("./maintenance/maintenance-page.ts")).createMaintenancePage,
  planning: async () => (await import("./planning/planning-page.ts")).createPlanningPage,
  production: async () => (await import("./production/production-page.ts")).createProductionPage,
  week: async () => (await import("./production/week-page.ts")).createWeekPage,
  stands: async () => (await import("./stands/stands-page.ts")).createStandsPage,
  quality: async () => (await import("./stands/quality-page.ts")).createQualityPage,
  record: async () => (await import("./stands/record-page.ts")).createRecordPage,
  sensors: async () => (await import("./sensors/sensors-page.ts")).createSensorsPage,
  settings: async () => (await import("./settings/settings-page.ts")).createSettingsPage,
};
/** Made when first opened. */
const pages = new Map<View, Promise<Page>>();
let page: Page | undefined;
/** Of the page that is open, which stays until the next has been loaded. */
let view: View = currentRoute().view;
let banner: string | undefined;
let lost: number | undefined;
drawnBy(draw);

const live = openLive(
  {
    hello({ services, version }) {
      showServices(services);
      void simulation.read();
      void catchUp(version);
    },
    services: showServices,
    point: state.setPoint,
    fresh: ({ path }) => page?.fresh?.(path),
    spectrum: ({ path }) => page?.fresh?.(path),
    // Which comes first is the service's business, so the list is read again.
    alarm: () => void readAlarms(),
    limits: ({ path }) => page?.fresh?.(path),
    stand: ({ path }) => page?.fresh?.(path),
    report: ({ time }) => state.setReported(time),
    plant: readAgain,
    simulation: simulation.show,
  },
  () => showLost(t("banner.lost")),
);
// The service was updated while this page was open, and its parts have other names now.
window.addEventListener("vite:preloadError", () => location.reload());
window.addEventListener("hashchange", () => void route());
live.follow(followedBy(currentRoute()));
// The plant and the page's code are on their way while it is asked who looks; pages are made once that is known.
let reading = readAll();
void codeOf[view]();
void startPerson().then(route);

async function route(): Promise<void> {
  const now = currentRoute();
  live.follow(followedBy(now));
  const making = pages.get(now.view) ?? codeOf[now.view]().then((create) => create(state));
  pages.set(now.view, making);
  const next = await making;
  if (currentRoute().view !== now.view) return;
  const isAnother = next !== page;
  page = next;
  view = now.view;
  next.open(now);
  draw();
  const content = contentElement();
  if (content && (isAnother || now.view === "point")) content.scrollTop = 0;
}

function onChange(): void {
  page?.update?.();
  redraw();
}

function draw(): void {
  const plant = state.plant()?.name;
  const waiting = state.alarms().filter(isWaiting).length;
  if (plant !== undefined) document.title = titleOf(plant, waiting);
  const content = page && createElement(Fragment, { key: view }, page.view());
  const around = {
    view,
    plant,
    stands: state.plant()?.stands === true,
    production: state.plant()?.production === true,
    waiting,
    banner,
    notes: clockNotes(),
    simulation: simulation.view(),
  };
  keepingFocus(() => render(shell(around, content), document.body));
}

/** Where this device's clock shows another time than the plant's, or a wrong one. */
function clockNotes(): readonly string[] {
  const fault = clockFault();
  return [
    ...(isElsewhere() ? [t("zone.note", { zone: plantZone() })] : []),
    ...(fault > 0 ? [t("zone.clockWrong", { span: span(fault / 1000) })] : []),
  ];
}

/** A node that changes its place among others loses the focus on the way; what appears and takes it keeps it. */
function keepingFocus(work: () => void): void {
  const before = document.activeElement;
  work();
  // That nothing had it is no loss, and giving it makes the browser lay out the page at once.
  if (!(before instanceof HTMLElement) || before === document.body || !before.isConnected) return;
  if (document.activeElement === null || document.activeElement === document.body)
    before.focus({ preventScroll: true });
}

/** Connected: what changed before, and was not told, is read. */
async function catchUp(version: string): Promise<void> {
  await reading;
  if (state.plant()?.version !== version) readAgain();
}

function readAgain(): void {
  reading = readAll();
}

async function readAll(): Promise<void> {
  try {
    const [plant, indicators] = await Promise.all([getPlant(), getIndicators(), readAlarms()]);
    state.setCatalogue(indicators);
    state.setPlant(plant);
  } catch (error) {
    showLost(t("banner.trying", { why: faultOf(error) }));
  }
}

/** Whether an alarm waits for somebody: what is set aside calls nobody. */
function isWaiting(alarm: Alarm): boolean {
  return alarm.state !== "acknowledged" && !isCovered(alarm);
}

async function readAlarms(): Promise<void> {
  const alarms = await getAlarms();
  heed(alarms.filter(isWaiting).length);
  state.setAlarms(alarms);
}

function showServices(services: ServicesView): void {
  clearTimeout(lost);
  lost = undefined;
  state.setServices(services);
  banner = services.broker ? undefined : t("banner.broker");
  redraw();
}

function showLost(text: string): void {
  lost ??= window.setTimeout(() => {
    banner = text;
    redraw();
  }, LOST_AFTER_MS);
}

import type { TrendView } from "../src/api-types.ts";
import { faultOf, getPoint } from "./api.ts";
import { fill, h } from "./dom.ts";
import { getFittedTrend } from "./fitted-trend.ts";
import { indicatorText, percent, span as spanText, unitText, withUnit } from "./format.ts";
import { chooseLanguage, LANGUAGES, language, t } from "./i18n/text.ts";
import type { Page } from "./page.ts";
import { loggedIn, personName, rememberName } from "./person.ts";
import { createPicker } from "./picker.ts";
import type { PlantState } from "./state.ts";
import { currentScheme, toggleScheme } from "./theme.ts";
import type { TrendChart } from "./trend-chart.ts";

const SPAN_SECONDS = 30 * 86_400;

/** What a person sets for themselves, and limits tried on the point's own history before they go into the plant file. */
export function createSettingsPage(state: PlantState): Page {
  const element = h(
    "div",
    { class: "page" },
    h("header", { class: "page-head" }, h("h1", {}, t("nav.settings"))),
    ownCard(),
  );
  const limits = createLimitTrial(state);
  element.append(limits.element, accountCard());
  return { element, open: limits.update, update: limits.update };
}

function ownCard(): HTMLElement {
  const languages = createPicker(t("settings.language"), (value) => {
    const chosen = LANGUAGES.find((name) => name === value);
    if (chosen !== undefined) chooseLanguage(chosen);
  });
  languages.offer(
    LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) })),
    language(),
  );
  const schemes = createPicker(t("settings.scheme"), (value) => {
    if (value !== currentScheme()) toggleScheme();
  });
  schemes.offer(
    (["dark", "light"] as const).map((value) => ({ value, label: t(`scheme.${value}`) })),
    currentScheme(),
  );
  const name = h("ix-input", {
    label: t("form.name"),
    value: personName(),
    onvalueChange: (event: CustomEvent<string>) => rememberName(event.detail.trim()),
  });
  name.hidden = loggedIn() !== undefined;
  return h(
    "section",
    { class: "card", "aria-label": t("settings.own") },
    h("h2", {}, t("settings.own")),
    h("div", { class: "pickers" }, languages.element, schemes.element, name),
  );
}

function accountCard(): HTMLElement {
  const account = loggedIn();
  const text =
    account === undefined
      ? t("settings.noLogins")
      : t("settings.account", { name: account.name, role: t(`role.${roleOf(account.role)}`) });
  return h(
    "section",
    { class: "card", "aria-label": t("settings.people") },
    h("h2", {}, t("settings.people")),
    h("p", {}, text),
    h("p", { class: "quiet" }, t("settings.fileNote")),
  );
}

function roleOf(role: string): "viewer" | "operator" | "engineer" | "admin" {
  return role === "admin" || role === "engineer" || role === "operator" ? role : "viewer";
}

/** A limit tried on history: how often it would have spoken, and the lines for the plant file. */
function createLimitTrial(state: PlantState) {
  let path = "";
  let channel = "";
  let indicator = "";
  let trend: TrendView | undefined;
  let known: Readonly<Record<string, readonly string[]>> = {};
  let chart: TrendChart | undefined;
  const plot = h("div", {});
  const result = h("p", { role: "status" });
  const lines = h("pre", { class: "yaml", tabIndex: 0 });
  const points = createPicker(t("table.point"), (value) => void choosePoint(value));
  const channels = createPicker(t("table.channel"), (value) => {
    channel = value;
    indicator = known[value]?.[0] ?? "";
    offer();
    void read();
  });
  const indicators = createPicker(t("trend.indicator"), (value) => {
    indicator = value;
    void read();
  });
  const warning = limitInput(t("limit.warning"));
  const alarm = limitInput(t("limit.alarm"));
  const element = h(
    "section",
    { class: "card", "aria-label": t("settings.limits") },
    h("h2", {}, t("settings.limits")),
    h("p", { class: "quiet" }, t("settings.limitsNote")),
    h(
      "div",
      { class: "pickers" },
      points.element,
      channels.element,
      indicators.element,
      warning,
      alarm,
    ),
    result,
    plot,
    lines,
  );

  function limitInput(label: string) {
    return h("ix-input", { label, onvalueChange: () => judge() });
  }

  async function choosePoint(value: string): Promise<void> {
    path = value;
    try {
      const view = await getPoint(path);
      known = Object.fromEntries(
        Object.entries(view.indicators).map(([id, { indicators: own }]) => [id, Object.keys(own)]),
      );
      channel = Object.keys(known)[0] ?? "";
      indicator = known[channel]?.[0] ?? "";
      offer();
      await read();
    } catch (error) {
      fill(result, faultOf(error));
    }
  }

  function offer(): void {
    channels.offer(
      Object.keys(known).map((value) => ({ value, label: value })),
      channel,
    );
    indicators.offer(
      (known[channel] ?? []).map((value) => ({ value, label: indicatorText(value) })),
      indicator,
    );
  }

  async function read(): Promise<void> {
    if (indicator === "") return fill(result, t("machine.nothingYet"));
    try {
      trend = await getFittedTrend({ point: path, channel, indicator, span: SPAN_SECONDS });
      judge();
    } catch (error) {
      fill(result, faultOf(error));
    }
  }

  function judge(): void {
    if (trend === undefined) return;
    const limits = [
      { name: "warning", text: warning.value },
      { name: "alarm", text: alarm.value },
    ].flatMap(({ name, text }) => {
      const value = Number(text.trim().replace(",", "."));
      return text.trim() !== "" && Number.isFinite(value) ? [{ name, value }] : [];
    });
    fill(
      result,
      ...limits.flatMap(({ name, value }) => [verdict(name, value, trend?.rows ?? []), h("br")]),
    );
    if (limits.length === 0) fill(result, t("settings.limitsEmpty"));
    lines.hidden = limits.length === 0;
    const body = limits.map(({ name, value }) => `${name}: ${value}`).join(", ");
    lines.textContent = `limits: { ${indicator}: { ${body} } }`;
    void draw({ ...trend, limits: limits.length > 0 ? limits : trend.limits });
  }

  function verdict(name: string, value: number, rows: TrendView["rows"]): string {
    const above = rows.filter(([, found]) => found > value).length;
    return t("settings.wouldSpeak", {
      limit: `${t(name === "alarm" ? "limit.alarm" : "limit.warning")} ${withUnit(value, unitText(trend?.unit ?? ""))}`,
      percent: rows.length === 0 ? "0" : percent(above / rows.length),
      count: above,
      total: rows.length,
      span: spanText(SPAN_SECONDS),
    });
  }

  async function draw(view: TrendView): Promise<void> {
    const { createTrendChart } = await import("./trend-chart.ts");
    if (chart === undefined) {
      chart = createTrendChart();
      plot.append(chart.element);
    }
    chart.show(view);
  }

  return {
    element,
    update(): void {
      const all = state.points();
      const isFirst = path === "";
      path ||= all[0]?.path ?? "";
      points.offer(
        all
          .map((point) => ({
            value: point.path,
            label: point.path.split("/").slice(1).join(" › "),
          }))
          // In an order that does not change under somebody's hand.
          .toSorted((a, b) => a.label.localeCompare(b.label)),
        path,
      );
      if (isFirst && path !== "") void choosePoint(path);
    },
  };
}

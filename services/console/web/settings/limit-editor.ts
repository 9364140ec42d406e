import type { VNode } from "preact";
import type {
  CrossingView,
  LimitPreviewView,
  LimitView,
  MarksView,
} from "../../src/limits/limit-types.ts";
import { t } from "../i18n/text.ts";
import { createTrendChart } from "../point/trend-chart.ts";
import { faultOf } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment, percent, span as spanText, unitText, withUnit } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { has, loggedIn, personName, rememberName } from "../shared/person.ts";
import { type Choice, picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { type MarkRange, markField } from "./mark-field.ts";
import {
  getLimits,
  getPreview,
  type LimitPlace,
  type Reason,
  setLimit,
  takeBackLimit,
} from "./settings-api.ts";

const DAYS = [1, 7, 30, 365];
/** A person has stopped typing or sliding after so long, milliseconds. */
const PAUSE_MS = 300;

/** The limit of one indicator: what counts, how another would have done on history, and, for engineers, setting it. */
export function createLimitEditor(onChanged: () => void) {
  const chart = createTrendChart();
  let place: LimitPlace | undefined;
  let limit: LimitView | undefined;
  let preview: LimitPreviewView | undefined;
  let days = 30;
  let texts = { warning: "", alarm: "" };
  let range: MarkRange = { low: 0, high: 1 };
  let results: readonly string[] = [];
  let who = personName();
  let why = "";
  let message = "";
  let told = "";
  let asked = 0;
  let pause: number | undefined;

  function view(): VNode | undefined {
    if (preview === undefined) return undefined;
    return h(
      "div",
      { class: "stack" },
      nowText(limit),
      h(
        "div",
        { class: "limit-marks" },
        markField(t("limit.warning"), texts.warning, range, (warning) => tried({ warning })),
        markField(t("limit.alarm"), texts.alarm, range, (alarm) => tried({ alarm })),
        h(
          "label",
          { class: "field" },
          t("settings.spanLabel"),
          picker(t("settings.spanLabel"), DAYS.map(dayChoice), String(days), chooseDays),
        ),
      ),
      h(
        "div",
        { role: "status" },
        results.map((text) => h("p", {}, text)),
      ),
      h("div", { hidden: preview.rows.length === 0 }, chart.view()),
      has("engineer") ? form() : h("p", { class: "quiet" }, t("settings.engineersOnly")),
      h("p", { class: "quiet", role: "status" }, told),
    );
  }

  function form(): VNode {
    return h(
      "form",
      {
        class: "form-fields",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          submit();
        },
      },
      loggedIn() === undefined && field(t("form.name"), who, (value) => (who = value)),
      field(t("settings.why"), why, (value) => (why = value)),
      h("p", { class: "form-error", role: "alert" }, message),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("settings.set")),
        limit?.edited !== undefined &&
          h(
            "ix-button",
            { variant: "secondary", onclick: () => void change(null) },
            t("settings.takeBack"),
          ),
      ),
    );
  }

  function submit(): void {
    const found = marks();
    message = typeof found === "string" ? found : "";
    redraw();
    if (typeof found !== "string") void change(found);
  }

  function chooseDays(value: string): void {
    days = Number(value);
    void read();
  }

  /** The marks typed; a sentence when they are none. */
  function marks(): MarksView | string {
    const [warning, alarm] = [typed(texts.warning), typed(texts.alarm)];
    for (const text of [warning, alarm])
      if (!Number.isFinite(Number(text))) return t("settings.markWrong", { text });
    const given = {
      ...(warning !== "" && { warning: Number(warning) }),
      ...(alarm !== "" && { alarm: Number(alarm) }),
    };
    const wrong =
      given.warning !== undefined && given.alarm !== undefined && given.warning >= given.alarm;
    return wrong ? t("settings.marksWrong") : given;
  }

  function tried(change: Partial<typeof texts>): void {
    texts = { ...texts, ...change };
    message = "";
    told = "";
    const found = marks();
    clearTimeout(pause);
    if (typeof found === "string") results = [found];
    else {
      draw(found);
      pause = window.setTimeout(() => void read(), PAUSE_MS);
    }
    redraw();
  }

  async function read(): Promise<void> {
    const found = marks();
    if (place === undefined || typeof found === "string") return;
    const ticket = ++asked;
    try {
      const next = await getPreview(place, days, found);
      if (ticket !== asked) return;
      preview = next;
      results = sentences(next);
      range = rangeOf(next, found) ?? range;
      draw(found);
    } catch (error) {
      if (ticket === asked) results = [faultOf(error)];
    }
    redraw();
  }

  function draw(found: MarksView): void {
    if (preview === undefined || preview.rows.length === 0) return;
    const limits = Object.entries(found).map(([name, value]) => ({ name, value }));
    chart.show({ ...preview, meaning: "", limits });
  }

  async function change(wanted: MarksView | null): Promise<void> {
    if (place === undefined) return;
    const reason: Reason = { who: loggedIn()?.name ?? who.trim(), why: why.trim() };
    message = missingOf(reason);
    redraw();
    if (message !== "") return;
    rememberName(reason.who);
    try {
      limit =
        wanted === null
          ? await takeBackLimit(place, reason)
          : await setLimit(place, wanted, reason);
      why = "";
      told = t(wanted === null ? "settings.takenBack" : "settings.setDone");
      texts = textsOf(limit);
      void read();
      onChanged();
    } catch (error) {
      message = faultOf(error);
    }
    redraw();
  }

  return {
    view,
    /** Shows the limit of a place; what was typed for another goes. */
    async show(next: LimitPlace): Promise<void> {
      place = next;
      asked += 1;
      message = "";
      told = "";
      const limits = await getLimits(next.point);
      if (place !== next) return;
      limit = limits.find(
        ({ channel, indicator }) => channel === next.channel && indicator === next.indicator,
      );
      texts = textsOf(limit);
      await read();
    },
  };
}

const dayChoice = (days: number): Choice => ({
  value: String(days),
  label: spanText(days * 86_400),
});

/** With the point as decimal sign; empty: none is wanted. */
const typed = (text: string) => text.trim().replace(",", ".");

function missingOf(reason: Reason): string {
  if (reason.who === "") return t("form.nameMissing");
  return reason.why === "" ? t("settings.whyMissing") : "";
}

function textsOf(limit: LimitView | undefined) {
  const { warning, alarm } = limit?.edited ?? limit?.file ?? {};
  return { warning: String(warning ?? ""), alarm: String(alarm ?? "") };
}

/** The sliders reach half as far again as anything to be seen. */
function rangeOf({ rows }: LimitPreviewView, found: MarksView): MarkRange | undefined {
  const values = [...rows.map(([, value]) => value), ...Object.values(found)];
  if (values.length === 0) return undefined;
  const high = Number((1.5 * Math.max(...values, 0)).toPrecision(2));
  const low = Math.min(...values, 0);
  return { low, high: high > low ? high : 1 };
}

function nowText(limit: LimitView | undefined): VNode {
  const { file, edited, unit = "" } = limit ?? {};
  const inFile = `${t("settings.fromFile")}: ${marksText(file, unit)}`;
  if (edited === undefined) return h("p", {}, inFile);
  return h("p", {}, [
    h("strong", {}, `${t("settings.inForce")}: ${marksText(edited, unit)}`),
    ` (${t("settings.setBy", { ...edited, time: moment(edited.at) })}). ${inFile}.`,
  ]);
}

/** The marks of a limit in words. */
export function marksText(limit: MarksView | undefined, unit: string): string {
  const parts = [
    limit?.warning !== undefined && `${t("limit.warning")} ${withUnit(limit.warning, unit)}`,
    limit?.alarm !== undefined && `${t("limit.alarm")} ${withUnit(limit.alarm, unit)}`,
  ].filter((part) => part !== false);
  return parts.join(", ") || t("settings.noLimit");
}

function sentences(view: LimitPreviewView): readonly string[] {
  if (view.values === 0) return [t("settings.noHistory")];
  const tries = [
    { name: t("limit.warning"), found: view.warning },
    { name: t("limit.alarm"), found: view.alarm },
  ].flatMap(({ name, found }) => (found === undefined ? [] : [sentence(name, found, view)]));
  const { everySeconds } = view;
  return [
    ...(tries.length > 0 ? tries : [t("settings.tryNote")]),
    ...(everySeconds === undefined ? [] : [t("settings.means", { span: spanText(everySeconds) })]),
  ];
}

function sentence(name: string, found: CrossingView, { unit, seconds }: LimitPreviewView): string {
  const limit = `${name} ${withUnit(found.mark, unitText(unit))}`;
  const span = spanText(seconds);
  if (found.last === undefined) return t("settings.neverReached", { limit, span });
  return t("settings.reached", {
    limit,
    span,
    times: found.times,
    duration: spanText(found.seconds),
    percent: percent(found.share),
    last: moment(found.last),
  });
}

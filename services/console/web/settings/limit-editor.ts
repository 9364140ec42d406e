import type {
  CrossingView,
  LimitPreviewView,
  LimitView,
  MarksView,
} from "../../src/limits/limit-types.ts";
import { t } from "../i18n/text.ts";
import { createTrendChart } from "../point/trend-chart.ts";
import { faultOf } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { createField } from "../shared/field.ts";
import { moment, percent, span as spanText, unitText, withUnit } from "../shared/format.ts";
import { has, loggedIn, personName, rememberName } from "../shared/person.ts";
import { createPicker } from "../shared/picker.ts";
import { createMarkField } from "./mark-field.ts";
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
  let place: LimitPlace | undefined;
  let limit: LimitView | undefined;
  let preview: LimitPreviewView | undefined;
  let days = 30;
  let asked = 0;
  let pause: number | undefined;
  const now = h("p", {});
  const chart = createTrendChart();
  const result = h("div", { role: "status" });
  const message = h("p", { class: "form-error", role: "alert" });
  const told = h("p", { class: "quiet", role: "status" });
  const warning = createMarkField(t("limit.warning"), tried);
  const alarm = createMarkField(t("limit.alarm"), tried);
  const span = createPicker(t("settings.spanLabel"), (value) => {
    days = Number(value);
    void read();
  });
  span.offer(
    DAYS.map((value) => ({ value: String(value), label: spanText(value * 86_400) })),
    String(days),
  );
  const who = createField(t("form.name"));
  const why = createField(t("settings.why"));
  const takeBack = h(
    "ix-button",
    { variant: "secondary", onclick: () => void change(null) },
    t("settings.takeBack"),
  );
  const form = h(
    "form",
    {
      class: "form-fields",
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        const found = marks();
        if (typeof found === "string") fill(message, found);
        else void change(found);
      },
    },
    who.element,
    why.element,
    message,
    h(
      "div",
      { class: "form-buttons" },
      h("ix-button", { type: "submit" }, t("settings.set")),
      takeBack,
    ),
  );
  const may = has("engineer");
  who.element.hidden = loggedIn() !== undefined;
  who.setValue(personName());
  const element = h(
    "div",
    { class: "stack" },
    now,
    h(
      "div",
      { class: "limit-marks" },
      warning.element,
      alarm.element,
      h("label", { class: "field" }, t("settings.spanLabel"), span.element),
    ),
    result,
    chart.element,
    may ? form : h("p", { class: "quiet" }, t("settings.engineersOnly")),
    told,
  );
  element.hidden = true;

  /** The marks typed; a sentence when they are none. */
  function marks(): MarksView | string {
    const texts = { warning: warning.text(), alarm: alarm.text() };
    for (const text of Object.values(texts))
      if (!Number.isFinite(Number(text))) return t("settings.markWrong", { text });
    const given = {
      ...(texts.warning !== "" && { warning: Number(texts.warning) }),
      ...(texts.alarm !== "" && { alarm: Number(texts.alarm) }),
    };
    const wrong =
      given.warning !== undefined && given.alarm !== undefined && given.warning >= given.alarm;
    return wrong ? t("settings.marksWrong") : given;
  }

  function tried(): void {
    fill(message);
    fill(told);
    const found = marks();
    clearTimeout(pause);
    if (typeof found === "string") fill(result, found);
    else {
      draw(found);
      pause = window.setTimeout(() => void read(), PAUSE_MS);
    }
  }

  async function read(): Promise<void> {
    const found = marks();
    if (place === undefined || typeof found === "string") return;
    const ticket = ++asked;
    try {
      const view = await getPreview(place, days, found);
      if (ticket !== asked) return;
      preview = view;
      element.hidden = false;
      fill(result, ...sentences(view).map((text) => h("p", {}, text)));
      setRanges(view, found);
      draw(found);
    } catch (error) {
      if (ticket === asked) fill(result, faultOf(error));
    }
  }

  function draw(found: MarksView): void {
    chart.element.hidden = preview === undefined || preview.rows.length === 0;
    if (preview === undefined || preview.rows.length === 0) return;
    const limits = Object.entries(found).map(([name, value]) => ({ name, value }));
    chart.show({ ...preview, meaning: "", limits });
  }

  /** The sliders reach half as far again as anything to be seen. */
  function setRanges({ rows }: LimitPreviewView, found: MarksView): void {
    const values = [...rows.map(([, value]) => value), ...Object.values(found)];
    if (values.length === 0) return;
    const high = Number((1.5 * Math.max(...values, 0)).toPrecision(2));
    const low = Math.min(...values, 0);
    for (const field of [warning, alarm]) field.setRange(low, high > low ? high : 1);
  }

  async function change(wanted: MarksView | null): Promise<void> {
    if (place === undefined) return;
    const reason: Reason = { who: loggedIn()?.name ?? who.value(), why: why.value() };
    const missing = missingOf(reason);
    fill(message, missing);
    if (missing !== "") return;
    rememberName(reason.who);
    try {
      limit =
        wanted === null
          ? await takeBackLimit(place, reason)
          : await setLimit(place, wanted, reason);
      why.setValue("");
      fill(told, t(wanted === null ? "settings.takenBack" : "settings.setDone"));
      showNow();
      setMarks();
      void read();
      onChanged();
    } catch (error) {
      fill(message, faultOf(error));
    }
  }

  function missingOf(reason: Reason): string {
    if (reason.who === "") return t("form.nameMissing");
    return reason.why === "" ? t("settings.whyMissing") : "";
  }

  function setMarks(): void {
    const inForce = limit?.edited ?? limit?.file;
    warning.set(inForce?.warning);
    alarm.set(inForce?.alarm);
  }

  function showNow(): void {
    const { file, edited, unit = "" } = limit ?? {};
    takeBack.hidden = edited === undefined;
    const inFile = `${t("settings.fromFile")}: ${marksText(file, unit)}`;
    if (edited === undefined) fill(now, inFile);
    else
      fill(
        now,
        h("strong", {}, `${t("settings.inForce")}: ${marksText(edited, unit)}`),
        ` (${t("settings.setBy", { ...edited, time: moment(edited.at) })}). ${inFile}.`,
      );
  }

  return {
    element,
    /** Shows the limit of a place; what was typed for another goes. */
    async show(next: LimitPlace): Promise<void> {
      place = next;
      asked += 1;
      fill(message);
      fill(told);
      const limits = await getLimits(next.point);
      if (place !== next) return;
      limit = limits.find(
        ({ channel, indicator }) => channel === next.channel && indicator === next.indicator,
      );
      showNow();
      setMarks();
      await read();
    },
  };
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

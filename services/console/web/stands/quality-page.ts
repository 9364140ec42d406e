import type { VNode } from "preact";
import type {
  QualityView,
  StandTypeView,
  StandView,
  YieldView,
} from "../../src/stands/stand-types.ts";
import { t } from "../i18n/text.ts";
import { number, percent } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import type { Page } from "../shared/page.ts";
import { picker } from "../shared/picker.ts";
import { createReading } from "../shared/reading.ts";
import type { Route } from "../shared/route.ts";
import { keyed, table } from "../shared/table.ts";
import { createControlPlots } from "./control-plots.ts";
import { driftList } from "./drift-list.ts";
import { gaugePanel } from "./gauge-panel.ts";
import { createRelearnForm } from "./relearn-form.ts";
import { signalTexts } from "./signal-texts.ts";
import { standQuery } from "./stand-query.ts";
import { standsHead } from "./stand-tabs.ts";
import { causeText } from "./stand-words.ts";
import { getGaugeStudies, getQuality, getStands, getYield } from "./stands-api.ts";

/** Read again at most so often while parts come, milliseconds. */
const REFRESH_MS = 5000;
const YIELD_DAYS = 7;
const STUDY_DAYS = 90;
const BANDS = ["low", "medium", "high"] as const;

/** One band of a type, from one side at one speed. */
interface Choice {
  readonly type: StandTypeView;
  readonly side: string;
  readonly rpm: number;
  readonly band: (typeof BANDS)[number];
}

/** Control charts, capability, yield and causes of a test stand. */
export function createQualityPage(): Page {
  let query = standQuery("quality", "");
  const plots = createControlPlots();
  // The stand tells within seconds.
  const relearnForm = createRelearnForm(() => window.setTimeout(reading.read, 1000));
  const reading = createReading(async () => {
    const stands = await getStands();
    const stand = query.stand(stands);
    const choice = stand && choiceOf(stand);
    if (stand === undefined || choice === undefined) return { stands, stand };
    const { type, side, rpm, band } = choice;
    const place = { type: type.id, side, rpm, band };
    const [quality, studies, yielded] = await Promise.all([
      getQuality(stand, place),
      getGaugeStudies(stand, { ...place, days: STUDY_DAYS }),
      getYield(stand, { type: type.id, days: YIELD_DAYS }),
    ]);
    plots.show(quality);
    return { stands, stand, choice, quality, studies, yielded };
  }, REFRESH_MS);

  function choiceOf({ types, results, drifts }: StandView): Choice | undefined {
    // Without a choice what drifts; where nothing does, the type that is on the stand now.
    const [drift] = drifts;
    const wanted = query.value("type") || (drift?.type ?? results[0]?.bearingType);
    const type = types.find(({ id }) => id === wanted) ?? types[0];
    if (type === undefined) return undefined;
    return {
      type,
      side:
        type.sides.find((side) => side === (query.value("side") || drift?.side)) ??
        type.sides[0] ??
        "",
      rpm: type.speeds.find((rpm) => String(rpm) === query.value("rpm")) ?? type.speeds[0] ?? 0,
      band: BANDS.find((band) => band === query.value("band")) ?? drift?.band ?? "high",
    };
  }

  function go(changes: Readonly<Record<string, string>>): void {
    location.hash = query.with(changes);
  }

  function view(): VNode {
    const shown = reading.shown();
    const fault = reading.fault();
    const { stands = [], stand, choice, quality, studies, yielded } = shown ?? {};
    return h(
      "div",
      { class: "page" },
      standsHead("quality", stand?.path ?? ""),
      fault !== undefined && h("p", { class: "quiet", role: "alert" }, fault),
      shown && stand === undefined && h("p", { class: "quiet" }, t("stands.none")),
      stand && choice && choices(stands, stand, choice),
      stand && driftList(stand, relearnForm),
      quality && chartsOf(quality),
      quality?.charts && h("div", { class: "overview" }, signalsOf(quality), capabilityOf(quality)),
      yielded && h("div", { class: "overview" }, yieldOf(yielded), causesOf(yielded)),
      studies && gaugePanel(studies),
    );
  }

  function choices(stands: readonly StandView[], stand: StandView, choice: Choice): VNode {
    const { type, side, rpm, band } = choice;
    return h(
      "div",
      { class: "pickers" },
      picker(
        t("stands.stand"),
        stands.map(({ path, line, name }) => ({ value: path, label: `${line.name} › ${name}` })),
        stand.path,
        (path) => go({ stand: path }),
      ),
      picker(
        t("stands.type"),
        stand.types.map(({ id, name }) => ({ value: id, label: name })),
        type.id,
        (id) => go({ type: id }),
      ),
      picker(
        t("stands.side"),
        type.sides.map((value) => ({ value, label: t("stands.sideOf", { side: value }) })),
        side,
        (value) => go({ side: value }),
      ),
      picker(
        t("stands.speed"),
        type.speeds.map((value) => ({
          value: String(value),
          label: t("stands.speedOf", { rpm: number(value) }),
        })),
        String(rpm),
        (value) => go({ rpm: value }),
      ),
      picker(
        t("stands.band"),
        BANDS.map((value) => ({ value, label: t(`stands.band.${value}`) })),
        band,
        (value) => go({ band: value }),
      ),
    );
  }

  function chartsOf({ parts, charts }: QualityView): VNode {
    const count = parts.length;
    return h(
      "section",
      { class: "card", "aria-label": t("stands.tab.quality") },
      h(
        "p",
        { class: "small quiet" },
        charts === undefined
          ? t("stands.few", { count })
          : charts.base === undefined
            ? t("stands.baseLearnt", { count })
            : t("stands.base", { count, base: charts.base }),
      ),
      charts && plots.view(charts.subgroups?.size),
    );
  }

  return {
    view,
    open(route: Route): void {
      query = standQuery("quality", route.view === "quality" ? route.query : "");
      reading.read();
    },
    fresh: reading.refresh,
  };
}

function section(title: string, ...body: Parameters<typeof h>[2][]): VNode {
  return h("section", { class: "card", "aria-label": title }, h("h2", {}, title), ...body);
}

function signalsOf(quality: QualityView): VNode {
  const texts = signalTexts(quality);
  return section(
    t("stands.signals"),
    texts.length === 0
      ? h("p", { class: "quiet" }, t("stands.noSignals"))
      : h(
          "ul",
          {},
          texts.map((text) => h("li", { key: text }, text)),
        ),
  );
}

function capabilityOf({ capability }: QualityView): VNode {
  const title = t("stands.capability");
  if (capability === undefined)
    return section(title, h("p", { class: "quiet" }, t("stands.capability.none")));
  const { limit, table: name, grade, cpk, ppk } = capability;
  const rows = [
    [t("stands.capability.short"), cpk] as const,
    [t("stands.capability.overall"), ppk] as const,
  ].map(([what, { value, low, high }]) => [
    what,
    h("strong", {}, value.toFixed(2)),
    `${low.toFixed(2)} – ${high.toFixed(2)}`,
  ]);
  return section(
    title,
    h(
      "p",
      { class: "small quiet" },
      t("stands.capability.by", { limit: `${number(limit)} µm/s`, table: name, grade }),
    ),
    table(title, ["", t("stands.capability.index"), t("stands.capability.interval")], rows),
    h("p", { class: "small quiet" }, t("stands.capability.low")),
  );
}

function yieldOf({ parts, firstPass, accept, rework, reject, notJudged }: YieldView): VNode {
  const title = t("stands.yield", { days: YIELD_DAYS });
  const share = (count: number) =>
    t("stands.yield.share", { count, share: parts === 0 ? 0 : number((100 * count) / parts) });
  const rows = [
    [t("stands.yield.parts"), String(parts)],
    [t("stands.yield.firstPass"), share(firstPass)],
    [t("stands.gate.accept"), share(accept)],
    [t("stands.gate.rework"), share(rework)],
    [t("stands.gate.reject"), share(reject)],
    [t("stands.gate.notJudged"), share(notJudged)],
  ];
  return section(title, table(title, ["", t("stands.yield.parts")], rows));
}

/** What turned parts away after Pareto: the few causes of most of it first. */
function causesOf({ causes }: YieldView): VNode {
  const title = t("stands.causes");
  if (causes.length === 0) return section(title, h("p", { class: "quiet" }, t("stands.noCauses")));
  const all = causes.reduce((sum, { parts }) => sum + parts, 0);
  let summed = 0;
  const rows = causes.map(({ cause, parts }) => {
    summed += parts;
    const share = `${percent(parts / all)} %`;
    return keyed(cause, [
      causeText(cause),
      String(parts),
      h(
        "span",
        { class: "judged" },
        h("progress", { max: all, value: parts, "aria-hidden": "true" }),
        h("span", {}, share),
      ),
      `${percent(summed / all)} %`,
    ]);
  });
  const heads = [t("stands.cause"), t("stands.yield.parts"), t("stands.share"), t("stands.sum")];
  return section(title, table(title, heads, rows));
}

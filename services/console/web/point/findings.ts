import type { DiagnosisVerdict, Verdict } from "@raceway/model/verdict";
import { certainty, inWords } from "@raceway/model/verdict-words";
import type { ComponentChild, VNode } from "preact";
import type { PointView } from "../../src/http/api-types.ts";
import { language, t } from "../i18n/text.ts";
import { moment, number, percent } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { adviceOf, faultText, headlineOf, lifeText, spoken } from "../shared/words.ts";

/** What is wrong at a point and why, in words; or why nothing can be said. */
export function findings(point: PointView): VNode {
  const parts = [
    ...sensorPart(point),
    ...machinePart(point),
    ...prognosisPart(point),
    ...advicePart(point),
  ];
  return h(
    "section",
    { class: "card findings", "aria-label": t("finding.title") },
    parts.length > 0 ? parts : quietPart(point),
  );
}

function sensorPart({ verdicts: { sensors = {} }, channels }: PointView): ComponentChild[] {
  return channels.flatMap(({ id, name }) => {
    const sensor = sensors[id];
    if (sensor === undefined || sensor.fault === "none") return [];
    const what = language() === "en" ? sensor.text : faultText(sensor.fault);
    const title = t(sensor.persistent ? "finding.sensor" : "finding.sensorOnce", {
      channel: name,
      what,
    });
    return [finding(title, "sensor", [t("finding.sensorNote")])];
  });
}

function machinePart({
  verdicts: { anomaly, diagnosis },
  level,
  channels,
}: PointView): ComponentChild[] {
  const abnormal = anomaly !== undefined && anomaly.severity !== "normal";
  const troubled = level === "alarm" || level === "warning";
  if (!abnormal && !troubled) return [];
  const parts: ComponentChild[] = [];
  if (diagnosis !== undefined) {
    const fault = faultText(diagnosis.fault);
    const sure = (name: string, confidence: number) =>
      t("headline.sure", { fault: name, percent: certainty(confidence) });
    const others = diagnosis.hypotheses
      .filter((other) => other.fault !== diagnosis.fault && other.fault !== "unnamed")
      .map((other) => sure(faultText(other.fault), other.confidence));
    parts.push(
      finding(
        diagnosis.fault === "unnamed" ? fault : sure(fault, diagnosis.confidence),
        diagnosis.persistent ? level : "",
        others.length > 0 ? [t("finding.others", { others: others.join(", ") })] : [],
        evidenceOf(diagnosis),
      ),
    );
  }
  if (abnormal) {
    const key = anomaly.persistent ? "finding.anomaly" : "finding.anomalyOnce";
    parts.push(
      finding(
        t(key, { time: moment(anomaly.time) }),
        anomaly.persistent ? anomaly.severity : "",
        sentencesOf(anomaly, channels),
      ),
    );
  }
  return parts;
}

/** What a person can check: the reason, the speed that lines were sought by, and the tall lines that nothing explains. */
function evidenceOf(diagnosis: DiagnosisVerdict): readonly ComponentChild[] {
  const { speed, unexplained = [] } = diagnosis;
  const lines = unexplained.map(
    ({ label, foundHz, snrDb }) => `${number(foundHz)} Hz (${label}, ${number(snrDb)} dB)`,
  );
  return [
    linesText(diagnosis),
    ...(speed === undefined ? [] : [speedText(speed)]),
    ...(lines.length === 0 ? [] : [t("finding.unexplained", { lines: lines.join(", ") })]),
  ];
}

function speedText({ rpm, statedRpm, source }: NonNullable<DiagnosisVerdict["speed"]>): string {
  const key = source === "measured" ? "finding.speedMeasured" : "finding.speedNominal";
  return t(key, { rpm: number(rpm), stated: number(statedRpm) });
}

/** In English the service's own sentence; otherwise the lines that it speaks of. */
function linesText({ text, lines }: DiagnosisVerdict): ComponentChild {
  if (language() === "en" || lines.length === 0) return spoken(text);
  const found = lines.map(
    ({ label, foundHz, snrDb }) => `${label} ${number(foundHz)} Hz (${number(snrDb)} dB)`,
  );
  return t("finding.lines", { lines: found.join(", ") });
}

/** What a verdict says, with the channels' names of the plant file. */
function sentencesOf(verdict: Verdict, channels: PointView["channels"]): ComponentChild[] {
  const nameOf = (channel: string) => channels.find(({ id }) => id === channel)?.name ?? channel;
  return inWords(verdict, language(), nameOf).map(spoken);
}

function prognosisPart({
  verdicts: { prognosis },
  level,
  life,
  channels,
}: PointView): ComponentChild[] {
  if (prognosis === undefined || level === "normal") return [];
  if (life === undefined)
    return prognosis.trend === "none"
      ? [finding(t("finding.noTrend"), "", sentencesOf(prognosis, channels))]
      : [];
  return [
    finding(t("finding.life", { span: lifeText(life) }), "", [], sentencesOf(prognosis, channels)),
  ];
}

function advicePart(point: PointView): ComponentChild[] {
  const { level } = point;
  return level === "alarm" || level === "warning"
    ? [finding(t("finding.toDo"), "", [adviceOf(point)])]
    : [];
}

function quietPart(point: PointView): ComponentChild {
  const { level, state, path } = point;
  if (state?.stopped !== undefined)
    return finding(headlineOf(point), "unknown", [t("finding.stopped")]);
  switch (level) {
    case "unknown":
      return finding(t("headline.unknown"), "unknown", [
        t("finding.unknown"),
        t("finding.unknownTopics", { path }),
      ]);
    case "learning":
      return finding(headlineOf(point), "learning", [t("finding.learning")]);
    default:
      return finding(t("headline.normal"), "normal", [
        state === undefined
          ? t("finding.normal")
          : t("finding.normalScore", { percent: percent(state.score) }),
      ]);
  }
}

/** @param why what the laboratory says of it, folded away: the title is for whoever mends it */
function finding(
  title: string,
  level: string,
  sentences: readonly ComponentChild[],
  why: readonly ComponentChild[] = [],
): VNode {
  return h(
    "div",
    { class: `finding ${level === "" ? "" : `edge-${level}`}` },
    h("h2", {}, title),
    sentences.map((text) => h("p", {}, text)),
    why.length > 0 &&
      h(
        "details",
        {},
        h("summary", {}, t("finding.why")),
        why.map((text) => h("p", {}, text)),
      ),
  );
}

import type { PointView } from "../src/api-types.ts";
import { faultWords } from "../src/fault-words.ts";
import { type Child, fill, h } from "./dom.ts";
import { moment, sentence, span } from "./format.ts";

/** What is wrong at a point and why, in words; or why nothing can be said. */
export function createFindings() {
  const element = h("section", { class: "card findings", "aria-label": "What is wrong" });
  return {
    element,
    show(point: PointView): void {
      const parts = [
        ...sensorPart(point),
        ...machinePart(point),
        ...prognosisPart(point),
        ...advicePart(point),
      ];
      fill(element, ...(parts.length > 0 ? parts : [quietPart(point)]));
    },
  };
}

function sensorPart({ verdicts: { sensor } }: PointView): Child[] {
  if (sensor === undefined || sensor.fault === "none") return [];
  const soft = sensor.persistent ? "" : " (seen once)";
  return [
    finding(
      `Sensor${sensor.channel ? ` ${sensor.channel}` : ""}: ${sensor.text}${soft}`,
      "sensor",
      ["While this lasts, nothing is said about the machine from this channel."],
    ),
  ];
}

function machinePart({ verdicts: { anomaly, diagnosis }, level }: PointView): Child[] {
  const abnormal = anomaly !== undefined && anomaly.severity !== "normal";
  const troubled = level === "alarm" || level === "warning";
  if (!abnormal && !troubled) return [];
  const parts: Child[] = [];
  if (diagnosis !== undefined && (troubled || abnormal)) {
    const sure = `${Math.round(diagnosis.confidence * 100)} % sure`;
    const name = faultWords(diagnosis.fault);
    const title = diagnosis.fault === "unnamed" ? name : `${name}, ${sure}`;
    const others = diagnosis.hypotheses
      .filter(({ fault }) => fault !== diagnosis.fault && fault !== "unnamed")
      .map(({ fault, confidence }) => `${faultWords(fault)} ${Math.round(confidence * 100)} %`);
    parts.push(
      finding(title, diagnosis.persistent ? level : "", [
        diagnosis.text,
        ...(others.length > 0 ? [`Also considered: ${others.join(", ")}.`] : []),
      ]),
    );
  }
  if (abnormal) {
    const once = anomaly.persistent ? "" : " (not yet confirmed)";
    const asOf = `as of ${moment(anomaly.time)}${once}`;
    parts.push(
      finding(`Left its normal behaviour, ${asOf}`, anomaly.persistent ? anomaly.severity : "", [
        ...anomaly.evidence.map(({ text }) => text),
      ]),
    );
  }
  return parts;
}

function prognosisPart({ verdicts: { prognosis }, level }: PointView): Child[] {
  if (prognosis === undefined || level === "normal") return [];
  if (prognosis.trend === "none")
    return [finding("Remaining life: no trend", "", [prognosis.text])];
  const { rulSeconds, lowSeconds, highSeconds, interval } = prognosis;
  const range = `${span(lowSeconds)} to ${span(highSeconds)} with ${Math.round(interval * 100)} % probability`;
  return [finding(`Remaining life: about ${span(rulSeconds)}`, "", [`${range}.`, prognosis.text])];
}

function advicePart({ level, advice }: PointView): Child[] {
  return level === "alarm" || level === "warning" ? [finding("What to do", "", [advice])] : [];
}

function quietPart({ level, state, path }: PointView): Child {
  switch (level) {
    case "unknown":
      return finding("No data yet", "unknown", [
        "Nothing has been heard of this point since the service started.",
        `Is the sensor on? It should publish under raceway/v1/waveform/${path}/… or raceway/v1/reading/${path}/….`,
      ]);
    case "learning":
      return finding("Learning what is normal here", "learning", [
        "Standard limits apply already. The point's own limits follow when enough has been seen.",
      ]);
    default:
      return finding("As expected", "normal", [
        state === undefined
          ? "No limit is exceeded."
          : `No limit is exceeded and the point behaves as it has learnt (${Math.round(state.score * 100)} % of the way to its limit).`,
      ]);
  }
}

function finding(title: string, level: string, sentences: readonly string[]): HTMLElement {
  return h(
    "div",
    { class: `finding ${level === "" ? "" : `edge-${level}`}` },
    h("h3", {}, title),
    ...sentences.map((text) => h("p", {}, sentence(text))),
  );
}

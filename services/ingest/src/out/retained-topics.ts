import { type PointPath, parsePointPath } from "@raceway/model/identity";
import { formatTopic } from "@raceway/wire/topic";

const SPECTRA = ["amplitude", "velocity", "envelope", "sound"];

/** Every topic of a point itself under which ingest may have left something retained. */
export function topicsOfPoint(point: PointPath): readonly string[] {
  const id = parsePointPath(point);
  return [
    ...(["anomaly", "diagnosis", "prognosis"] as const).map((kind) =>
      formatTopic({ class: "verdict", ...id, kind }),
    ),
    formatTopic({ class: "state", ...id }),
    formatTopic({ class: "limits", ...id }),
  ];
}

/** The same of one of its channels. */
export function topicsOfChannel(point: PointPath, channel: string): readonly string[] {
  const id = { ...parsePointPath(point), channel };
  return [
    formatTopic({ class: "verdict", ...id, kind: "sensor" }),
    formatTopic({ class: "indicators", ...id }),
    formatTopic({ class: "latest-waveform", ...id }),
    ...SPECTRA.map((name) => formatTopic({ class: "spectrum", ...id, name })),
  ];
}

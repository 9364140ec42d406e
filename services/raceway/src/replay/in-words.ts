import type { Verdict } from "@raceway/model/verdict";
import type { Summary } from "@raceway/wire/verdict-message";

/** A verdict as one line for a person at a terminal. */
export function describeVerdict(verdict: Verdict): string {
  const where =
    verdict.channel === undefined ? verdict.point : `${verdict.point}/${verdict.channel}`;
  return `${verdict.time}  ${verdict.persistent ? "!" : " "} ${where}  ${sentence(verdict)}`;
}

function sentence(verdict: Verdict): string {
  switch (verdict.kind) {
    case "anomaly":
      return `${verdict.severity} (score ${verdict.score}): ${verdict.evidence[0]?.text ?? "as expected"}`;
    case "diagnosis":
      return `${verdict.fault} (confidence ${verdict.confidence}): ${verdict.text}`;
    case "prognosis":
      return verdict.text;
    case "sensor":
      return `sensor ${verdict.fault === "none" ? "sound again" : verdict.fault}: ${verdict.text}`;
  }
}

/** What a replay amounted to, for a person. */
export function describeSummary(summary: Summary): string {
  const { records, samples, wallSeconds, samplesPerSecond, problems, verdicts, digest } = summary;
  const counts = Object.entries(verdicts).map(([kind, count]) => `${count} ${kind}`);
  return [
    "",
    `${records} records, ${samples} samples in ${wallSeconds} s: ${samplesPerSecond} samples/s${problems > 0 ? `, ${problems} left out` : ""}`,
    `source time ${summary.firstTime ?? "-"} to ${summary.lastTime ?? "-"}`,
    `verdicts: ${counts.join(", ") || "none"}`,
    `first persistent anomaly: ${summary.firstPersistentAnomaly ?? "none"}`,
    `faults named: ${summary.faults.join(", ") || "none"}`,
    `digest ${digest}`,
  ].join("\n");
}

import { parsePointPath } from "@raceway/model/identity";
import type { AnomalyVerdict } from "@raceway/model/verdict";
import { jsonBytes } from "@raceway/wire/codec";
import { formatTopic } from "@raceway/wire/topic";
import type { House } from "../security/guarded-house.ts";

/** A persistent anomaly, as analysis would publish it. */
export async function tellAnomaly(
  { gateway }: House,
  point: string,
  severity: AnomalyVerdict["severity"],
): Promise<void> {
  const verdict: AnomalyVerdict = {
    type: "verdict",
    point,
    time: new Date().toISOString(),
    persistent: true,
    kind: "anomaly",
    severity,
    score: severity === "normal" ? 0.2 : 1.4,
    evidence: [],
  };
  const topic = formatTopic({ class: "verdict", ...parsePointPath(point), kind: "anomaly" });
  await gateway.publish(topic, jsonBytes(verdict), { retain: true });
}

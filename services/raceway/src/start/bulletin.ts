import type { Plant } from "@raceway/model/plant";
import type { Verdict } from "@raceway/model/verdict";
import { topicFilter } from "@raceway/wire/topic";
import { decodeVerdict } from "@raceway/wire/verdict-codec";
import mqtt from "mqtt";
import type { OwnLogin } from "./own-login.ts";

/** What a verdict comes to for somebody who watches a terminal; undefined: nothing to act on. */
function headline(verdict: Verdict): { readonly key: string; readonly text: string } | undefined {
  const key = `${verdict.point} ${verdict.kind}`;
  switch (verdict.kind) {
    case "anomaly":
      if (verdict.severity === "normal") return { key, text: "back to normal" };
      return verdict.persistent
        ? { key, text: `${verdict.severity.toUpperCase()}  ${verdict.evidence[0]?.text ?? ""}` }
        : undefined;
    case "diagnosis":
      return verdict.persistent && verdict.fault !== "unnamed"
        ? { key, text: `NAMED  ${verdict.fault}: ${verdict.text}` }
        : undefined;
    case "prognosis":
      return verdict.trend === "rising" ? { key, text: `TREND  ${verdict.text}` } : undefined;
    case "sensor":
      return verdict.persistent
        ? { key, text: `SENSOR  ${verdict.fault}: ${verdict.text}` }
        : undefined;
  }
}

/** By the plant's clock on the wall, `Tue 10:42`. */
function clockOf(iso: string, { lines }: Plant): string {
  return new Date(iso).toLocaleString("en-GB", {
    timeZone: lines[0]?.timeZone ?? "UTC",
    weekday: "short",
    hour: "2-digit",
    minute: "2-digit",
  });
}

/**
 * Prints each piece of news once: the first time a point's verdict of a kind becomes something to act on, and when it is over. Numbers that move
 * from second to second are for the console.
 */
export function startBulletin(
  { url, ...login }: { readonly url: string } & OwnLogin,
  plant: Plant,
  print: (line: string) => void,
): { close(): Promise<void> } {
  const client = mqtt.connect(url, { ...login, clientId: `raceway-bulletin-${process.pid}` });
  const told = new Map<string, string>();
  client.on("connect", () => client.subscribe(topicFilter("verdict", { site: plant.site })));
  client.on("message", (_topic, payload) => {
    // Empty: of a point that is no more.
    const decoded = decodeVerdict(payload);
    if (!decoded.ok) return;
    const verdict = decoded.body;
    const news = headline(verdict);
    if (news === undefined) return;
    const word = news.text.split("  ")[0] ?? "";
    const state = `${word} ${verdict.kind === "diagnosis" ? verdict.fault : ""}`;
    const before = told.get(news.key);
    if (before === state || (before === undefined && word === "back to normal")) return;
    told.set(news.key, state);
    print(`${clockOf(verdict.time, plant)}  ${verdict.point}  ${news.text}`);
  });
  return { close: () => client.endAsync() };
}

import type { PlantAnalysis } from "@raceway/condition/plant-analysis";
import type { Source } from "@raceway/ports/source";
import type { LivesMessage } from "@raceway/wire/lives-message";
import { formatTopic } from "@raceway/wire/topic";

/** Ages are told to the hour or, of the young, to three digits: nobody reads them finer, and what did not move is not told again. */
const HOUR = 3600;

/** Tells viewers how long bearings have lasted so far, retained, whenever that has moved. Nothing is owed: what could not be sent is sent the next time. */
export function createLivesReport(site: string, source: Pick<Source, "publish">) {
  const topic = formatTopic({ class: "lives", site });
  let told = "";

  return (durations: ReturnType<PlantAnalysis["lifeDurations"]>): void => {
    const kinds = [...durations]
      .filter(([, { ended, running }]) => ended.length + running.length > 0)
      .map(([kind, { ended, running }]) => ({
        kind,
        ended: ended.map(stated),
        running: running.map(stated),
      }));
    const text = JSON.stringify({ kinds } satisfies LivesMessage);
    if (text === told) return;
    source.publish(topic, Buffer.from(text), { retain: true }).then(
      () => {
        told = text;
      },
      () => {},
    );
  };
}

function stated(seconds: number): number {
  return seconds > 100 * HOUR ? HOUR * Math.round(seconds / HOUR) : Number(seconds.toPrecision(3));
}

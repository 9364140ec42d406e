import type { Alarms } from "@raceway/alarms/start-alarms";
import type { Plant } from "@raceway/model/plant";
import type { Notifier } from "@raceway/ports/notifier";
import type { Follow } from "./plant-follower.ts";

type Notifiers = ReadonlyMap<string, Notifier>;

interface AnewParts {
  readonly plant: Plant;
  /** Throws when a way to reach people cannot work as the plant file has it. */
  readonly notifiers: (plant: Plant) => Notifiers | undefined;
  readonly start: (plant: Plant, notifiers: Notifiers | undefined) => Alarms;
}

/**
 * The alarms service, begun anew with every plant file: all that it knows is in its journal and retained at the broker, and what comes meanwhile waits in its
 * session there.
 */
export function alarmsAnew({ plant: first, notifiers, start }: AnewParts) {
  let running = start(first, notifiers(first));
  const follow: Follow = (plant) => {
    const made = notifiers(plant);
    return async () => {
      await running.close();
      running = start(plant, made);
    };
  };
  return {
    follow,
    report: () => running.report(),
    connected: () => running.connected(),
    holding: () => running.holding(),
    tell: () => running.tell(),
    saveTo: (folder: string) => running.saveTo(folder),
    close: () => running.close(),
  };
}

import { setImmediate } from "node:timers/promises";
import type { Plant } from "@raceway/model/plant";
import { isoOf } from "@raceway/model/time";
import { reloadFile } from "@raceway/plant/file/reload-request";
import { type PlantFileStatus, revisionOf } from "@raceway/plant/file/revision";
import { PlantFileError, readPlantText } from "@raceway/plant/plant-file";
import { type Clock, systemClock } from "@raceway/ports/clock";
import type { Log } from "@raceway/ports/log";
import { checkPlant } from "../plant-option.ts";
import { checkedAside } from "./checked-aside.ts";
import { stampOf } from "./renewed-files.ts";

/** How often it is looked whether somebody asks for the plant file to be read again, milliseconds. */
const LOOK_MS = 1000;

/** Makes ready for another plant file; what it returns makes it count. Throws what speaks against it: then nobody follows. */
export type Follow = (plant: Plant) => (() => unknown) | Promise<() => unknown>;

export type PlantFollower = ReturnType<typeof followPlant>;

/**
 * The plant file in force: read at the start, and again at SIGHUP or when `raceway reload` or the console asks for it beside the file. One with faults, or that a
 * part of this process cannot follow, changes nothing.
 *
 * @throws PlantFileError with every fault, at the start.
 */
export function followPlant(path: string, { log, clock = systemClock }: FollowerParts) {
  const first = readPlantText(path);
  let inForce = { plant: checkPlant(first, path), revision: revisionOf(first) };
  const begun = isoOf(clock.now());
  let status: PlantFileStatus = { revision: inForce.revision, since: begun, tried: begun };
  const followers: Follow[] = [];
  const listeners: (() => void)[] = [];
  const request = reloadFile(path);
  let seen = stampOf([request]);
  let tail: Promise<unknown> = Promise.resolve();
  let cancel = () => {};

  async function readAgain(): Promise<PlantFileStatus> {
    const text = readPlantText(path);
    const plant = await checkedAside({ text, path });
    const { site } = inForce.plant;
    if (plant.site !== site)
      throw new RangeError(
        `${path} is of site "${plant.site}", this runs as "${site}": another site needs a start`,
      );
    const steps: (() => unknown)[] = [];
    for (const follow of followers) steps.push(await follow(plant));
    for (const step of steps) {
      await step();
      // What has arrived meanwhile goes first.
      await setImmediate();
    }
    inForce = { plant, revision: revisionOf(text) };
    const now = isoOf(clock.now());
    status = { revision: inForce.revision, since: now, tried: now };
    log.info({ file: path, revision: inForce.revision }, "plant file: read again, it counts now");
    return status;
  }

  function refused(error: unknown): never {
    const reason = error instanceof Error ? error.message : String(error);
    const faults = error instanceof PlantFileError ? { faults: error.faults } : {};
    log.error({ file: path, ...faults }, `plant file: what counted goes on to count. ${reason}`);
    status = { ...status, tried: isoOf(clock.now()), refused: reason };
    throw error;
  }

  function tell(): void {
    for (const listen of listeners) listen();
  }

  /** One after the other. @throws PlantFileError, and what a part of the process has against it. */
  function reload(): Promise<PlantFileStatus> {
    const reading = tail.then(readAgain).catch(refused).finally(tell);
    tail = reading.catch(() => {});
    return reading;
  }

  const reloadQuietly = () => void reload().catch(() => {});

  function look(): void {
    const stamp = stampOf([request]);
    if (stamp !== seen) reloadQuietly();
    seen = stamp;
    cancel = clock.after(LOOK_MS, look);
  }

  cancel = clock.after(LOOK_MS, look);
  process.on("SIGHUP", reloadQuietly);
  return {
    now: () => inForce.plant,
    status: () => status,
    reload,
    /** In the order of the calls. */
    follow: (one: Follow) => void followers.push(one),
    /** Is called after every attempt. */
    onTold: (listen: () => void) => void listeners.push(listen),
    async close(): Promise<void> {
      cancel();
      process.off("SIGHUP", reloadQuietly);
      await tail;
    },
  };
}

interface FollowerParts {
  readonly log: Log;
  readonly clock?: Clock;
}

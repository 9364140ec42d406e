import { ACCOUNTS_TARGET } from "./accounts-target.ts";
import { CALENDAR_TARGET } from "./calendar-target.ts";
import { FILE_TARGETS } from "./file-targets.ts";
import { LIVE_TARGET } from "./live-target.ts";
import { MAPPING_TARGETS } from "./mapping-targets.ts";
import { MESSAGE_TARGETS } from "./message-targets.ts";
import { RECORDING_TARGETS } from "./recording-targets.ts";
import { SPARKPLUG_TARGETS } from "./sparkplug-targets.ts";
import type { Target } from "./target.ts";

export type { Target };

/** Every decoder that meets bytes from outside. */
export const TARGETS: readonly Target[] = [
  ...MESSAGE_TARGETS,
  ...SPARKPLUG_TARGETS,
  LIVE_TARGET,
  ...FILE_TARGETS,
  ...RECORDING_TARGETS,
  ...MAPPING_TARGETS,
  ACCOUNTS_TARGET,
  CALENDAR_TARGET,
];

/** @throws RangeError when there is no such target. */
export function targetNamed(name: string): Target {
  const target = TARGETS.find((each) => each.name === name);
  if (target !== undefined) return target;
  throw new RangeError(`no target "${name}": ${TARGETS.map((each) => each.name).join(", ")} are`);
}

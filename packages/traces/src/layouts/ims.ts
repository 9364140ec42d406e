import { basename } from "node:path";
import { nanosOfIso } from "@raceway/model/time";
import type { Recording } from "../recording.ts";
import { tableTrace } from "../tables/table-trace.ts";
import { type Trace, TraceError } from "../trace.ts";

/** Names of IMS's files: the moment of the snapshot. */
export const IMS_FILE = /^(\d{4})\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)\.(\d\d)$/;

/**
 * Lives of bearings of the Center for Intelligent Maintenance Systems, University of Cincinnati (NASA prognostics data repository): files named by
 * their moment, taken as UTC, of 20 480 rows in a second, so at 20.48 kHz; channels `ch1` to `ch8` (set 1) or `ch4` (sets 2 and 3), whose unit the publisher does not say.
 * Its readme says 20 kHz: then every line of the rig's bearings stands 2.5 % low.
 */
export function imsTrace(recording: Recording): Trace | Promise<Trace> {
  return tableTrace(recording, {
    format: "ims",
    title: "IMS",
    columnPrefix: "ch",
    kind: "vibration",
    sampleRate: 20_480,
    timeOf(file) {
      const [, year, month, day, hour, minute, second] = IMS_FILE.exec(basename(file)) ?? [];
      const time = nanosOfIso(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
      if (time === undefined)
        throw new TraceError(
          file,
          `found the name "${basename(file)}"; a moment such as 2003.10.22.12.06.24 would be right`,
        );
      return time;
    },
  });
}

/** One word of a path: lower-case letters, digits, `-` and `_`, so that it is safe in MQTT topics, NATS subjects, tags and URLs. */
export const ID_PATTERN = /^[a-z0-9][a-z0-9_-]{0,63}$/;

/** `site/line/machine/point`: names one measurement point everywhere (topics, tags, logs, verdicts). */
export type PointPath = string;

/** The four words of a {@link PointPath}. */
export interface PointId {
  readonly site: string;
  readonly line: string;
  readonly machine: string;
  readonly point: string;
}

/** One channel of one measurement point. */
export interface ChannelId extends PointId {
  readonly channel: string;
}

/** The path of a point. */
export function pointPath(id: PointId): PointPath {
  return `${id.site}/${id.line}/${id.machine}/${id.point}`;
}

/** The four words of a path; throws RangeError when it is not `site/line/machine/point`. */
export function parsePointPath(path: PointPath): PointId {
  const words = path.split("/");
  const [site, line, machine, point] = words;
  if (words.length !== 4 || !site || !line || !machine || !point) {
    throw new RangeError(`"${path}" is no point path: site/line/machine/point is`);
  }
  return { site, line, machine, point };
}

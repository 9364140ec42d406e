import type { TelemetryPoint } from "@raceway/model/telemetry";

/** Time 0 ± what signed 64 bits hold, less the few values that InfluxDB keeps for itself. */
const EARLIEST = -9_223_372_036_854_775_806n;
const LATEST = 9_223_372_036_854_775_806n;

/**
 * Why no store takes a point, or undefined when every store does. The rules are the strictest of all stores, so that a plant may change its
 * store and keep its data: one that a point passes in the workshop's DuckDB, it also passes in InfluxDB's line protocol.
 */
export function refusalOf(point: TelemetryPoint): string | undefined {
  if (point.time < EARLIEST || point.time > LATEST)
    return `time ${point.time} ns does not fit in 64 bits`;
  return nameFault("measurement", point.measurement) ?? tagFault(point) ?? fieldFault(point);
}

function tagFault({ tags }: TelemetryPoint): string | undefined {
  for (const name of Object.keys(tags)) {
    const fault = nameFault("tag", name) ?? textFault("tag value", tags[name] ?? "");
    if (fault !== undefined) return fault;
  }
  return undefined;
}

function fieldFault({ fields, tags }: TelemetryPoint): string | undefined {
  const names = Object.keys(fields);
  if (names.length === 0) return "it has no field: at least one is needed";
  for (const name of names) {
    const value = fields[name];
    const fault = nameFault("field", name);
    if (fault !== undefined) return fault;
    if (Object.hasOwn(tags, name)) return `"${name}" is both a tag and a field`;
    if (typeof value === "number" && !Number.isFinite(value))
      return `field "${name}" is ${value}: numbers must be finite`;
    if (typeof value === "string" && (value.includes("\0") || !value.isWellFormed()))
      return `text field "${name}" holds a NUL character or half a surrogate pair`;
    if (typeof value !== "number" && typeof value !== "string")
      return `field "${name}" is ${value === null ? "null" : typeof value}: a number or a text is needed`;
  }
  return undefined;
}

function nameFault(what: string, name: string): string | undefined {
  if (name === "time" && what !== "measurement")
    return `a ${what} is named "time", which is the row's own`;
  // Line protocol reads some of them as escapes there, and drops them.
  if (what !== "tag" && name.includes("\\"))
    return `${what} holds a backslash: ${JSON.stringify(name)}`;
  return textFault(what, name);
}

const CONTROL = /\p{Cc}/u;

/** Line protocol has no way to write a line break, or a backslash at the end, outside a text field. */
function textFault(what: string, text: string): string | undefined {
  if (typeof text !== "string" || text === "") return `${what} is empty`;
  if (CONTROL.test(text)) return `${what} holds a control character: ${JSON.stringify(text)}`;
  if (text.endsWith("\\")) return `${what} ends with a backslash: ${JSON.stringify(text)}`;
  if (!text.isWellFormed()) return `${what} is no well-formed Unicode: ${JSON.stringify(text)}`;
  return undefined;
}

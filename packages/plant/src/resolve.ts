import {
  COMPUTED,
  COMPUTED_SPECTRA,
  comesIn,
  computedSpectrumOf,
} from "@raceway/model/computed-value";
import type { NotifyPlan } from "@raceway/model/notify-plan";
import type {
  Bearing,
  Channel,
  IsoClass,
  Line,
  LinePlaces,
  Machine,
  MeasurementPoint,
  Plant,
  TraceLayout,
} from "@raceway/model/plant";
import type { RecordedLife } from "@raceway/model/recorded-life";
import { nanosOfIso } from "@raceway/model/time";
import { unitFits, unitsFor } from "@raceway/model/unit";
import type { Span } from "@raceway/model/week";
import { ratingHoursOf, resolveBearing } from "./bearing.ts";
import type { Fault } from "./fault.ts";
import type { LivesFile } from "./lives-file.ts";
import type { NotifyEntry } from "./notify-schema.ts";
import { pathText } from "./path-text.ts";
import { resolveCalibration } from "./resolve-calibration.ts";
import { type IndicatorsOf, resolveLimits } from "./resolve-limits.ts";
import { resolveMappings } from "./resolve-mappings.ts";
import { resolveNotify, resolvePeriods } from "./resolve-notify.ts";
import { resolveLineProduction, resolveMachineProduction } from "./resolve-production.ts";
import { checkSparkplug } from "./resolve-sparkplug.ts";
import { resolveBearingTypes, resolveTestStands } from "./resolve-test-stands.ts";
import type { ChannelEntry, LineEntry, MachineEntry, PlantFile, PointEntry } from "./schema.ts";
import type { StopCalendar } from "./stop-calendar.ts";

type Path = readonly (string | number)[];

/**
 * Fills in defaults and checks what spans several fields: ids used twice, units against kinds, bearings against the catalogue, the scope of
 * ISO 10816-3, speed channels that exist. Every fault is reported, not only the first.
 *
 * @param indicators what `limits` may name, by channel kind.
 * @param read reads the files that a plant file names.
 */
export function resolvePlant(
  file: PlantFile,
  indicators: IndicatorsOf,
  read: Readers,
): { plant: Plant; faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const checks = {
    faults,
    indicators,
    readStops: (name: string) => read.stops(name, file.timeZone),
  };
  distinctIds(file.lines, ["lines"], faults);
  checkSparkplug(file, faults);
  const lines = file.lines.map((entry, l): Line => {
    const path: Path = ["lines", l];
    distinctIds(entry.machines, [...path, "machines"], faults);
    return {
      id: entry.id,
      name: entry.name ?? entry.id,
      machines: entry.machines.map((m, i) =>
        resolveMachine(m, `${file.site}/${entry.id}`, [...path, "machines", i], {
          ...checks,
          line: entry,
        }),
      ),
      ...standsOf(entry, `${file.site}/${entry.id}`, path, faults),
      plannedStops: resolvePeriods(entry.plannedStops, file.timeZone),
      ...(entry.stopCalendar !== undefined && {
        calendarStops: calendarStops(entry.stopCalendar, [...path, "stopCalendar"], checks),
      }),
      ...(entry.costs !== undefined && { costs: entry.costs }),
      ...resolveLineProduction(entry, file.timeZone, path, faults),
      timeZone: file.timeZone,
    };
  });
  distinctFormers(lines, faults);
  const plant = {
    site: file.site,
    name: file.name ?? file.site,
    lines,
    ...bearingTypesOf(file, faults),
    falseAlarmDays: file.falseAlarmDays,
    ...(file.finishedLives !== undefined && {
      finishedLives: livesOf(read.lives(file.finishedLives), faults),
    }),
    alarms: file.alarms,
    ...(file.notify !== undefined && { notify: notifyOf(file, file.notify, faults) }),
    ...mappingsOf(file, faults),
    trace: resolveTrace(file),
  };
  return { plant, faults };
}

function notifyOf(file: PlantFile, notify: NotifyEntry, faults: Fault[]): NotifyPlan {
  distinctIds(notify.channels, ["notify", "channels"], faults);
  distinctIds(notify.routes, ["notify", "routes"], faults);
  const lineIds = file.lines.map(({ id }) => id);
  return resolveNotify(notify, { timeZone: file.timeZone, lineIds, faults });
}

function bearingTypesOf(file: PlantFile, faults: Fault[]) {
  distinctIds(file.bearingTypes, ["bearingTypes"], faults);
  distinctIds(file.gradeTables, ["gradeTables"], faults);
  const bearingTypes = resolveBearingTypes(
    file,
    (entry, path) => {
      const bearing = resolveBearing(entry);
      if ("orders" in bearing) return bearing;
      faults.push({ path, ...bearing });
      return undefined;
    },
    faults,
  );
  return bearingTypes.length > 0 && { bearingTypes };
}

function standsOf(entry: LineEntry, parent: string, path: Path, faults: Fault[]) {
  distinctIds(entry.stands, [...path, "stands"], faults);
  return entry.stands.length > 0 && { stands: resolveTestStands(entry.stands, parent) };
}

function mappingsOf(file: PlantFile, faults: Fault[]) {
  const mappings = resolveMappings(file, faults);
  return mappings.length > 0 && { mappings };
}

/** Reads files by the names that the plant file has for them. */
export interface Readers {
  /** A calendar of planned stops; times without a zone are by the plant's clock. */
  stops(name: string, timeZone: string): StopCalendar;
  lives(name: string): LivesFile;
}

function livesOf(file: LivesFile, faults: Fault[]): readonly RecordedLife[] {
  if ("lives" in file) return file.lives;
  faults.push({ path: ["finishedLives"], ...file });
  return [];
}

function calendarStops(name: string, path: Path, { faults, readStops }: Checks): readonly Span[] {
  const calendar = readStops(name);
  if ("stops" in calendar) return calendar.stops;
  faults.push({ path, ...calendar });
  return [];
}

interface Checks {
  readonly faults: Fault[];
  readonly readStops: (name: string) => StopCalendar;
  readonly indicators: IndicatorsOf;
}

interface PointChecks extends Checks {
  readonly rpm: number | undefined;
}

interface MachineChecks extends Checks {
  readonly line: LineEntry;
}

function resolveMachine(
  entry: MachineEntry,
  parent: string,
  path: Path,
  checks: MachineChecks,
): Machine {
  const { faults, line } = checks;
  distinctIds(entry.points, [...path, "points"], faults);
  const points = entry.points.map((p, i) => {
    const own = resolvePoint(p, `${parent}/${entry.id}`, [...path, "points", i], {
      ...checks,
      rpm: entry.speed.rpm,
    });
    return { ...own, ...formerPath(own.path, parent, { line, machine: entry, point: p }) };
  });
  const iso = isoClass(entry, path, faults);
  checkSpeedChannel(entry, path, faults);
  const { rpm, tolerance, measuredTolerance, channel } = entry.speed;
  const ambient = ambientOf(entry, line, parent, path, faults);
  return {
    id: entry.id,
    name: entry.name ?? entry.id,
    ...(entry.powerKw !== undefined && { powerKw: entry.powerKw }),
    ...(iso !== undefined && { iso }),
    speed: {
      tolerance,
      ...(measuredTolerance !== undefined && { measuredTolerance }),
      ...(rpm !== undefined && { nominalRpm: rpm }),
      ...(channel !== undefined && { channel }),
    },
    ...(ambient !== undefined && { ambient }),
    criticality: entry.criticality,
    loadUnit: entry.loadUnit,
    ...(entry.lineFrequencyHz !== undefined && { lineFrequencyHz: entry.lineFrequencyHz }),
    ...resolveMachineProduction(entry, path, faults),
    points,
  };
}

/** ISO 10816-3:2009, clause 1: machines above 15 kW, 120 to 15 000 r/min; group 1 above 300 kW or from shaft height 315 mm. */
function isoClass(entry: MachineEntry, path: Path, faults: Fault[]): IsoClass | undefined {
  if (entry.support === undefined) return undefined;
  const at = [...path, "support"];
  if (entry.powerKw === undefined) {
    faults.push({
      path: at,
      found: `${entry.support} without powerKw`,
      allowed: "powerKw beside support: the ISO group depends on it",
    });
    return undefined;
  }
  if (entry.powerKw <= 15) {
    faults.push({
      path: at,
      found: `${entry.support} on a machine of ${entry.powerKw} kW`,
      allowed:
        "no support: ISO 10816-3 does not cover machines of 15 kW or less; set limits on the channels instead",
    });
    return undefined;
  }
  const rpm = entry.speed.rpm;
  if (rpm !== undefined && (rpm < 120 || rpm > 15_000)) {
    faults.push({
      path: at,
      found: `${entry.support} at ${rpm} r/min`,
      allowed: "no support: ISO 10816-3 covers 120 to 15000 r/min",
    });
    return undefined;
  }
  const large = entry.powerKw > 300 || (entry.shaftHeightMm ?? 0) >= 315;
  return { group: large ? 1 : 2, support: entry.support };
}

function checkSpeedChannel(entry: MachineEntry, path: Path, faults: Fault[]): void {
  const wanted = entry.speed.channel;
  if (wanted === undefined) return;
  const [pointId, channelId] = wanted.split("/");
  const channel = entry.points
    .find((p) => p.id === pointId)
    ?.channels.find((c) => c.id === channelId);
  if (channel?.kind === "speed") return;
  const known = entry.points.flatMap((p) =>
    p.channels.filter((c) => c.kind === "speed").map((c) => `${p.id}/${c.id}`),
  );
  faults.push({
    path: [...path, "speed", "channel"],
    found:
      channel === undefined
        ? `"${wanted}", which does not exist`
        : `"${wanted}", which is of kind ${channel.kind}`,
    allowed:
      known.length > 0
        ? `a speed channel of this machine: ${known.join(", ")}`
        : "a channel of kind speed on this machine (it has none)",
  });
}

function ambientOf(
  entry: MachineEntry,
  line: LineEntry,
  parent: string,
  path: Path,
  faults: Fault[],
): Machine["ambient"] {
  const wanted = entry.ambient ?? line.ambient;
  if (wanted === undefined) return undefined;
  const known = line.machines.flatMap((machine) =>
    machine.points.flatMap((point) =>
      point.channels
        .filter(({ kind }) => kind === "temperature")
        .map(({ id }) => `${machine.id}/${point.id}/${id}`),
    ),
  );
  if (!known.includes(wanted)) {
    faults.push({
      path: [...(entry.ambient === undefined ? path.slice(0, -2) : path), "ambient"],
      found: `"${wanted}", which is no temperature channel of this line`,
      allowed: known.join(", ") || "a temperature channel of this line (it has none)",
    });
    return undefined;
  }
  const [machine = "", point = "", channel = ""] = wanted.split("/");
  return { point: `${parent}/${machine}/${point}`, channel };
}

function resolvePoint(
  entry: PointEntry,
  parent: string,
  path: Path,
  checks: PointChecks,
): MeasurementPoint {
  distinctIds(entry.channels, [...path, "channels"], checks.faults);
  const channels = entry.channels.map((c, i) =>
    resolveChannel(c, [...path, "channels", i], checks),
  );
  const bearing = entry.bearing === undefined ? undefined : bearingOf(entry.bearing, path, checks);
  return {
    path: `${parent}/${entry.id}`,
    id: entry.id,
    name: entry.name ?? entry.id,
    ...(bearing !== undefined && { bearing }),
    channels,
  };
}

/** The path that a point had, by the ids that it, its machine and its line had; empty when it is the same. */
function formerPath(
  path: string,
  parent: string,
  entries: { readonly line: LineEntry; readonly machine: MachineEntry; readonly point: PointEntry },
): Pick<MeasurementPoint, "was"> {
  const { line, machine, point } = entries;
  const [site] = parent.split("/");
  const id = point.was ?? point.id;
  const own = [line.was ?? line.id, machine.was ?? machine.id, id].join("/");
  const was = `${site}/${id.includes("/") ? id : own}`;
  return was === path ? {} : { was };
}

/** Two points cannot both have been the same one. */
function distinctFormers(lines: readonly Line[], faults: Fault[]): void {
  const first = new Map<string, string>();
  lines.forEach(({ machines }, l) => {
    machines.forEach(({ points }, m) => {
      points.forEach(({ path, was }, p) => {
        const other = was === undefined ? undefined : first.get(was);
        if (was !== undefined) first.set(was, path);
        if (other === undefined) return;
        faults.push({
          path: ["lines", l, "machines", m, "points", p, "was"],
          found: `${was}, which ${other} was already`,
          allowed: "each point of the plant file before in one place",
        });
      });
    });
  });
}

function bearingOf(
  entry: NonNullable<PointEntry["bearing"]>,
  path: Path,
  { faults, rpm }: PointChecks,
): Bearing | undefined {
  const bearing = resolveBearing(entry);
  if (!("orders" in bearing)) {
    faults.push({ path: [...path, "bearing"], ...bearing });
    return undefined;
  }
  if (typeof entry === "string") return bearing;
  const { rating, leadTimeDays } = entry;
  const known = { ...bearing, ...(leadTimeDays !== undefined && { leadTimeDays }) };
  if (rating === undefined) return known;
  const ratingHours = ratingHoursOf(rating, rpm);
  if (ratingHours !== undefined) return { ...known, ratingHours };
  faults.push({
    path: [...path, "bearing", "rating"],
    found: "loads, and no speed of the machine",
    allowed: "`speed: { rpm: … }` of the machine, or the rating life in hours",
  });
  return known;
}

function resolveChannel(entry: ChannelEntry, path: Path, { faults, indicators }: Checks): Channel {
  if (entry.unit !== undefined && !unitFits(entry.kind, entry.unit)) {
    faults.push({
      path: [...path, "unit"],
      found: `"${entry.unit}" on a ${entry.kind} channel`,
      allowed: unitsFor(entry.kind).join(", "),
    });
  }
  if (entry.testStand && entry.kind !== "vibration") {
    faults.push({
      path: [...path, "testStand"],
      found: `true on a ${entry.kind} channel`,
      allowed: "testStand on channels of kind vibration",
    });
  }
  if (entry.direction !== undefined && entry.kind !== "vibration") {
    faults.push({
      path: [...path, "direction"],
      found: `"${entry.direction}" on a ${entry.kind} channel`,
      allowed: "direction on channels of kind vibration",
    });
  }
  checkValues(entry, path, faults);
  const calibration = resolveCalibration(entry, path, faults);
  const { id, kind, silentAfter, values } = entry;
  // A pure number needs no word for its unit.
  const unit = entry.unit ?? (values !== undefined && comesIn(values, "1") ? "1" : undefined);
  const yielded = indicators(kind).filter(
    ({ name }) =>
      values === undefined || name === values || computedSpectrumOf({ values }) !== undefined,
  );
  return {
    id,
    name: entry.name ?? id,
    ...(entry.was !== undefined && entry.was !== id && { was: entry.was }),
    kind,
    ...(unit !== undefined && { unit }),
    ...(values !== undefined && { values }),
    ...(entry.spectrum !== undefined && { spectrum: placesOf(entry.spectrum) }),
    ...(calibration !== undefined && { calibration }),
    ...(entry.sampleRate !== undefined && { sampleRate: entry.sampleRate }),
    ...(entry.fullScale !== undefined && { fullScale: entry.fullScale }),
    ...(entry.direction !== undefined && { direction: entry.direction }),
    ...(entry.envelopeBand !== undefined && { envelopeBand: entry.envelopeBand }),
    ...(entry.testStand && { testStand: entry.testStand }),
    silentAfter,
    limits: resolveLimits(entry, path, yielded, faults),
    ...(entry.trace !== undefined && { trace: entry.trace }),
    ...(entry.sparkplug !== undefined && { sparkplug: entry.sparkplug }),
  };
}

function placesOf({ step, from, axis }: NonNullable<ChannelEntry["spectrum"]>): LinePlaces {
  return { ...(step !== undefined && { step }), from, axis };
}

/** What a sensor computes itself must be of the kind, and come in a unit that it can come in. */
function checkValues(
  { kind, values, unit, sampleRate, spectrum }: ChannelEntry,
  path: Path,
  faults: Fault[],
) {
  if (spectrum !== undefined && computedSpectrumOf({ values }) === undefined)
    faults.push({
      path: [...path, "spectrum"],
      found: `spectrum beside ${values === undefined ? "no values" : `values: ${values}`}`,
      allowed: `values: ${Object.keys(COMPUTED_SPECTRA).join(" or ")} beside it`,
    });
  if (values === undefined) return;
  const at = [...path, "values"];
  if (kind !== "vibration")
    faults.push({
      path: at,
      found: `${values} on a ${kind} channel`,
      allowed: "values on channels of kind vibration",
    });
  if (unit !== undefined && !comesIn(values, unit))
    faults.push({
      path: [...path, "unit"],
      found: `"${unit}" for ${values}`,
      allowed: `a unit of ${COMPUTED[values].join(" or ")}`,
    });
  if (sampleRate !== undefined)
    faults.push({
      path: [...path, "sampleRate"],
      found: `${sampleRate} beside values: ${values}`,
      allowed: "one of the two: a waveform has a sample rate, a computed value has none",
    });
}

function resolveTrace({ trace, timeZone }: PlantFile): TraceLayout {
  const { start: startText, ...rest } = trace ?? {};
  const start = startText === undefined ? undefined : nanosOfIso(startText);
  const given = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== undefined));
  return { timeZone, ...given, ...(start !== undefined && { start }) };
}

function distinctIds(
  entries: readonly { readonly id: string }[],
  path: Path,
  faults: Fault[],
): void {
  const first = new Map<string, number>();
  entries.forEach(({ id }, index) => {
    const earlier = first.get(id);
    if (earlier === undefined) first.set(id, index);
    else
      faults.push({
        path: [...path, index, "id"],
        found: `"${id}", already the id of ${pathText([...path, earlier])}`,
        allowed: "an id of its own",
      });
  });
}

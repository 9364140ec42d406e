import { expressionFault } from "@raceway/mapping/expression";
import {
  capturesAsked,
  capturesGiven,
  filterFault,
  filtersMeet,
} from "@raceway/mapping/topic-filter";
import { COMPUTED_SPECTRA, computedSpectrumOf } from "@raceway/model/computed-value";
import type {
  MappedSpectrum,
  MappedTime,
  MappedValue,
  MappingPlan,
  NumberBlock,
} from "@raceway/model/mapping-plan";
import type { Fault } from "./fault.ts";
import type { ChannelMappingEntry, MappingEntry } from "./mapping-schema.ts";
import { pathText } from "./path-text.ts";
import type { PlantFile } from "./schema.ts";

type Path = Fault["path"];
type Placed = { readonly plan: MappingPlan; readonly path: Path };

/** The mappings of a plant file, and those of its channels, as plans; what the schema cannot see of them becomes faults. */
export function resolveMappings(file: PlantFile, faults: Fault[]): readonly MappingPlan[] {
  const placed = [
    ...(file.mappings ?? []).map((entry, i): Placed => {
      const path = ["mappings", i];
      return { plan: planOf(entry, path, file.timeZone), path };
    }),
    ...channelPlans(file),
  ];
  for (const one of placed) checkPlan(one, faults);
  checkPlaces(placed, file, faults);
  checkSpectra(placed, file, faults);
  checkTwice(placed, faults);
  return placed.map(({ plan }) => plan);
}

function planOf(entry: MappingEntry, path: Path, zone: string): MappingPlan {
  const { topic, point, places, device, when, each, time } = entry;
  return {
    topic,
    where: pathText(path),
    ...(point !== undefined && { point }),
    ...(places !== undefined && { places }),
    ...(device !== undefined && { device }),
    ...(when !== undefined && { when }),
    ...(each !== undefined && { each }),
    ...(time !== undefined && { time: timeOf(time, zone) }),
    values: entry.values.map((value) => mappedValue(value, value.channel)),
    examples: entry.examples.map(({ topic, payload, gives }) => ({
      topic,
      payload: typeof payload === "string" ? payload : JSON.stringify(payload ?? null),
      ...(gives !== undefined && { gives }),
    })),
  };
}

function timeOf({ at, as, timeZone }: NonNullable<MappingEntry["time"]>, zone: string): MappedTime {
  return { at, as, timeZone: timeZone ?? zone };
}

type ValueEntry = Partial<Omit<MappingEntry["values"][number], "channel">>;

function mappedValue(entry: ValueEntry, channel: string | undefined): MappedValue {
  const { value, samples, spectrum, unit, unitAt, factor = 1, offset = 0 } = entry;
  return {
    ...(channel !== undefined && { channel }),
    ...(samples === undefined && spectrum === undefined && { value: value ?? "$" }),
    ...(spectrum !== undefined && { spectrum: mappedSpectrum(spectrum) }),
    ...(samples !== undefined && {
      samples: {
        ...blockOf(samples),
        of: samples.of,
        nth: samples.nth - 1,
        ...(samples.sampleRate !== undefined && { sampleRate: samples.sampleRate }),
        ...(samples.speedRpm !== undefined && { speedRpm: samples.speedRpm }),
      },
    }),
    ...(unit !== undefined && { unit }),
    ...(unitAt !== undefined && { unitAt }),
    factor,
    offset,
  };
}

function blockOf({
  at,
  encoding,
  type,
  order,
}: Pick<NonNullable<ValueEntry["samples"]>, "at" | "encoding" | "type" | "order">): NumberBlock {
  return { at, ...(encoding !== undefined && { encoding }), type, bigEndian: order === "big" };
}

function mappedSpectrum(entry: NonNullable<ValueEntry["spectrum"]>): MappedSpectrum {
  const { places, step, from, axis, speedRpm } = entry;
  return {
    ...blockOf(entry),
    ...(places !== undefined && { places }),
    ...(step !== undefined && { step }),
    ...(from !== undefined && { from }),
    ...(axis !== undefined && { axis }),
    ...(speedRpm !== undefined && { speedRpm }),
  };
}

/** What channels say of themselves: a topic of their own, or their part of a common one. */
function channelPlans({ lines, timeZone }: PlantFile): readonly Placed[] {
  return lines.flatMap((line, l) =>
    line.machines.flatMap((machine, m) =>
      machine.points.flatMap((point, p) =>
        point.channels.flatMap(({ id, mqtt }, c): Placed[] => {
          if (mqtt === undefined) return [];
          const path = ["lines", l, "machines", m, "points", p, "channels", c, "mqtt"];
          return [
            {
              plan: channelPlan(mqtt, `${line.id}/${machine.id}/${point.id}/${id}`, path, timeZone),
              path,
            },
          ];
        }),
      ),
    ),
  );
}

function channelPlan(
  entry: ChannelMappingEntry,
  target: string,
  path: Path,
  zone: string,
): MappingPlan {
  const { topic, time, when, ...picked } = { time: undefined, when: undefined, ...entry };
  return {
    topic,
    where: pathText(path),
    ...(when !== undefined && { when }),
    ...(time !== undefined && { time: timeOf(time, zone) }),
    values: [mappedValue(picked, target)],
    examples: [],
  };
}

function checkPlan({ plan, path }: Placed, faults: Fault[]): void {
  const say = (field: string, found: string, allowed: string) =>
    faults.push({ path: [...path, field], found, allowed });
  const wrong = filterFault(plan.topic);
  if (wrong !== undefined) say("topic", wrong, "an MQTT topic filter: `tele/+/SENSOR`, `plant/#`");
  if (filtersMeet(plan.topic, "raceway/v1/#"))
    say(
      "topic",
      `"${plan.topic}", which meets Raceway's own topics`,
      "a filter that matches the devices' topics only",
    );
  const given = capturesGiven(plan.topic);
  for (const [field, text] of capturing(plan))
    if (capturesAsked(text) > given)
      say(field, `"${text}"`, `captures up to $${given}: as many as the topic has \`+\` and \`#\``);
  for (const [field, text] of expressions(plan)) {
    const fault = expressionFault(text);
    if (fault !== undefined) say(field, fault, "a JSONata expression, or a JSON pointer");
  }
  if (plan.each !== undefined && plan.time === undefined && plan.places === undefined)
    say(
      "each",
      "several readings without `time`",
      "`time` beside `each`: readings of one moment count once",
    );
  for (const [i, value] of plan.values.entries()) {
    if (value.channel === undefined && !wholePlaces(plan))
      faults.push({
        path: [...path, "values", i],
        found: "no channel",
        allowed: "`channel`, or `places` that end in a channel",
      });
    if (
      value.channel?.includes("/") !== true &&
      plan.point === undefined &&
      plan.places === undefined
    )
      faults.push({
        path: [...path, "values", i],
        found: "no point",
        allowed: "`point` or `places` beside it, or a channel as line/machine/point/channel",
      });
  }
}

function wholePlaces({ places }: MappingPlan): boolean {
  return (
    places !== undefined && Object.values(places).every((place) => place.split("/").length === 4)
  );
}

function capturing(plan: MappingPlan): [field: string, text: string][] {
  return [
    ["point", plan.point ?? ""],
    ["device", plan.device ?? ""],
    ...plan.values.map(({ channel = "" }): [string, string] => ["values", channel]),
  ];
}

function expressions(plan: MappingPlan): [field: string, text: string][] {
  const optional: [string, string | undefined][] = [
    ["when", plan.when],
    ["each", plan.each],
    ["time", plan.time?.at],
    ...plan.values.flatMap(({ value, samples, spectrum, unitAt }) =>
      [
        value,
        unitAt,
        samples?.at,
        samples?.sampleRate,
        samples?.speedRpm,
        spectrum?.at,
        spectrum?.places,
        spectrum?.step,
        spectrum?.from,
        spectrum?.speedRpm,
      ].map((said): [string, string | undefined] => [
        "values",
        typeof said === "string" ? said : undefined,
      ]),
    ),
    ["device", /\$\d/.test(plan.device ?? "") ? undefined : plan.device],
  ];
  return optional.filter((entry): entry is [string, string] => entry[1] !== undefined);
}

/** Places without captures must be there. */
function checkPlaces(placed: readonly Placed[], { lines }: PlantFile, faults: Fault[]): void {
  const points = new Map(
    lines.flatMap((line) =>
      line.machines.flatMap((machine) =>
        machine.points.map((point): [string, readonly string[]] => [
          `${line.id}/${machine.id}/${point.id}`,
          point.channels.map(({ id }) => id),
        ]),
      ),
    ),
  );
  for (const { plan, path } of placed)
    for (const [field, target] of targets(plan)) {
      if (/\$\d/.test(target)) continue;
      const [channel] = target.split("/").slice(3);
      const point = target.split("/").slice(0, 3).join("/");
      const channels = points.get(point);
      if (channels === undefined)
        faults.push({
          path: [...path, ...field],
          found: `"${point}", which is no point`,
          allowed: `line/machine/point: ${[...points.keys()].slice(0, 5).join(", ")}`,
        });
      else if (channel !== undefined && !channels.includes(channel))
        faults.push({
          path: [...path, ...field],
          found: `channel "${channel}"`,
          allowed: `a channel of ${point}: ${channels.join(", ")}`,
        });
    }
}

/** What is picked as a spectrum must go to a channel that takes spectra: the door sets all others aside. */
function checkSpectra(placed: readonly Placed[], { lines }: PlantFile, faults: Fault[]): void {
  const channels = new Map(
    lines.flatMap((line) =>
      line.machines.flatMap((machine) =>
        machine.points.flatMap((point) =>
          point.channels.map((channel): [string, typeof channel] => [
            `${line.id}/${machine.id}/${point.id}/${channel.id}`,
            channel,
          ]),
        ),
      ),
    ),
  );
  for (const { plan, path } of placed)
    for (const [i, value] of plan.values.entries()) {
      if (value.spectrum === undefined) continue;
      const within = path[0] === "mappings" ? [...path, "values", i] : path;
      for (const [, target] of targets({ ...plan, values: [value] })) {
        const channel = channels.get(target);
        if (channel === undefined || computedSpectrumOf(channel) !== undefined) continue;
        faults.push({
          path: [...within, "spectrum"],
          found: `a spectrum for ${target}, a channel of ${channel.values ?? channel.kind} that takes none`,
          allowed: `a channel with \`values\`: ${Object.keys(COMPUTED_SPECTRA).join(", ")}`,
        });
      }
    }
}

/** Where the values of a plan go, as far as it says so itself; captures stay as they are. */
function targets(plan: MappingPlan): [field: (string | number)[], target: string][] {
  const places: [(string | number)[], string][] =
    plan.places !== undefined
      ? Object.entries(plan.places).map(([name, place]) => [["places", name], place])
      : plan.point === undefined
        ? []
        : [[["point"], plan.point]];
  return plan.values.flatMap(({ channel }, i): [(string | number)[], string][] => {
    if (channel?.includes("/")) return [[["values", i, "channel"], channel]];
    return places.map(([field, place]) => [
      field,
      channel === undefined || place.split("/").length === 4 ? place : `${place}/${channel}`,
    ]);
  });
}

/** One message must not feed one channel twice. */
function checkTwice(placed: readonly Placed[], faults: Fault[]): void {
  placed.forEach(({ plan, path }, i) => {
    for (const earlier of placed.slice(0, i)) {
      if (!filtersMeet(plan.topic, earlier.plan.topic)) continue;
      const mine = new Set(targets(plan).map(([, target]) => target));
      const both = targets(earlier.plan).find(([, target]) => mine.has(target));
      if (both !== undefined)
        faults.push({
          path: [...path, "topic"],
          found: `"${plan.topic}", whose messages ${earlier.plan.where} gives to ${both[1]} too`,
          allowed: "one mapping of a topic for each channel",
        });
    }
  });
}

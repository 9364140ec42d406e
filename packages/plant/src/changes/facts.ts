import type { PointPath } from "@raceway/model/identity";
import {
  type Bearing,
  type Channel,
  type MeasurementPoint,
  type Plant,
  pointsOf,
} from "@raceway/model/plant";

/** What is remembered of a plant file, so that the next one can be compared with it. Plain JSON; type aliases, because an interface is not assignable to Json. */
export type PlantFacts = { readonly points: Readonly<Record<PointPath, PointFacts>> };

export type PointFacts = {
  readonly bearing: Pick<Bearing, "designation" | "rotating"> & { readonly orders: string };
  readonly channels: Readonly<Record<string, ChannelFacts>>;
};

/** All that decides what the numbers of a channel mean, in words. */
export type ChannelFacts = Readonly<Record<ChannelFact, string>>;

export const CHANNEL_FACTS = [
  "kind",
  "unit",
  "sampleRate",
  "calibration",
  "values",
  "envelopeBand",
  "testStand",
] as const satisfies readonly (keyof Channel)[];
export type ChannelFact = (typeof CHANNEL_FACTS)[number];

/** The facts of every point of a plant. */
export function factsOf(plant: Plant): PlantFacts {
  return {
    points: Object.fromEntries(
      [...pointsOf(plant)].map(([path, { point }]) => [path, pointFacts(point)]),
    ),
  };
}

function pointFacts({ bearing, channels }: MeasurementPoint): PointFacts {
  return {
    bearing: {
      designation: bearing?.designation ?? "none",
      rotating: bearing?.rotating ?? "inner",
      orders: bearing === undefined ? "none" : Object.values(bearing.orders).join(" "),
    },
    channels: Object.fromEntries(channels.map((channel) => [channel.id, channelFacts(channel)])),
  };
}

function channelFacts(channel: Channel): ChannelFacts {
  return Object.fromEntries(
    CHANNEL_FACTS.map((fact) => [fact, inWords(channel[fact])]),
  ) as unknown as ChannelFacts;
}

function inWords(value: unknown): string {
  if (value === undefined) return "none";
  return typeof value === "object" ? JSON.stringify(value) : String(value);
}

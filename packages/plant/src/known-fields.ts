import { z } from "zod";
import { plantFileSchema } from "./schema.ts";

interface Fields {
  readonly properties?: Readonly<Record<string, Fields>>;
  readonly items?: Fields;
  readonly anyOf?: readonly Fields[];
  readonly oneOf?: readonly Fields[];
  readonly additionalProperties?: Fields | boolean;
}

let root: Fields | undefined;

/** The fields that a plant file may have at a place. */
export function knownFields(path: readonly PropertyKey[]): readonly string[] {
  root ??= z.toJSONSchema(plantFileSchema, { io: "input", unrepresentable: "any" }) as Fields;
  let places: readonly Fields[] = [root];
  for (const step of path)
    places = places.flatMap(branches).flatMap((place) => {
      if (typeof step === "number") return place.items === undefined ? [] : [place.items];
      const named = place.properties?.[String(step)];
      if (named !== undefined) return [named];
      return typeof place.additionalProperties === "object" ? [place.additionalProperties] : [];
    });
  return [
    ...new Set(places.flatMap(branches).flatMap(({ properties = {} }) => Object.keys(properties))),
  ];
}

function branches(place: Fields): readonly Fields[] {
  const { anyOf, oneOf } = place;
  return [place, ...[...(anyOf ?? []), ...(oneOf ?? [])].flatMap(branches)];
}

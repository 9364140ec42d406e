import { inWords as saidOf } from "@raceway/mapping/example-run";
import { createMappings } from "@raceway/mapping/mappings";
import { channelOf, type Plant, pointsOf } from "@raceway/model/plant";
import { factsOf } from "@raceway/plant/changes/facts";
import { plantChanges } from "@raceway/plant/changes/plant-changes";
import { type Adoption, adoptInto } from "@raceway/plant/edit/adoption";
import { isMeasurement, parseTopic } from "@raceway/wire/topic";
import { faultsOf, inWords, type PlantFileAccess } from "../plant-file/plant-file.ts";
import type { Sample, Stranger } from "./strangers.ts";

/** What adopting would come to, before anything is written. */
export interface AdoptionPreview {
  /** Of the plant file that this was reckoned from. */
  readonly revision: string;
  /** What is wrong with it; empty: it may be done. */
  readonly faults: readonly string[];
  /** What Raceway would read from the latest payloads, newest first. */
  readonly readings: readonly ReadingPreview[];
  readonly differences: readonly { readonly point: string; readonly said: readonly string[] }[];
  /** The bearing as the catalogue has it. */
  readonly bearing?: {
    readonly designation: string;
    readonly maker?: string;
    readonly source: string;
  };
}

/** What becomes of one payload. */
export type ReadingPreview = { readonly said: readonly string[] } | { readonly fault: string };

/** @throws Problem when the channel is there already, or the plant file cannot be read. */
export async function previewAdoption(
  { store, check }: PlantFileAccess,
  adoption: Adoption,
  stranger: Stranger | undefined,
): Promise<AdoptionPreview> {
  const { text, revision } = inWords(store.read);
  const changed = inWords(() => adoptInto(text, adoption));
  const faults = faultsOf(check, changed);
  if (faults.length > 0) return { revision, faults, readings: [], differences: [] };
  const plant = check(changed);
  const topic = stranger?.topic ?? adoption.channel.mqtt?.topic ?? "";
  const readings = await Promise.all(
    (stranger?.samples ?? []).map((sample) => readingOf(plant, topic, sample)),
  );
  const changes = plantChanges(factsOf(check(text)), plant);
  const { line, machine, point } = adoption;
  const path = `${plant.site}/${line.id}/${machine.id}/${point.id}`;
  const bearing = pointsOf(plant).get(path)?.point.bearing;
  return {
    revision,
    faults,
    readings,
    differences: changes.map(({ point, said }) => ({ point, said })),
    ...(bearing && {
      bearing: {
        designation: bearing.designation,
        ...(bearing.maker !== undefined && { maker: bearing.maker }),
        source: bearing.source,
      },
    }),
  };
}

async function readingOf(plant: Plant, topic: string, sample: Sample): Promise<ReadingPreview> {
  const { payload, size } = sample;
  if (size > payload.length)
    return {
      fault: `only the first ${payload.length} of its ${size} bytes were kept: it cannot be tried here`,
    };
  if (parseTopic(topic) !== undefined) return ownReading(plant, topic, payload);
  const mapped = await createMappings(plant).translate(topic, payload);
  if (mapped.fault !== undefined) return { fault: mapped.fault.reason };
  const said = mapped.messages.map((message) => saidOf(message));
  const fault = said.find((one) => one.fault !== undefined)?.fault;
  return fault === undefined ? { said: said.map(({ text }) => text) } : { fault };
}

/** A message in Raceway's own form. */
function ownReading(plant: Plant, topic: string, payload: Uint8Array): ReadingPreview {
  const place = parseTopic(topic);
  if (!isMeasurement(place)) return { fault: `${topic} is no topic of measurements` };
  const { site, line, machine, point, channel } = place;
  const context = pointsOf(plant).get(`${site}/${line}/${machine}/${point}`);
  if (context === undefined || channelOf(context.point, channel) === undefined)
    return {
      fault: `it is published for ${line}/${machine}/${point}/${channel}: only that place fits it`,
    };
  const { text, fault } = saidOf({ topic, payload });
  return fault === undefined ? { said: [text] } : { fault };
}

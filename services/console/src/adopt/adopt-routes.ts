import { findBearing, nearestDesignations } from "@raceway/bearings/catalogue";
import { kindOfUnknown } from "@raceway/bearings/designation";
import type { Adoption } from "@raceway/plant/edit/adoption";
import { adoptInto } from "@raceway/plant/edit/adoption";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import type { LiveState } from "../live/live-state.ts";
import { applyChange, inWords, needed, type PlantFileAccess } from "../plant-file/plant-file.ts";
import { appliedAnswer, revision, who } from "../plant-file/plant-file-schema.ts";
import { previewAdoption } from "./adoption.ts";
import { candidatesOf } from "./candidates.ts";
import type { Stranger } from "./strangers.ts";

export interface AdoptParts {
  readonly live: LiveState;
  /** Absent: the plant file is not to be changed from here. */
  readonly plantFile?: PlantFileAccess;
}

const id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "lower-case letters, digits, - and _");
const name = z.string().min(1).max(100).optional();
const word = z.string().max(2000).optional();
const adoptionFields = {
  topic: z.string().min(1).max(1000).describe("What arrives, and fits nothing yet."),
  line: id,
  lineName: name,
  machine: id,
  machineName: name,
  point: id.describe("Its id in the machine; one that is there gets a channel more."),
  pointName: name,
  bearing: z.string().max(100).optional().describe("Designation, as printed on the bearing."),
  bore: z.coerce
    .number()
    .optional()
    .describe("mm; of a bearing that the catalogue lacks. Its inside is then estimated."),
  outside: z.coerce.number().optional().describe("Outside diameter, mm."),
  balls: z.coerce.number().optional().describe("Rolling elements, counted."),
  channel: id,
  channelName: name,
  kind: z.string().max(40),
  unit: z.string().max(40).optional(),
  values: z
    .string()
    .max(40)
    .optional()
    .describe("Of a vibration sensor that computes itself: what."),
  sampleRate: z.coerce.number().optional(),
  value: word.describe(
    "JSONata that picks the number out of the payload; absent: the whole is it.",
  ),
};
const adoptionQuery = z.object(adoptionFields);
const adoptionBody = z.strictObject({ ...adoptionFields, revision, who });
const bearingQuery = z.object({ designation: z.string().min(1).max(100) });

const strangerAnswer = z.object({
  topic: z.string(),
  code: z.string(),
  reason: z.string(),
  sender: z.string().optional().describe("MQTT client id."),
  count: z.int(),
  first: z.string(),
  last: z.string(),
  payload: z
    .string()
    .optional()
    .describe("The beginning of the latest one; binary ones in base64."),
  binary: z.boolean(),
  candidates: z
    .array(z.object({ value: z.string(), number: z.number() }))
    .describe("Numbers that stand in it, and the expressions that pick them."),
});
const previewAnswer = z.object({
  revision: z.string(),
  faults: z.array(z.string()),
  readings: z.array(
    z.union([z.object({ said: z.array(z.string()) }), z.object({ fault: z.string() })]),
  ),
  differences: z.array(z.object({ point: z.string(), said: z.array(z.string()) })),
  bearing: z
    .object({ designation: z.string(), maker: z.string().optional(), source: z.string() })
    .optional(),
});
/** What arrives and fits nothing, and giving it a place in the plant file. */
export function adoptRoutes({ live, plantFile }: AdoptParts): readonly ApiRoute[] {
  const access = () => needed(plantFile);
  return [
    {
      method: "GET",
      url: "/api/strangers",
      summary:
        "What arrives and fits nothing that the plant file names, by topic, the latest first.",
      answer: z.array(strangerAnswer),
      filtered: true,
      // A stranger belongs to no line yet.
      handle: ({ sees }) => (sees ? [] : live.strangers.all().map(strangerView)),
    },
    {
      method: "GET",
      url: "/api/plant-file/adoption",
      role: "engineer",
      summary:
        "What adopting it would come to: faults, what is read from the latest payloads, differences.",
      query: adoptionQuery,
      answer: previewAnswer,
      handle({ query }) {
        const asked = parse(adoptionQuery, query);
        return previewAdoption(access(), adoptionOf(asked), live.strangers.get(asked.topic));
      },
    },
    {
      method: "POST",
      url: "/api/plant-file/adoption",
      role: "engineer",
      summary: "Writes it into the plant file, which then counts. Answers once ingest has it.",
      body: adoptionBody,
      answer: appliedAnswer,
      async handle({ body }) {
        const asked = parse(adoptionBody, body);
        const { store } = access();
        const { text } = inWords(store.read);
        const changed = inWords(() => adoptInto(text, adoptionOf(asked)));
        const applied = await applyChange(access(), live, { ...asked, text: changed });
        live.strangers.forget(asked.topic);
        return applied;
      },
    },
    {
      method: "GET",
      url: "/api/bearings",
      summary: "The catalogue's row of a designation as people write it, or the nearest ones.",
      query: bearingQuery,
      answer: z.object({
        found: z
          .object({
            designation: z.string(),
            maker: z.string(),
            source: z.string(),
            tolerance: z.number().describe("Relative half width within which its lines lie."),
          })
          .optional(),
        nearest: z.array(z.string()),
        kind: z.string().optional().describe("What it is, where the catalogue has no such rows."),
      }),
      filtered: true,
      handle({ query }) {
        const { designation } = parse(bearingQuery, query);
        const row = findBearing(designation);
        const kind = row === undefined ? kindOfUnknown(designation) : undefined;
        return {
          ...(row && {
            found: {
              designation: row.designation,
              maker: row.maker,
              source: row.source,
              tolerance: row.tolerance,
            },
          }),
          nearest: row === undefined ? nearestDesignations(designation, 5) : [],
          ...(kind !== undefined && { kind }),
        };
      },
    },
  ];
}

const OWN = /^raceway\/v1\//;

function adoptionOf(asked: z.output<typeof adoptionQuery>): Adoption {
  const { topic, value, kind, unit, values, sampleRate } = asked;
  const mqtt = OWN.test(topic) ? undefined : { topic, value: value === "$" ? undefined : value };
  return {
    line: { id: asked.line, name: asked.lineName },
    machine: { id: asked.machine, name: asked.machineName },
    point: { id: asked.point, name: asked.pointName, bearing: bearingOf(asked) },
    channel: { id: asked.channel, name: asked.channelName, kind, unit, values, sampleRate, mqtt },
  };
}

function bearingOf({ bearing, bore, outside, balls }: z.output<typeof adoptionQuery>) {
  if (bore === undefined || outside === undefined) return bearing;
  return { designation: bearing, dimensions: { bore, outside, balls } };
}

function strangerView({
  samples,
  first,
  last,
  ...rest
}: Stranger): z.output<typeof strangerAnswer> {
  const [latest] = samples;
  const payload = latest && Buffer.from(latest.payload);
  const text = payload?.toString("utf8");
  const binary = text?.includes("\uFFFD") ?? false;
  return {
    ...rest,
    first: new Date(first).toISOString(),
    last: new Date(last).toISOString(),
    ...(payload && { payload: binary ? payload.toString("base64") : (text ?? "") }),
    binary,
    candidates: payload && !binary ? [...candidatesOf(payload)] : [],
  };
}

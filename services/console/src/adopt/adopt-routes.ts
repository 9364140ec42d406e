import { findBearing, nearestDesignations } from "@raceway/bearings/catalogue";
import type { Adoption } from "@raceway/plant/edit/adoption";
import { adoptInto } from "@raceway/plant/edit/adoption";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { previewAdoption } from "./adoption.ts";
import { candidatesOf } from "./candidates.ts";
import { applyChange, inWords, type PlantFileAccess, reload } from "./plant-file.ts";
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
const who = z.string().max(100).default("").describe("Filled in where there are logins.");
const revision = z.string().describe("Of the plant file that the person has seen.");
const adoptionBody = z.strictObject({ ...adoptionFields, revision, who });
const undoBody = z.strictObject({ revision, to: z.string(), who });
const reloadBody = z.strictObject({ who });
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
const appliedAnswer = z.object({
  revision: z.string(),
  inForce: z
    .boolean()
    .describe("False: it is written, and ingest has not said yet that it counts."),
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
const fileAnswer = z.object({
  revision: z.string(),
  versions: z.array(z.object({ revision: z.string(), until: z.string(), by: z.string() })),
});

/** What arrives and fits nothing, and giving it a place in the plant file. */
export function adoptRoutes({ live, plantFile }: AdoptParts): readonly ApiRoute[] {
  const access = (): PlantFileAccess => {
    if (plantFile !== undefined) return plantFile;
    throw new Problem(404, "No plant file", "This console was not given the plant file to change.");
  };
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
      url: "/api/plant-file",
      role: "engineer",
      summary: "Which plant file is on disk, and what it was before.",
      answer: fileAnswer,
      handle() {
        const { store } = access();
        return { revision: inWords(store.read).revision, versions: store.versions() };
      },
    },
    {
      method: "POST",
      url: "/api/plant-file/undo",
      role: "engineer",
      summary: "Puts an earlier version in the plant file's place.",
      body: undoBody,
      answer: appliedAnswer,
      handle({ body }) {
        const { to, ...asked } = parse(undoBody, body);
        const text = inWords(() => access().store.version(to));
        return applyChange(access(), live, { ...asked, text });
      },
    },
    {
      method: "POST",
      url: "/api/plant-file/reload",
      role: "engineer",
      summary:
        "Has all services read the plant file as it is on disk; one with faults changes nothing.",
      body: reloadBody,
      answer: appliedAnswer,
      async handle({ body }) {
        const { store, check } = access();
        const found = inWords(store.read);
        inFaultWords(() => check(found.text));
        const said = await reload(store, live, found, parse(reloadBody, body).who);
        if (said?.refused !== undefined) throw new Problem(409, "Refused", said.refused);
        return { revision: found.revision, inForce: said !== undefined };
      },
    },
    {
      method: "GET",
      url: "/api/bearings",
      summary: "The catalogue's row of a designation as people write it, or the nearest ones.",
      query: bearingQuery,
      answer: z.object({
        found: z
          .object({ designation: z.string(), maker: z.string(), source: z.string() })
          .optional(),
        nearest: z.array(z.string()),
      }),
      filtered: true,
      handle({ query }) {
        const { designation } = parse(bearingQuery, query);
        const row = findBearing(designation);
        return {
          ...(row && {
            found: { designation: row.designation, maker: row.maker, source: row.source },
          }),
          nearest: row === undefined ? nearestDesignations(designation, 5) : [],
        };
      },
    },
  ];
}

function inFaultWords(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw new Problem(400, "Faults in the plant file", error instanceof Error ? error.message : "");
  }
}

const OWN = /^raceway\/v1\//;

function adoptionOf(asked: z.output<typeof adoptionQuery>): Adoption {
  const { topic, value, bearing, kind, unit, values, sampleRate } = asked;
  const mqtt = OWN.test(topic) ? undefined : { topic, value: value === "$" ? undefined : value };
  return {
    line: { id: asked.line, name: asked.lineName },
    machine: { id: asked.machine, name: asked.machineName },
    point: { id: asked.point, name: asked.pointName, bearing },
    channel: { id: asked.channel, name: asked.channelName, kind, unit, values, sampleRate, mqtt },
  };
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

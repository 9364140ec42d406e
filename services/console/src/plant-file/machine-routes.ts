import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { editedFile, machineText, previewEdit, withField } from "./machine-edit.ts";
import { applyChange, inWords, needed } from "./plant-file.ts";
import type { PlantFileParts } from "./plant-file-routes.ts";
import { appliedAnswer, differencesAnswer, revision, who } from "./plant-file-schema.ts";

const id = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,63}$/, "lower-case letters, digits, - and _");
const place = { line: id, machine: id };
const text = z.string().max(100_000).describe("The machine's own lines of the plant file.");
const act = z
  .enum(["change", "copy", "remove"])
  .describe("Another text in its place, a further machine behind it, or without it.");
const path = z
  .array(z.string().max(64))
  .min(1)
  .max(6)
  .describe("Of a fact in it; entries of lists by their id.");

const machineQuery = z.object({
  ...place,
  copy: id.optional().describe("Of the machine that a copy of it would be."),
});
const fieldBody = z.strictObject({ text, path, value: z.string().max(200) });
const previewBody = z.strictObject({ ...place, act, text: text.default("") });
const editBody = z.strictObject({ ...place, act, text: text.default(""), revision, who });

const fields = z
  .array(
    z.object({
      path: z.array(z.string()),
      value: z.union([z.string(), z.number()]).optional(),
    }),
  )
  .describe("Names, speed, bearings and units in it.");

/** Changing, copying and removing machines of the plant file. */
export function machineEditRoutes({ live, plantFile }: PlantFileParts): readonly ApiRoute[] {
  return [
    {
      method: "GET",
      url: "/api/plant-file/machine",
      role: "engineer",
      summary: "A machine's own lines of the plant file, or those of a copy of it.",
      query: machineQuery,
      answer: z.object({ revision: z.string(), text: z.string(), fields }),
      handle({ query }) {
        const { copy, ...where } = parse(machineQuery, query);
        return machineText(needed(plantFile), where, copy);
      },
    },
    {
      method: "POST",
      url: "/api/plant-file/machine/field",
      role: "engineer",
      changesNothing: true,
      filtered: true,
      summary: "Those lines with one fact set; writes nothing.",
      body: fieldBody,
      answer: z.object({ text: z.string(), fields }),
      handle({ body }) {
        const asked = parse(fieldBody, body);
        return withField(asked.text, asked.path, asked.value);
      },
    },
    {
      method: "POST",
      url: "/api/plant-file/machine/preview",
      role: "engineer",
      changesNothing: true,
      summary:
        "What an edit would come to: faults, lines that go and come, what becomes of points.",
      body: previewBody,
      answer: z.object({
        revision: z.string(),
        faults: z.array(z.string()),
        differences: differencesAnswer,
        lines: z.array(
          z.object({ kind: z.enum(["stays", "goes", "comes"]), lines: z.array(z.string()) }),
        ),
      }),
      handle: ({ body }) => previewEdit(needed(plantFile), parse(previewBody, body)),
    },
    {
      method: "POST",
      url: "/api/plant-file/machine",
      role: "engineer",
      summary: "Writes an edit into the plant file, which then counts. Answers once ingest has it.",
      body: editBody,
      answer: appliedAnswer,
      handle({ body }) {
        const asked = parse(editBody, body);
        const access = needed(plantFile);
        const file = inWords(access.store.read);
        return applyChange(access, live, { ...asked, text: editedFile(file.text, asked) });
      },
    },
  ];
}

import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import { applyChange, inWords, needed, type PlantFileAccess, reload } from "./plant-file.ts";
import { appliedAnswer, revision, who } from "./plant-file-schema.ts";

export interface PlantFileParts {
  readonly live: LiveState;
  /** Absent: the plant file is not to be changed from here. */
  readonly plantFile?: PlantFileAccess;
}

const undoBody = z.strictObject({ revision, to: z.string(), who });
const reloadBody = z.strictObject({ who });

const fileAnswer = z.object({
  revision: z.string(),
  versions: z.array(z.object({ revision: z.string(), until: z.string(), by: z.string() })),
});

/** The plant file as a whole: which it is, back to an earlier one, and reading it again. */
export function plantFileRoutes({ live, plantFile }: PlantFileParts): readonly ApiRoute[] {
  const access = () => needed(plantFile);
  return [
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
  ];
}

function inFaultWords(check: () => unknown): void {
  try {
    check();
  } catch (error) {
    throw new Problem(400, "Faults in the plant file", error instanceof Error ? error.message : "");
  }
}

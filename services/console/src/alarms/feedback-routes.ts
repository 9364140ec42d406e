import {
  type AlarmOccurrence,
  DIAGNOSIS_OUTCOMES,
  MOST_FOUND_BYTES,
  MOST_FOUND_FILES,
} from "@raceway/model/alarm-occurrence";
import type { Plant } from "@raceway/model/plant";
import { feedbackMessage, occurrenceSchema } from "@raceway/wire/history-ask";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { LiveState } from "../live/live-state.ts";
import type { AlarmAsks } from "./alarm-asks.ts";
import type { FoundFiles } from "./found-files.ts";
import type { ReadHistory } from "./history-routes.ts";
import { subjectOf } from "./subject-of.ts";

const ANSWER_MS = 10_000;
const SILENCE =
  "The alarm service has not answered. It will keep what was found when it is back; nobody has confirmed it.";

const foundFile = feedbackMessage.shape.files.element;
const feedbackBody = z.strictObject({
  who: feedbackMessage.shape.who,
  diagnosis: z.enum(DIAGNOSIS_OUTCOMES, "right, wrong or not-found is needed"),
  found: feedbackMessage.shape.found,
  files: z
    .array(foundFile)
    .max(MOST_FOUND_FILES, `at most ${MOST_FOUND_FILES} files go with it`)
    .default([]),
});
const kept = foundFile.omit({ name: true });
const caseSchema = occurrenceSchema.omit({ acknowledged: true, assigned: true });

export interface FeedbackParts {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly live: Pick<LiveState, "subject">;
  readonly askAt: AlarmAsks["askAt"];
  readonly read: ReadHistory;
  /** Absent: files of what was found are not kept here. */
  readonly foundFiles?: FoundFiles;
}

/** What people found when they looked after an alarm: told, with pictures, and handed on as cases. */
export function feedbackRoutes(parts: FeedbackParts): readonly ApiRoute[] {
  const { plant, live, askAt, read, foundFiles } = parts;

  function known(id = ""): string {
    subjectOf(live.subject, id);
    return id;
  }

  function files(): FoundFiles {
    if (foundFiles !== undefined) return foundFiles;
    throw new Problem(503, "No place for files", "This console was given no folder for files.");
  }

  async function occurrenceOf(params: Readonly<Record<string, string>>): Promise<AlarmOccurrence> {
    const occurrence = Number(params["occurrence"]);
    const id = known(params["id"]);
    if (!(Number.isSafeInteger(occurrence) && occurrence > 0))
      throw new Problem(404, "No such occurrence", "Occurrences are counted from 1.");
    const { rows } = await read({ id, occurrence }, { offset: 0, limit: 1 });
    const [found] = rows;
    if (found !== undefined) return found;
    throw new Problem(404, "No such occurrence", `There is no occurrence ${occurrence} of ${id}.`);
  }

  return [
    {
      method: "GET",
      url: "/api/alarms/:id/occurrences/:occurrence",
      summary: "One opening of an alarm, with what was found.",
      answer: occurrenceSchema,
      handle: ({ params }) => occurrenceOf(params),
    },
    {
      method: "POST",
      url: "/api/alarms/:id/occurrences/:occurrence/feedback",
      summary:
        "Tells what was found, and whether the diagnosis was right; the last telling counts.",
      body: feedbackBody,
      answer: occurrenceSchema,
      async handle({ params, body }) {
        const told = parse(feedbackBody, body);
        const { id, occurrence } = await occurrenceOf(params);
        for (const { file } of told.files)
          if (foundFiles?.has(id, file) !== true)
            throw new Problem(409, "No such file", `${file} is none of the files of ${id}.`);
        const topic = formatTopic({ class: "alarm-feedback", site: plant().site });
        const { refused } = await askAt(topic, { id, occurrence, ...told }, SILENCE, ANSWER_MS);
        if (refused !== undefined)
          throw new Problem(409, "Not kept", `The alarm service refuses: ${refused}.`);
        return occurrenceOf(params);
      },
    },
    {
      method: "POST",
      url: "/api/alarms/:id/files",
      summary: `Keeps a picture (JPEG, PNG, WebP, HEIC) or a PDF of what was found, at most ${MOST_FOUND_BYTES / 2 ** 20} MiB, sent as application/octet-stream.`,
      answer: kept,
      takesFile: MOST_FOUND_BYTES,
      handle({ params, body }) {
        if (!Buffer.isBuffer(body) || body.length === 0)
          throw new Problem(400, "No file", "The body is the file itself, and it is empty.");
        return files().keep(known(params["id"]), body);
      },
    },
    {
      method: "GET",
      url: "/api/alarms/:id/files/:file",
      summary: "A file of what was found.",
      media: ["image/jpeg", "image/png", "image/webp", "image/heic", "application/pdf"],
      handle({ params, reply }) {
        const { file = "" } = params;
        const kept = files().read(known(params["id"]), file);
        if (kept === undefined)
          throw new Problem(404, "No such file", `${file} is none of the files of this alarm.`);
        reply.type(kept.type);
        reply.header("content-disposition", `attachment; filename="${file}"`);
        reply.header("cache-control", "private, max-age=31536000, immutable");
        return reply.send(kept.bytes);
      },
    },
    {
      method: "GET",
      url: "/api/alarm-cases",
      summary:
        "Alarms of which people told what they found: cases to judge the diagnosis by. At most 1000, the newest first.",
      answer: z.array(caseSchema),
      filtered: true,
      async handle({ sees }) {
        const { rows } = await read({ diagnosis: "any" }, { offset: 0, limit: 1000 }, sees);
        return rows.map(({ acknowledged: _1, assigned: _2, ...row }) => row);
      },
    },
  ];
}

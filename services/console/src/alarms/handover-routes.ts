import type { HandoverPage } from "@raceway/model/handover";
import type { Plant } from "@raceway/model/plant";
import { handoverAnswer, handoverText, MOST_HANDOVER_NOTES } from "@raceway/wire/handover-ask";
import { formatTopic } from "@raceway/wire/topic";
import { z } from "zod";
import type { ApiRoute } from "../http/api-route.ts";
import { pageQuery, tellNext } from "../http/pagination.ts";
import { parse } from "../http/parse.ts";
import { Problem } from "../http/problem.ts";
import type { AlarmAsks } from "./alarm-asks.ts";
import { personSaid as who } from "./person-said.ts";

const ANSWER_MS = 10_000;
const SILENCE = "The alarm service, which keeps the handover notes, has not answered.";

const noteBody = z.strictObject({ who, text: handoverText });
const takeBody = z.strictObject({ who });
const notesQuery = z.object({
  line: z.string().exactOptional(),
  waiting: z
    .enum(["true", "false"])
    .default("false")
    .transform((text) => text === "true")
    .describe("Only those that nobody has taken over yet."),
  limit: z.coerce.number().int().min(1).max(MOST_HANDOVER_NOTES).default(20),
  offset: pageQuery.shape.offset,
});

export interface HandoverParts {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly askAt: AlarmAsks["askAt"];
}

/** What shifts leave each other: written of a line or of the whole plant, taken over by the next, kept. */
export function handoverRoutes({ plant, askAt }: HandoverParts): readonly ApiRoute[] {
  async function ask(body: object): Promise<HandoverPage | undefined> {
    const topic = formatTopic({ class: "handover-ask", site: plant().site });
    const { refused, handover } = await askAt(topic, body, SILENCE, ANSWER_MS);
    if (refused !== undefined)
      throw new Problem(409, "Not carried out", `The alarm service refuses: ${refused}.`);
    return handover;
  }

  async function done(body: object): Promise<{ readonly told: true }> {
    await ask(body);
    return { told: true };
  }

  /** The line of an address; undefined: it is of the whole plant. */
  function lineOf(line: string | undefined): { readonly line?: string } {
    if (line === undefined) return {};
    if (plant().lines.some(({ id }) => id === line)) return { line };
    throw new Problem(404, "No such line", `The plant file has no line ${line}.`);
  }

  const told = z.object({ told: z.literal(true) });
  const changes = ["/api/handover", "/api/lines/:line/handover"].flatMap((url): ApiRoute[] => {
    const of = url.includes(":line") ? "a line" : "the whole plant";
    return [
      {
        method: "POST",
        url,
        summary: `Leaves a note of ${of} to the next shift.`,
        body: noteBody,
        answer: told,
        handle: ({ params, body }) =>
          done({ act: "write", ...parse(noteBody, body), ...lineOf(params["line"]) }),
      },
      {
        method: "POST",
        url: `${url}/:note/take`,
        summary: `Takes a note of ${of} over: it has been read, and waits no more.`,
        body: takeBody,
        answer: told,
        handle({ params, body }) {
          const note = Number(params["note"]);
          if (!(Number.isSafeInteger(note) && note > 0))
            throw new Problem(404, "No such note", "Notes are counted from 1.");
          return done({ act: "take", ...parse(takeBody, body), note, ...lineOf(params["line"]) });
        },
      },
    ];
  });
  return [
    {
      method: "GET",
      url: "/api/handover",
      summary: "Notes that shifts left each other, the newest first.",
      query: notesQuery,
      answer: handoverAnswer,
      filtered: true,
      async handle({ query, sees, reply }) {
        const { line, ...page } = parse(notesQuery, query);
        const all = sees && plant().lines.flatMap(({ id }) => (sees(id) ? [id] : []));
        const lines = line === undefined ? all : [line].filter((id) => sees?.(id) ?? true);
        const answer = await ask({ act: "list", ...page, ...(lines && { lines }) });
        if (answer === undefined) throw new Problem(502, "No notes", SILENCE);
        tellNext(reply, answer.total, page);
        return answer;
      },
    },
    ...changes,
  ];
}

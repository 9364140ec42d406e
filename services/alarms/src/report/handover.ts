import type { Plant } from "@raceway/model/plant";
import { isoOf, type Nanos } from "@raceway/model/time";
import { isWithin } from "@raceway/model/week";
import type { AlarmAnswer } from "@raceway/wire/alarm-answer";
import type { HandoverAsk } from "@raceway/wire/handover-ask";
import type { createHandoverNotes } from "../journal/handover-notes.ts";

/** Carries out what was asked of the notes that shifts leave each other. @param now by the service's clock. */
export function handoverAnswerTo(
  wish: HandoverAsk,
  notes: ReturnType<typeof createHandoverNotes>,
  plant: Plant,
  now: Nanos,
): AlarmAnswer {
  const { ask, act } = wish;
  const at = isoOf(now);
  switch (act) {
    case "list":
      return { ask, handover: notes.page(wish) };
    case "write": {
      const { who, line, text } = wish;
      notes.write({ at, who, ...(line && { line }), shifts: shiftsAt(plant, now), text });
      return { ask };
    }
    case "take":
      return notes.take(wish.note, wish.line, { who: wish.who, at })
        ? { ask }
        : { ask, refused: `there is no note ${wish.note} of ${wish.line ?? "the whole plant"}` };
  }
}

/** Names of the plant's shifts that a moment lies in. */
function shiftsAt({ notify }: Plant, now: Nanos): readonly string[] {
  return Object.entries(notify?.shifts ?? {}).flatMap(([name, hours]) =>
    isWithin(hours, now) ? [name] : [],
  );
}

import { inWords } from "@raceway/model/verdict-words";
import type { ComponentChild, VNode } from "preact";
import type { JournalLineView } from "../../src/http/api-types.ts";
import { isText, language, t } from "../i18n/text.ts";
import { faultOf, getJournal } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { redraw } from "../shared/redraw.ts";
import { table } from "../shared/table.ts";
import { spoken } from "../shared/words.ts";

const PAGE_LINES = 20;

/** An alarm's journal, read when it is unfolded, newest first. */
export function createJournal(id: string): () => VNode {
  let lines: readonly JournalLineView[] | undefined;
  let total = 0;
  let fault: string | undefined;

  async function read(): Promise<void> {
    try {
      const offset = lines?.length ?? 0;
      const page = await getJournal(id, { offset, limit: PAGE_LINES });
      lines = [...(lines ?? []), ...page.items];
      total = page.total;
      fault = undefined;
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  function toggled(event: Event & { readonly currentTarget: HTMLDetailsElement }): void {
    lines = undefined;
    if (event.currentTarget.open) void read();
  }

  return () =>
    h(
      "details",
      { class: "journal", ontoggle: toggled },
      h("summary", {}, t("journal.title")),
      fault === undefined
        ? lines !== undefined && journalTable(lines)
        : h("p", { class: "quiet" }, fault),
      lines !== undefined &&
        lines.length < total &&
        h(
          "ix-button",
          { variant: "subtle-tertiary", onclick: () => void read() },
          t("journal.more"),
        ),
    );
}

/** Lines of the journal: when, who, what, before, after, why. @param what names an alarm, where the lines are of several. */
export function journalTable(
  lines: readonly Omit<JournalLineView, "verdict">[],
  what?: (id: string) => ComponentChild,
): VNode {
  if (lines.length === 0) return h("p", { class: "quiet" }, t("journal.none"));
  return table(
    t("journal.title"),
    [
      t("table.time"),
      ...(what === undefined ? [] : [t("table.alarm")]),
      t("table.who"),
      t("table.act"),
      t("table.before"),
      t("table.after"),
      t("table.why"),
    ],
    lines.map((line) => [
      moment(line.at),
      ...(what === undefined ? [] : [what(line.alarm)]),
      line.who === "raceway" ? t("journal.raceway") : line.who,
      wordsOf("act", line.act),
      wordsOf("state", line.before),
      wordsOf("state", line.after),
      whyOf(line),
    ]),
  );
}

/** The journal lists words, separated by commas; a newer service may know some that have no text yet. */
function wordsOf(kind: "act" | "state", words: string): string {
  return words
    .split(", ")
    .map((word) => {
      const key = `journal.${kind}.${word.replaceAll(" ", "-")}`;
      return isText(key) ? t(key) : word;
    })
    .join(t("journal.join"));
}

/** The person's reason, or the words of the verdict. */
function whyOf({ comment, to, verdict, channelNames = {} }: JournalLineView): ComponentChild {
  if (to !== undefined)
    return comment === undefined
      ? t("journal.to", { who: to })
      : t("journal.toWhy", { who: to, why: comment });
  if (comment !== undefined || verdict === undefined) return comment;
  const [text] = inWords(verdict, language(), (channel) => channelNames[channel] ?? channel);
  return text !== undefined && spoken(text);
}

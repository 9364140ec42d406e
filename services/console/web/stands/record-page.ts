import type { VNode } from "preact";
import type { RecordView, VerificationView } from "../../src/record/record-types.ts";
import { language, t } from "../i18n/text.ts";
import { faultOf, get, send } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment, number } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { levelIcon } from "../shared/levels.ts";
import type { Page } from "../shared/page.ts";
import { createReading } from "../shared/reading.ts";
import { redraw } from "../shared/redraw.ts";
import { standsHead } from "./stand-tabs.ts";

/** Read again at most so often, milliseconds. */
const REFRESH_MS = 30_000;

/** The record that nobody can quietly change: its signed state, whether it was altered, and certificates of parts. */
export function createRecordPage(): Page {
  const reading = createReading(() => get<RecordView>("record"), REFRESH_MS);
  let verification: VerificationView | undefined;
  let fault: string | undefined;
  let busy = false;
  let serial = "";
  let lot = "";

  async function verify(): Promise<void> {
    busy = true;
    fault = undefined;
    redraw();
    try {
      verification = await send<VerificationView>("POST", "record/verify");
    } catch (error) {
      fault = faultOf(error);
    }
    busy = false;
    redraw();
  }

  function view(): VNode {
    const shown = reading.shown();
    return h(
      "div",
      { class: "page" },
      standsHead("record", ""),
      h("p", { class: "form-error", role: "alert" }, fault ?? reading.fault() ?? ""),
      shown && [stateOf(shown), certificates()],
    );
  }

  function stateOf({ entries, time, key, root }: RecordView): VNode {
    return h(
      "section",
      { class: "card", "aria-label": t("record.title") },
      h("h2", {}, t("record.title")),
      h("p", {}, t("record.signed", { entries: number(entries), time: moment(time) })),
      h("p", { class: "small quiet" }, t("record.key", { key, root })),
      h(
        "ix-button",
        { variant: "secondary", disabled: busy, onclick: () => void verify() },
        t(busy ? "record.verifying" : "record.verify"),
      ),
      h("div", { role: "status" }, verification && resultOf(verification)),
    );
  }

  function certificates(): VNode {
    return h(
      "section",
      { class: "card", "aria-label": t("record.certificate") },
      h("h2", {}, t("record.certificate")),
      h("p", { class: "small quiet" }, t("record.certificateNote")),
      h(
        "div",
        { class: "pickers" },
        field(t("stands.serial"), serial, (text) => {
          serial = text;
          redraw();
        }),
        certificateLinks({ serial: serial.trim() }, "record.download"),
      ),
      h(
        "div",
        { class: "pickers" },
        field(t("record.lot"), lot, (text) => {
          lot = text;
          redraw();
        }),
        certificateLinks({ lot: lot.trim() }, "record.downloadLot"),
      ),
      h(
        "p",
        {},
        h(
          "a",
          {
            class: "standing-link",
            href: "./api/record/check-page",
            download: "check-certificate.html",
          },
          t("record.checkPage"),
        ),
      ),
      h("p", { class: "small quiet" }, t("record.checkPageNote")),
    );
  }

  return { view, open: reading.read, update: reading.refresh };
}

/** Links to the certificate of something, in both forms; none where nothing is named. */
function certificateLinks(
  of: { readonly serial: string } | { readonly lot: string },
  text: "record.download" | "record.downloadLot",
): readonly VNode[] {
  const [name = ""] = Object.values(of);
  if (name === "") return [];
  return (["json", "pdf"] as const).map((format) => {
    const query = new URLSearchParams({ ...of, format, language: language() });
    return h(
      "a",
      { key: format, href: `./api/record/certificate?${query}`, download: "" },
      t(text, { name, format: format.toUpperCase() }),
    );
  });
}

function resultOf({ entries, checkpoints, unsigned, flaws, seconds }: VerificationView): VNode {
  const facts = { entries: number(entries), checkpoints, unsigned, seconds: number(seconds) };
  if (flaws.length === 0)
    return h(
      "p",
      { class: "judged" },
      levelIcon("normal"),
      h("span", {}, t("record.whole", facts)),
    );
  return h(
    "div",
    {},
    h("p", { class: "judged" }, levelIcon("alarm"), h("span", {}, t("record.altered", facts))),
    h(
      "ul",
      {},
      flaws.map(({ seq, what }) =>
        h(
          "li",
          { key: `${seq} ${what}`, "data-written": true },
          seq === undefined ? what : t("record.flaw", { entry: seq, what }),
        ),
      ),
    ),
  );
}

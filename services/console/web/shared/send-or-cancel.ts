import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { h } from "./h.ts";

/** The two ways out of a form. @param sending whether what was filled in is on its way. */
export function sendOrCancel(send: string, sending: boolean, cancel: () => void): VNode {
  return h(
    "div",
    { class: "form-buttons" },
    h("ix-button", { type: "submit", loading: sending }, send),
    h("ix-button", { variant: "subtle-tertiary", onclick: cancel }, t("form.cancel")),
  );
}

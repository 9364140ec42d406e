import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { faultOf, get } from "./api.ts";
import { number } from "./format.ts";
import { h } from "./h.ts";
import { redraw } from "./redraw.ts";

interface BearingAnswer {
  readonly found?: {
    readonly designation: string;
    readonly source: string;
    readonly tolerance: number;
  };
  readonly nearest: readonly string[];
  readonly kind?: string;
}

/** A person has stopped typing after so long, milliseconds. */
const PAUSE_MS = 300;

/** What the catalogue knows of a designation that somebody types. */
export function createBearingHint() {
  let typed = "";
  let answer: BearingAnswer | undefined;
  let fault = "";
  let pause: number | undefined;

  async function ask(): Promise<void> {
    const asked = typed;
    try {
      const next = await get<BearingAnswer>(
        `bearings?${new URLSearchParams({ designation: asked })}`,
      );
      if (asked === typed) answer = next;
      fault = "";
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  return {
    look(designation: string): void {
      typed = designation.trim();
      answer = undefined;
      clearTimeout(pause);
      if (typed !== "") pause = window.setTimeout(() => void ask(), PAUSE_MS);
    },
    /** The catalogue has no such bearing. */
    isUnknown: () => typed !== "" && answer !== undefined && answer.found === undefined,
    view(): VNode | undefined {
      if (fault !== "") return h("p", { class: "form-error" }, fault);
      if (answer === undefined || typed === "") return undefined;
      const { found, nearest, kind } = answer;
      if (found !== undefined) {
        const tolerance = number(found.tolerance * 100);
        return h(
          "p",
          { class: "small", role: "status" },
          t("machines.known", { ...found, tolerance }),
        );
      }
      const what = t("machines.unknown", { designation: typed, nearest: nearest.join(", ") });
      return h(
        "div",
        { class: "text-warning", role: "status" },
        h("p", {}, what),
        kind !== undefined && h("p", { lang: "en" }, `${typed}: ${kind}`),
      );
    },
  };
}

import type { VNode } from "preact";
import { ofPlantFile } from "../i18n/plant-file.ts";
import { t } from "../i18n/text.ts";
import { h } from "../shared/h.ts";
import type { EditPreviewView } from "./machines-api.ts";

const MARKS = { stays: "  ", goes: "− ", comes: "+ " } as const;

/** What an edit comes to: faults, the lines that go and come, what becomes of points. */
export function editPreview(preview: EditPreviewView | undefined): readonly VNode[] {
  if (preview === undefined) return [];
  const { faults, lines, differences } = preview;
  if (lines.length === 0) return [h("p", { class: "quiet" }, t("machines.same"))];
  return [
    ...faults.map((fault) => h("p", { class: "text-warning" }, ofPlantFile(fault))),
    h("strong", {}, t("machines.lines")),
    h(
      "pre",
      { class: "small payload line-changes", lang: "en" },
      lines.map(({ kind, lines: some }, at) =>
        h(
          "span",
          { key: at, class: `line-${kind}` },
          some.map((line) => `${MARKS[kind]}${line}\n`).join(""),
        ),
      ),
    ),
    ...(faults.length > 0 ? [] : effects(differences)),
  ];
}

function effects(differences: EditPreviewView["differences"]): readonly VNode[] {
  if (differences.length === 0) return [h("p", { class: "quiet" }, t("machines.noChanges"))];
  return [
    h("strong", {}, t("machines.changes")),
    ...differences.map(({ point, said }) =>
      h("p", { class: "small" }, `${point}: ${said.map(ofPlantFile).join(" ")}`),
    ),
  ];
}

import type { VNode } from "preact";
import { t } from "../i18n/text.ts";
import { undo } from "../sensors/adopt-api.ts";
import { faultOf } from "../shared/api.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { loggedIn, personName } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, table } from "../shared/table.ts";
import { createMachineEditor } from "./machine-editor.ts";
import { getVersions, type VersionsView } from "./machines-api.ts";

/** Machines of the plant file: changed, copied, removed, and put back as they were. */
export function createMachinesPanel(state: PlantState) {
  const editor = createMachineEditor(() => void readVersions());
  let chosen = "";
  let versions: VersionsView | undefined;
  let fault = "";
  let told = "";
  let busy = false;

  function view(): VNode {
    return h(
      "div",
      { class: "page" },
      h(
        "section",
        { class: "card stack machine-edit", "aria-label": t("machines.title") },
        h("h2", {}, t("machines.title")),
        h("div", { class: "pickers" }, machinePicker()),
        editor.view(),
      ),
      h(
        "section",
        { class: "card stack", "aria-label": t("machines.versions") },
        h("h2", {}, t("machines.versions")),
        h("p", { class: "form-error", role: "alert" }, fault),
        told !== "" && h("p", { role: "status" }, told),
        versions && versionTable(versions),
      ),
    );
  }

  function machinePicker(): VNode {
    const machines = (state.plant()?.lines ?? []).flatMap((line) =>
      line.machines.map((machine) => ({
        value: `${line.id}/${machine.id}`,
        label: `${line.name} › ${machine.name}`,
      })),
    );
    const first = { value: "", label: t("machines.choose") };
    return picker(t("machines.pick"), [first, ...machines], chosen, (value) => {
      chosen = value;
      const [line = "", machine = ""] = value.split("/");
      if (value === "") editor.close();
      else void editor.open({ line, machine });
      redraw();
    });
  }

  function versionTable({ revision, versions: kept }: VersionsView): VNode {
    if (kept.length === 0) return h("p", { class: "quiet" }, t("machines.noVersions"));
    const rows = kept.map((version) =>
      keyed(`${version.until} ${version.revision}`, [
        h("span", { class: "tabular" }, moment(version.until)),
        version.by,
        h(
          "ix-button",
          {
            variant: "secondary",
            disabled: busy,
            onclick: () => void putBack(revision, version.revision),
          },
          t("machines.putBack"),
        ),
      ]),
    );
    return table(t("machines.versions"), [t("machines.until"), t("machines.by"), ""], rows);
  }

  async function putBack(revision: string, to: string): Promise<void> {
    busy = true;
    redraw();
    try {
      await undo(revision, to, loggedIn()?.name ?? personName());
      told = t("machines.undone");
      editor.close();
      chosen = "";
    } catch (error) {
      told = "";
      fault = faultOf(error);
    }
    busy = false;
    await readVersions();
  }

  async function readVersions(): Promise<void> {
    try {
      versions = await getVersions();
      fault = "";
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  return { view, open: () => void readVersions() };
}

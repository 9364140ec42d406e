import { isPerson, PERSON_ROLES, type PersonRole } from "@raceway/access/role";
import type { VNode } from "preact";
import type { UserView } from "../../src/accounts/user-view.ts";
import { t } from "../i18n/text.ts";
import { checkbox } from "../shared/checkbox.ts";
import { h } from "../shared/h.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import type { Rights } from "./settings-api.ts";

/** On a line: the role that the person has everywhere else. */
const ELSEWHERE = "";

export const roleOf = (text: string): PersonRole | undefined =>
  PERSON_ROLES.find((role) => role === text);

/** What somebody may do on single lines, instead of their role; one person at a time. */
export function createLineRoles(
  state: PlantState,
  onSave: (name: string, rights: Rights) => Promise<boolean>,
) {
  let person: string | undefined;
  let role: PersonRole = "viewer";
  let chosen: Readonly<Record<string, PersonRole>> = {};
  let limited = false;

  function open(user: UserView): void {
    if (!isPerson(user.role)) return;
    person = user.name;
    role = user.role;
    chosen = user.lines ?? {};
    limited = user.limited === true;
    redraw();
  }

  function close(): void {
    person = undefined;
    redraw();
  }

  async function save(name: string): Promise<void> {
    const rights = { role: limited ? "viewer" : role, lines: chosen, limited } as const;
    if (await onSave(name, rights)) close();
  }

  function linePicker({ id, name }: { readonly id: string; readonly name: string }): VNode {
    const elsewhere = limited
      ? t("lines.notSeen")
      : t("lines.asElsewhere", { role: t(`role.${role}`) });
    const choices = [
      { value: ELSEWHERE, label: elsewhere },
      ...PERSON_ROLES.map((value) => ({ value, label: t(`role.${value}`) })),
    ];
    const label = t("lines.roleOn", { line: name });
    return h(
      "label",
      { class: "field", key: id },
      h("span", {}, name),
      picker(label, choices, chosen[id] ?? ELSEWHERE, (value) => {
        const { [id]: _, ...rest } = chosen;
        const wanted = roleOf(value);
        chosen = wanted === undefined ? rest : { ...rest, [id]: wanted };
        redraw();
      }),
    );
  }

  function form(name: string): VNode {
    return h(
      "form",
      {
        // Another person's form is another one, and is given the focus again.
        key: name,
        class: "form-fields",
        "aria-label": t("lines.title", { name }),
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void save(name);
        },
      },
      h("h3", { tabIndex: -1, ref: focusNow }, t("lines.title", { name })),
      (state.plant()?.lines ?? []).map(linePicker),
      checkbox(t("lines.limited"), limited, (on) => {
        limited = on;
      }),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("lines.save")),
        h("ix-button", { variant: "secondary", onclick: close }, t("lines.cancel")),
      ),
    );
  }

  return {
    open,
    close,
    view: (): VNode | undefined => (person === undefined ? undefined : form(person)),
  };
}

const focusNow = (heading: HTMLElement | null) => heading?.focus();

/** What stands under somebody's role: where it is another one. */
export function lineRolesText({ lines, limited }: UserView, state: PlantState): string {
  const names = new Map(state.plant()?.lines.map(({ id, name }) => [id, name]));
  const parts = Object.entries(lines ?? {}).map(([id, role]) =>
    t("lines.one", { line: names.get(id) ?? id, role: t(`role.${role}`) }),
  );
  return [...parts, ...(limited ? [t("lines.only")] : [])].join(t("lines.and"));
}

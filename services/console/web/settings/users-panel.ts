import { isPerson, PERSON_ROLES, type PersonRole } from "@raceway/access/role";
import type { UserView } from "../../src/accounts/user-view.ts";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { type Child, fill, h } from "../shared/dom.ts";
import { createField } from "../shared/field.ts";
import { moment } from "../shared/format.ts";
import { has, loggedIn } from "../shared/person.ts";
import { createPicker } from "../shared/picker.ts";
import { table } from "../shared/table.ts";
import {
  addUser,
  changeRole,
  endSessions,
  getUsers,
  type MadePassword,
  removeUser,
  renewPassword,
} from "./settings-api.ts";

const ROLE_CHOICES = PERSON_ROLES.map((value) => ({ value, label: t(`role.${value}`) }));

/** Accounts, for administrators. */
export function createUsersPanel() {
  const list = h("div", {});
  const message = h("div", { role: "status" });
  const element = h(
    "section",
    { class: "card stack", "aria-label": t("settings.tab.users") },
    h("h2", {}, t("settings.tab.users")),
    ...(loggedIn() === undefined
      ? [h("p", {}, t("settings.noLogins"))]
      : has("admin")
        ? [
            h("p", { class: "quiet" }, t("settings.usersNote")),
            roleNotes(),
            addForm(),
            message,
            list,
          ]
        : [h("p", {}, t("settings.adminsOnly")), roleNotes()]),
  );

  function addForm(): HTMLElement {
    let role: PersonRole = "operator";
    const name = createField(t("settings.userName"));
    const roles = createPicker(t("settings.role"), (value) => {
      role = roleOf(value);
    });
    roles.offer(ROLE_CHOICES, role);
    return h(
      "form",
      {
        class: "form-fields",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void act(async () => {
            const made = await addUser(name.value(), role);
            name.setValue("");
            return passwordShown(made);
          });
        },
      },
      name.element,
      roles.element,
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("settings.addUser")),
      ),
    );
  }

  /** Does something, says what came of it, and reads the list again. */
  async function act(work: () => Promise<Child>): Promise<void> {
    try {
      fill(message, await work());
    } catch (error) {
      fill(message, h("p", { class: "form-error" }, faultOf(error)));
    }
    await read();
  }

  async function read(): Promise<void> {
    if (loggedIn() === undefined || !has("admin")) return;
    try {
      const heads = [
        t("settings.userName"),
        t("settings.role"),
        t("settings.sessions"),
        t("settings.changed"),
        t("settings.acts"),
      ];
      fill(list, table(t("settings.tab.users"), heads, (await getUsers()).map(row)));
    } catch (error) {
      fill(list, h("p", { class: "form-error" }, faultOf(error)));
    }
  }

  function row(user: UserView): readonly Child[] {
    const { name, role, sessions, changedAt, points } = user;
    return [
      points === undefined ? name : `${name} (${points.join(", ")})`,
      isPerson(role) ? roleOfUser(name, role) : t(`role.${role}`),
      isPerson(role) ? String(sessions) : "",
      moment(changedAt),
      h("span", { class: "form-buttons" }, ...acts(user)),
    ];
  }

  function roleOfUser(name: string, role: PersonRole): HTMLElement {
    const picker = createPicker(t("settings.roleOf", { name }), (value) => {
      const chosen = roleOf(value);
      void act(async () => {
        await changeRole(name, chosen);
        return t("settings.roleChanged", { name, role: t(`role.${chosen}`) });
      });
    });
    picker.offer(ROLE_CHOICES, role);
    return picker.element;
  }

  function acts({ name, role }: UserView): readonly HTMLElement[] {
    const button = (label: string, work: () => Promise<Child>) =>
      h(
        "ix-button",
        {
          variant: "subtle-tertiary",
          "aria-label": `${label}: ${name}`,
          onclick: () => void act(work),
        },
        label,
      );
    return [
      button(t("settings.newPassword"), async () => passwordShown(await renewPassword(name))),
      ...(isPerson(role)
        ? [
            button(t("settings.endSessions"), async () => {
              await endSessions(name);
              return t("settings.ended", { name });
            }),
          ]
        : []),
      button(t("settings.remove"), async () => {
        if (!confirm(t("settings.removeSure", { name }))) return undefined;
        await removeUser(name);
        return t("settings.removed", { name });
      }),
    ];
  }

  return { element, open: () => void read() };
}

function roleOf(text: string): PersonRole {
  return PERSON_ROLES.find((role) => role === text) ?? "viewer";
}

function passwordShown({ name, password }: MadePassword): HTMLElement {
  return h("p", {}, t("settings.passwordOnce", { name }), " ", h("code", {}, password));
}

/** What each role may beside what those before it may. */
function roleNotes(): HTMLElement {
  return h(
    "ul",
    { class: "facts" },
    ...PERSON_ROLES.map((role) =>
      h("li", {}, `${t(`role.${role}`)}: ${t(`settings.roleNote.${role}`)}`),
    ),
  );
}

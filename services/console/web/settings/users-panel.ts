import { isPerson, PERSON_ROLES, type PersonRole } from "@raceway/access/role";
import type { ComponentChild, VNode } from "preact";
import type { UserView } from "../../src/accounts/user-view.ts";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { has, loggedIn } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import { keyed, type Row, table } from "../shared/table.ts";
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
  let users: readonly UserView[] | undefined;
  let fault: string | undefined;
  let message: ComponentChild;
  let newName = "";
  let newRole: PersonRole = "operator";

  function view(): VNode {
    return h(
      "section",
      { class: "card stack", "aria-label": t("settings.tab.users") },
      h("h2", {}, t("settings.tab.users")),
      contents(),
    );
  }

  function contents(): ComponentChild {
    if (loggedIn() === undefined) return h("p", {}, t("settings.noLogins"));
    if (!has("admin")) return [h("p", {}, t("settings.adminsOnly")), roleNotes()];
    return [
      h("p", { class: "quiet" }, t("settings.usersNote")),
      roleNotes(),
      addForm(),
      h("div", { role: "status" }, message),
      fault === undefined ? users && userTable(users) : h("p", { class: "form-error" }, fault),
    ];
  }

  function addForm(): VNode {
    return h(
      "form",
      {
        class: "form-fields",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void act(async () => {
            const made = await addUser(newName.trim(), newRole);
            newName = "";
            return passwordShown(made);
          });
        },
      },
      field(t("settings.userName"), newName, (value) => (newName = value)),
      picker(t("settings.role"), ROLE_CHOICES, newRole, (value) => {
        newRole = roleOf(value);
      }),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("settings.addUser")),
      ),
    );
  }

  /** Does something, says what came of it, and reads the list again. */
  async function act(work: () => Promise<ComponentChild>): Promise<void> {
    try {
      message = await work();
    } catch (error) {
      message = h("p", { class: "form-error" }, faultOf(error));
    }
    await read();
  }

  async function read(): Promise<void> {
    if (loggedIn() === undefined || !has("admin")) return;
    try {
      users = await getUsers();
      fault = undefined;
    } catch (error) {
      fault = faultOf(error);
    }
    redraw();
  }

  function userTable(list: readonly UserView[]): VNode {
    const heads = [
      t("settings.userName"),
      t("settings.role"),
      t("settings.sessions"),
      t("settings.changed"),
      t("settings.acts"),
    ];
    return table(t("settings.tab.users"), heads, list.map(row));
  }

  function row(user: UserView): Row {
    const { name, role, sessions, changedAt, points } = user;
    return keyed(name, [
      points === undefined ? name : `${name} (${points.join(", ")})`,
      isPerson(role) ? roleOfUser(name, role) : t(`role.${role}`),
      isPerson(role) ? String(sessions) : "",
      moment(changedAt),
      h("span", { class: "form-buttons" }, acts(user)),
    ]);
  }

  function roleOfUser(name: string, role: PersonRole): VNode {
    return picker(t("settings.roleOf", { name }), ROLE_CHOICES, role, (value) => {
      const chosen = roleOf(value);
      void act(async () => {
        await changeRole(name, chosen);
        return t("settings.roleChanged", { name, role: t(`role.${chosen}`) });
      });
    });
  }

  function acts({ name, role }: UserView): readonly VNode[] {
    const button = (label: string, work: () => Promise<ComponentChild>) =>
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

  return { view, open: () => void read() };
}

function roleOf(text: string): PersonRole {
  return PERSON_ROLES.find((role) => role === text) ?? "viewer";
}

function passwordShown({ name, password }: MadePassword): VNode {
  return h("p", {}, t("settings.passwordOnce", { name }), " ", h("code", {}, password));
}

/** What each role may beside what those before it may. */
function roleNotes(): VNode {
  return h(
    "ul",
    { class: "facts" },
    ...PERSON_ROLES.map((role) =>
      h("li", {}, `${t(`role.${role}`)}: ${t(`settings.roleNote.${role}`)}`),
    ),
  );
}

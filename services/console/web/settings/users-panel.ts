import { isPerson, PERSON_ROLES, type PersonRole } from "@raceway/access/role";
import type { ComponentChild, VNode } from "preact";
import type { SessionLine } from "../../src/accounts/session-line.ts";
import type { UserView } from "../../src/accounts/user-view.ts";
import { t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { field } from "../shared/field.ts";
import { moment } from "../shared/format.ts";
import { h } from "../shared/h.ts";
import { has, loggedIn } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { keyed, type Row, table } from "../shared/table.ts";
import { createLineRoles, lineRolesText, roleOf } from "./line-roles.ts";
import { sessionTable } from "./session-table.ts";
import {
  addUser,
  changeRights,
  endSession,
  endSessions,
  getAllSessions,
  getUsers,
  type MadePassword,
  removeUser,
  renewPassword,
  setDisabled,
} from "./settings-api.ts";

const ROLE_CHOICES = PERSON_ROLES.map((value) => ({ value, label: t(`role.${value}`) }));

/** Accounts, and who is logged in, for administrators. */
export function createUsersPanel(state: PlantState) {
  let users: readonly UserView[] | undefined;
  let sessions: readonly SessionLine[] = [];
  let fault: string | undefined;
  let message: ComponentChild;
  let newName = "";
  let newRole: PersonRole = "operator";
  const lineRoles = createLineRoles(state, (name, rights) =>
    act(async () => {
      await changeRights(name, rights);
      return t("lines.saved", { name });
    }),
  );

  function view(): VNode {
    return h(
      "div",
      { class: "page" },
      h(
        "section",
        { class: "card stack", "aria-label": t("settings.tab.users") },
        h("h2", {}, t("settings.tab.users")),
        contents(),
      ),
      users !== undefined && loggedInNow(),
    );
  }

  function loggedInNow(): VNode {
    return h(
      "section",
      { class: "card stack", "aria-label": t("sessions.everybody") },
      h("h2", {}, t("sessions.everybody")),
      sessionTable(t("sessions.everybody"), sessions, (session) => {
        void act(async () => {
          await endSession(session);
          return t("sessions.endedOf", { name: session.name });
        });
      }),
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
      lineRoles.view(),
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
        newRole = roleOf(value) ?? newRole;
      }),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("settings.addUser")),
      ),
    );
  }

  /** Does something, says what came of it, and reads the list again. @returns whether it was done. */
  async function act(work: () => Promise<ComponentChild>): Promise<boolean> {
    let done = true;
    try {
      message = await work();
    } catch (error) {
      message = h("p", { class: "form-error" }, faultOf(error));
      done = false;
    }
    await read();
    return done;
  }

  async function read(): Promise<void> {
    if (loggedIn() === undefined || !has("admin")) return;
    try {
      [users, sessions] = await Promise.all([getUsers(), getAllSessions()]);
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
    const { name, role, sessions: count, changedAt, points } = user;
    return keyed(name, [
      points === undefined ? name : `${name} (${points.join(", ")})`,
      rightsOf(user),
      isPerson(role) ? String(count) : "",
      moment(changedAt),
      h("span", { class: "form-buttons acts" }, acts(user)),
    ]);
  }

  function rightsOf(user: UserView): VNode {
    const { name, role, disabled, vouchedBy } = user;
    const byLine = lineRolesText(user, state);
    const own = isPerson(role) && vouchedBy === undefined;
    return h(
      "div",
      {},
      own ? rolePicker(user, role) : t(`role.${role}`),
      byLine !== "" && h("div", { class: "quiet" }, byLine),
      vouchedBy !== undefined && h("div", { class: "quiet" }, t("users.groups", { vouchedBy })),
      disabled && h("strong", { key: name }, t("users.disabled")),
    );
  }

  function rolePicker({ name, lines, limited }: UserView, role: PersonRole): VNode {
    return picker(t("settings.roleOf", { name }), ROLE_CHOICES, role, (value) => {
      const chosen = roleOf(value) ?? role;
      const byLine = { ...(lines && { lines }), ...(limited && { limited }) };
      void act(async () => {
        await changeRights(name, { role: chosen, ...byLine });
        return t("settings.roleChanged", { name, role: t(`role.${chosen}`) });
      });
    });
  }

  function acts(user: UserView): readonly VNode[] {
    const { name, role, disabled, vouchedBy, sessions: count } = user;
    const button = (label: string, onclick: () => void) =>
      h(
        "ix-button",
        { variant: "subtle-tertiary", "aria-label": `${label}: ${name}`, onclick },
        label,
      );
    const person = isPerson(role);
    const buttons = [
      vouchedBy === undefined &&
        button(
          t("settings.newPassword"),
          () => void act(async () => passwordShown(await renewPassword(name))),
        ),
      person && vouchedBy === undefined && button(t("lines.edit"), () => lineRoles.open(user)),
      person && count > 0 && button(t("settings.endSessions"), () => void act(() => logOut(name))),
      disabled
        ? button(t("users.enable"), () => void act(() => enable(name)))
        : button(t("users.disable"), () => void act(() => disable(name))),
      button(t("settings.remove"), () => void act(() => remove(name))),
    ];
    return buttons.filter((one) => one !== false);
  }

  async function logOut(name: string): Promise<string> {
    await endSessions(name);
    return t("settings.ended", { name });
  }

  async function disable(name: string): Promise<string | undefined> {
    if (!confirm(t("users.disableSure", { name }))) return undefined;
    await setDisabled(name, true);
    return t("users.isDisabled", { name });
  }

  async function enable(name: string): Promise<string> {
    await setDisabled(name, false);
    return t("users.isEnabled", { name });
  }

  async function remove(name: string): Promise<string | undefined> {
    if (!confirm(t("settings.removeSure", { name }))) return undefined;
    await removeUser(name);
    return t("settings.removed", { name });
  }

  return { view, open: () => void read() };
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

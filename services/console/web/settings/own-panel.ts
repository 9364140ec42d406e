import { isRole } from "@raceway/access/role";
import type { VNode } from "preact";
import { chooseLanguage, LANGUAGES, language, t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { hasBadge, hasSound, setBadge, setSound } from "../shared/attention.ts";
import { checkbox } from "../shared/checkbox.ts";
import { field } from "../shared/field.ts";
import { h } from "../shared/h.ts";
import { loggedIn, personName, rememberName } from "../shared/person.ts";
import { picker } from "../shared/picker.ts";
import { redraw } from "../shared/redraw.ts";
import type { PlantState } from "../shared/state.ts";
import { currentScheme, toggleScheme } from "../shared/theme.ts";
import { createOwnSessions } from "./own-sessions.ts";
import { createPushPanel } from "./push-panel.ts";
import { changeOwnPassword } from "./settings-api.ts";

/** What a person sets for themselves. */
export function createOwnPanel(state: PlantState) {
  const push = createPushPanel(state);
  const password = createPasswordForm();
  const sessions = createOwnSessions();
  return {
    view: (): VNode =>
      h(
        "div",
        { class: "page" },
        appearance(),
        push.view(),
        accountCard(password),
        sessions.view(),
      ),
    open(): void {
      push.open();
      sessions.open();
    },
  };
}

function appearance(): VNode {
  const languages = LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) }));
  const schemes = (["dark", "light"] as const).map((value) => ({
    value,
    label: t(`scheme.${value}`),
  }));
  return h(
    "section",
    { class: "card stack", "aria-label": t("settings.own") },
    h("h2", {}, t("settings.own")),
    h(
      "div",
      { class: "pickers" },
      picker(t("settings.language"), languages, language(), (value) => {
        const chosen = LANGUAGES.find((name) => name === value);
        if (chosen !== undefined) chooseLanguage(chosen);
      }),
      picker(t("settings.scheme"), schemes, currentScheme(), (value) => {
        if (value !== currentScheme()) toggleScheme();
      }),
    ),
    checkbox(t("settings.badge"), hasBadge(), setBadge),
    checkbox(t("settings.sound"), hasSound(), setSound),
  );
}

function accountCard(password: () => VNode): VNode {
  const account = loggedIn();
  const role = account && isRole(account.role) ? account.role : "viewer";
  return h(
    "section",
    { class: "card stack", "aria-label": t("settings.people") },
    h("h2", {}, t("settings.people")),
    account === undefined
      ? [h("p", {}, t("settings.noLogins")), nameField()]
      : [
          h("p", {}, t("settings.account", { name: account.name, role: t(`role.${role}`) })),
          password(),
        ],
  );
}

/** Where there are no logins, people say who they are. */
function nameField(): VNode {
  const name = field(t("form.name"), personName(), (value) => rememberName(value.trim()));
  return h("div", { class: "form-fields" }, name);
}

function createPasswordForm(): () => VNode {
  let old = "";
  let chosen = "";
  let message = "";

  async function submit(): Promise<void> {
    try {
      await changeOwnPassword(old, chosen);
      old = "";
      chosen = "";
      message = t("settings.passwordChanged");
    } catch (error) {
      message = faultOf(error);
    }
    redraw();
  }

  return () =>
    h(
      "form",
      {
        class: "form-fields",
        onsubmit: (event: SubmitEvent) => {
          event.preventDefault();
          void submit();
        },
      },
      field(t("settings.oldPassword"), old, (value) => (old = value), { type: "password" }),
      field(t("settings.chosenPassword"), chosen, (value) => (chosen = value), {
        type: "password",
      }),
      h("p", { role: "status" }, message),
      h(
        "div",
        { class: "form-buttons" },
        h("ix-button", { type: "submit" }, t("settings.changePassword")),
      ),
    );
}

import { isRole } from "@raceway/access/role";
import { chooseLanguage, LANGUAGES, language, t } from "../i18n/text.ts";
import { faultOf } from "../shared/api.ts";
import { fill, h } from "../shared/dom.ts";
import { createField } from "../shared/field.ts";
import { loggedIn, personName, rememberName } from "../shared/person.ts";
import { createPicker } from "../shared/picker.ts";
import { currentScheme, toggleScheme } from "../shared/theme.ts";
import { changeOwnPassword } from "./settings-api.ts";

/** What a person sets for themselves. */
export function createOwnPanel() {
  return { element: h("div", { class: "page" }, appearance(), accountCard()), open: () => {} };
}

function appearance(): HTMLElement {
  const languages = createPicker(t("settings.language"), (value) => {
    const chosen = LANGUAGES.find((name) => name === value);
    if (chosen !== undefined) chooseLanguage(chosen);
  });
  languages.offer(
    LANGUAGES.map((value) => ({ value, label: t(`language.${value}`) })),
    language(),
  );
  const schemes = createPicker(t("settings.scheme"), (value) => {
    if (value !== currentScheme()) toggleScheme();
  });
  schemes.offer(
    (["dark", "light"] as const).map((value) => ({ value, label: t(`scheme.${value}`) })),
    currentScheme(),
  );
  return h(
    "section",
    { class: "card stack", "aria-label": t("settings.own") },
    h("h2", {}, t("settings.own")),
    h("div", { class: "pickers" }, languages.element, schemes.element),
  );
}

function accountCard(): HTMLElement {
  const account = loggedIn();
  const role = account && isRole(account.role) ? account.role : "viewer";
  return h(
    "section",
    { class: "card stack", "aria-label": t("settings.people") },
    h("h2", {}, t("settings.people")),
    ...(account === undefined
      ? [h("p", {}, t("settings.noLogins")), nameField()]
      : [
          h("p", {}, t("settings.account", { name: account.name, role: t(`role.${role}`) })),
          passwordForm(),
        ]),
  );
}

/** Where there are no logins, people say who they are. */
function nameField(): HTMLElement {
  const name = createField(t("form.name"), { onInput: rememberName });
  name.setValue(personName());
  return h("div", { class: "form-fields" }, name.element);
}

function passwordForm(): HTMLElement {
  const old = createField(t("settings.oldPassword"), { type: "password" });
  const chosen = createField(t("settings.chosenPassword"), { type: "password" });
  const message = h("p", { role: "status" });

  async function submit(): Promise<void> {
    try {
      await changeOwnPassword(old.value(), chosen.value());
      for (const field of [old, chosen]) field.setValue("");
      fill(message, t("settings.passwordChanged"));
    } catch (error) {
      fill(message, faultOf(error));
    }
  }

  return h(
    "form",
    {
      class: "form-fields",
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        void submit();
      },
    },
    old.element,
    chosen.element,
    message,
    h(
      "div",
      { class: "form-buttons" },
      h("ix-button", { type: "submit" }, t("settings.changePassword")),
    ),
  );
}

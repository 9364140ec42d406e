import { createHash } from "node:crypto";

const STYLE = `
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { display: grid; min-height: 100vh; margin: 0; place-items: center; background: light-dark(#f3f5f7, #10151a); color: light-dark(#1b2733, #e6edf3); }
form { display: grid; gap: 1rem; width: min(20rem, 90vw); padding: 2rem; border-radius: .5rem; background: light-dark(#fff, #1a222b); box-shadow: 0 2px 12px #0003; }
h1 { margin: 0; font-size: 1.25rem; }
label { display: grid; gap: .25rem; }
input, button { font: inherit; padding: .6rem; border-radius: .25rem; border: 1px solid light-dark(#8894a0, #5b6875); background: inherit; color: inherit; }
button { border: 0; background: #00636b; color: #fff; cursor: pointer; }
[role=alert] { margin: 0; padding: .5rem .75rem; border-left: .25rem solid #c62828; }
`;

/** The page's style as a source for a content security policy. */
export const LOGIN_STYLE_SOURCE = `'sha256-${createHash("sha256").update(STYLE).digest("base64")}'`;

const TEXTS = {
  en: {
    tag: "en",
    title: "Raceway: log in",
    name: "Name",
    password: "Password",
    logIn: "Log in",
    refused: "The name or the password is not right.",
    throttled: (seconds: string) => `Too many attempts: wait ${seconds} s.`,
    noRole: "You are known, but have no role here. Ask an administrator.",
    wrong: "That did not work. Try again.",
    logInAt: (title: string) => `Log in with ${title}`,
  },
  zh: {
    tag: "zh-Hans",
    title: "Raceway：登录",
    name: "用户名",
    password: "密码",
    logIn: "登录",
    refused: "用户名或密码不正确。",
    throttled: (seconds: string) => `尝试次数过多，请等待 ${seconds} 秒。`,
    noRole: "身份已确认，但您在此没有角色，请联系管理员。",
    wrong: "登录失败，请重试。",
    logInAt: (title: string) => `使用 ${title} 登录`,
  },
} as const;
type Language = keyof typeof TEXTS;

/** Where the pages keep the language that a person chose, so that the login, which has no script, speaks it too. */
export const LANGUAGE_COOKIE = "raceway-language";

/** The language chosen in the pages, else what the browser asks for first. */
export function loginLanguage(chosen: string | undefined, accepted = ""): Language {
  return (chosen ?? accepted.trim()).toLowerCase().startsWith("zh") ? "zh" : "en";
}

/** A script that asks for the same page once more: unlike a refresh, which goes nowhere when the address has a `#`. */
export const AGAIN_PATH = "/again.js";
export const AGAIN_SCRIPT = "location.reload();\n";

export interface LoginRefusal {
  readonly status: number;
  /** Of a 429: how long to wait. */
  readonly retryAfterSeconds: string;
}

/**
 * The login as a page of its own: no script, nothing from elsewhere, works on any phone. The form goes to the page's own address, so that the browser keeps
 * what follows its `#` through the login: that is where a mail's link leads.
 *
 * @param to a path of this console.
 * @param more what went wrong before, and who else may vouch for a person.
 */
export function loginPage(
  to: string,
  language: Language,
  { refusal, issuer }: { readonly refusal?: LoginRefusal; readonly issuer?: string } = {},
): string {
  const texts = TEXTS[language];
  const elsewhere =
    issuer === undefined
      ? ""
      : `<a href="/login/oidc?to=${encodeURIComponent(to)}">${escaped(texts.logInAt(issuer))}</a>`;
  const alert =
    refusal === undefined ? "" : `<p role="alert">${escaped(refusalText(language, refusal))}</p>`;
  return `<!doctype html>
<html lang="${texts.tag}">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>${texts.title}</title>
<style>${STYLE}</style>
<main>
<form method="post">
<h1>Raceway</h1>
${alert}
<input type="hidden" name="to" value="${escaped(to)}">
<label>${texts.name} <input name="name" autocomplete="username" autocapitalize="none" required autofocus></label>
<label>${texts.password} <input name="password" type="password" autocomplete="current-password" required></label>
<button>${texts.logIn}</button>
${elsewhere}
</form>
</main>
</html>
`;
}

function refusalText(language: Language, { status, retryAfterSeconds }: LoginRefusal): string {
  const { refused, throttled, noRole, wrong } = TEXTS[language];
  if (status === 403) return noRole;
  if (status === 429) return throttled(retryAfterSeconds);
  return status === 401 ? refused : wrong;
}

/** A path of this console to go to after the login; anything else (another site above all) becomes the first page. */
export function localPath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.includes("\\") ? to : "/";
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

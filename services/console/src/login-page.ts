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

/** The login as a page of its own: no script, nothing from elsewhere, works on any phone. `to`: a path of this console. */
export function loginPage(to: string, message?: string): string {
  const alert = message === undefined ? "" : `<p role="alert">${escaped(message)}</p>`;
  return `<!doctype html>
<html lang="en">
<meta charset="utf-8">
<meta name="viewport" content="width=device-width">
<title>Raceway: log in</title>
<style>${STYLE}</style>
<form method="post" action="/login">
<h1>Raceway</h1>
${alert}
<input type="hidden" name="to" value="${escaped(to)}">
<label>Name <input name="name" autocomplete="username" autocapitalize="none" required autofocus></label>
<label>Password <input name="password" type="password" autocomplete="current-password" required></label>
<button>Log in</button>
</form>
</html>
`;
}

/** A path of this console to go to after the login; anything else (another site above all) becomes the first page. */
export function localPath(to: string | undefined): string {
  return to !== undefined && /^\/(?![/\\])[\x21-\x7e]*$/.test(to) && !to.includes("\\") ? to : "/";
}

function escaped(text: string): string {
  return text.replace(/[&<>"']/g, (character) => `&#${character.charCodeAt(0)};`);
}

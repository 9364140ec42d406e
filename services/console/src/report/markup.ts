/** HTML that may be written as it is. */
export interface Markup {
  readonly html: string;
}

type Part = Markup | string | number | false | undefined | readonly Part[];

/** HTML with values in it: texts are escaped, whatever script or marks they hold; markup and lists of it are not. */
export function markup(texts: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return { html: texts.map((text, k) => text + htmlOf(parts[k])).join("") };
}

/** Trusts a text to be HTML: of our own making only. */
export function trusted(html: string): Markup {
  return { html };
}

function htmlOf(part: Part): string {
  if (part === undefined || part === false) return "";
  if (typeof part === "string" || typeof part === "number") return escaped(String(part));
  return "html" in part ? part.html : part.map(htmlOf).join("");
}

function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

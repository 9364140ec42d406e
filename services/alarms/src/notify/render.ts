import type { Language } from "@raceway/model/language";

/** One alarm in a message. */
export interface Paragraph {
  readonly title: string;
  /** Label and text. */
  readonly lines: readonly (readonly [label: string, text: string])[];
  readonly list: readonly string[];
  readonly listLabel?: string;
  readonly link?: readonly [label: string, url: string];
}

/** Plain text for a phone's screen: no tables, no line that must not wrap. */
export function renderText(paragraphs: readonly Paragraph[], footer: string): string {
  return [...paragraphs.map(textOf), `-- \n${footer}`].join("\n\n");
}

function textOf({ title, lines, list, listLabel, link }: Paragraph): string {
  return [
    title,
    ...lines.map(([label, text]) => `${label}: ${text}`),
    ...(list.length > 0 ? [`${listLabel}:`, ...list.map((text) => `- ${text}`)] : []),
    ...(link === undefined ? [] : [`${link[0]}: ${link[1]}`]),
  ].join("\n");
}

/** The same as HTML that needs no style sheet and no image. */
export function renderHtml(
  language: Language,
  paragraphs: readonly Paragraph[],
  footer: string,
): string {
  const body = paragraphs.map(htmlOf).join("\n<hr>\n");
  return `<!doctype html>
<html lang="${language === "zh" ? "zh-CN" : "en"}"><body style="font-family: sans-serif">
${body}${footer === "" ? "" : `\n<p style="color: #666">${escaped(footer)}</p>`}
</body></html>`;
}

function htmlOf({ title, lines, list, listLabel, link }: Paragraph): string {
  const rows = lines
    .map(([label, text]) =>
      label === "" ? escaped(text) : `<b>${escaped(label)}:</b> ${escaped(text)}`,
    )
    .join("<br>\n");
  const items = list.map((text) => `<li>${escaped(text)}</li>`).join("");
  return [
    `<h2>${escaped(title)}</h2>`,
    `<p>${rows}</p>`,
    list.length > 0 ? `<p><b>${escaped(listLabel ?? "")}:</b></p><ul>${items}</ul>` : "",
    link === undefined ? "" : `<p><a href="${escaped(link[1])}">${escaped(link[0])}</a></p>`,
  ]
    .filter((part) => part !== "")
    .join("\n");
}

/** Names come from the plant file, comments from people: neither may become markup. */
function escaped(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;");
}

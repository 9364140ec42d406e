import type { Page } from "playwright-core";

/** Units, standards and names that are written alike in every language. */
const ALIKE = new Set(
  (
    "Hz kHz mm ms min dB dBA kW kg MB kB GiB UTC GMT CST " +
    "Raceway MQTT InfluxDB DuckDB Grafana Chromium ISO IEC ISA CSV PDF PNG HTML JSON Parquet English SKF FAG NSK NTN BPFO BPFI BSF FTF RMS QoS Theil Sen Kaplan Meier Esc"
  ).split(" "),
);

/** Texts that somebody sees or hears on a page, in components too. What a person wrote is none of the page's. */
const TEXTS = `(() => {
  const found = new Set();
  const ATTRIBUTES = ["aria-label", "title", "placeholder", "alt"];
  function look(node) {
    if (node.nodeType === Node.TEXT_NODE) found.add(node.data.trim());
    if (!(node instanceof Element) && !(node instanceof DocumentFragment)) return;
    if (node instanceof Element) {
      if (node.closest("[data-written], script, style, svg")) return;
      if (!node.checkVisibility()) return;
      for (const name of ATTRIBUTES) found.add(node.getAttribute(name) ?? "");
      if (node.shadowRoot) look(node.shadowRoot);
    }
    for (const child of node.childNodes) look(child);
  }
  look(document.body);
  return [...found];
})()`;

/**
 * What stands on a page, in whatever is unfolded too, in Latin letters without being a name, a unit, an id or an address.
 *
 * @param names of the plant file and of people.
 */
export async function untranslated(
  page: Page,
  names: readonly string[],
): Promise<readonly string[]> {
  await page.evaluate("document.querySelectorAll('details').forEach((it) => { it.open = true; })");
  await page.waitForTimeout(1500);
  const texts = (await page.evaluate(TEXTS)) as string[];
  const known = names.toSorted((a, b) => b.length - a.length);
  return texts.filter((text) => {
    const rest = known.reduce((left, name) => left.replaceAll(name, " "), text);
    return (
      rest
        .split(/[\s，。：；、（）“”《》]+/)
        // Ids, addresses, designations and classes of standards have digits, slashes, dots or dashes in them.
        .filter((word) => !/[\d/._@#-]/.test(word.replace(/[.:,;]+$/, "")))
        .some((word) => (word.match(/[A-Za-z]{2,}/g) ?? []).some((letters) => !ALIKE.has(letters)))
    );
  });
}

import type { Certificate, LotFile } from "@raceway/certificate/certificate";
import { certificateWords } from "@raceway/certificate/certificate-words";
import {
  type Check,
  certificateIn,
  checkCertificate,
} from "@raceway/certificate/check-certificate";
import { checkName, checkText } from "@raceway/certificate/check-words";
import { readCertificate } from "@raceway/certificate/read-certificate";
import { whatIsMissing } from "@raceway/certificate/web-crypto";
import { LANGUAGES, type Language } from "@raceway/model/language";
import { render, type VNode } from "preact";
import { h } from "../shared/h.ts";
import { CHECK_TEXTS, type CheckText } from "./check-texts.ts";
import { readMaker } from "./maker.ts";

// A page that checks certificates without the plant: one file, that works from a disk too.

interface Checked {
  readonly given: Certificate | LotFile;
  readonly checks: readonly Check[];
}

const maker = readMaker();
const missing = await whatIsMissing();
let language: Language = navigator.language.startsWith("zh") ? "zh" : "en";
let pasted = "";
let state: { readonly checked?: Checked; readonly fault?: string; readonly busy?: true } = {};

function t(key: CheckText, values: Readonly<Record<string, string>> = {}): string {
  return CHECK_TEXTS[key][language].replaceAll(/\{(\w+)\}/g, (_, name) => values[name] ?? "");
}

async function check(bytes: Uint8Array): Promise<void> {
  state = { busy: true };
  draw();
  try {
    const given = await readCertificate(bytes);
    state = { checked: { given, checks: await checkCertificate(given, maker.keys) } };
  } catch (error) {
    state = { fault: t("unreadable", { why: error instanceof Error ? error.message : "?" }) };
  }
  draw();
}

const checkPasted = () => void check(new TextEncoder().encode(pasted));

/** The code of a certificate stands behind the address, where no server sees it. */
function checkAddress(): void {
  if (missing === undefined && location.hash.length > 1)
    void check(new TextEncoder().encode(location.hash.slice(1)));
}

function view(): VNode {
  return h(
    "main",
    {},
    h("p", { class: "small" }, LANGUAGES.map(languageButton)),
    h("h1", {}, t("title")),
    h("p", { class: "small" }, makerText()),
    h("p", { class: "small" }, t("private")),
    missing === undefined ? asking() : h("p", { class: "verdict", role: "alert" }, t(missing)),
    h(
      "div",
      { role: "status" },
      state.busy && t("checking"),
      state.fault !== undefined && h("p", { class: "verdict fails" }, state.fault),
      state.checked && resultOf(state.checked),
    ),
  );
}

function languageButton(each: Language): VNode {
  const choose = () => {
    language = each;
    draw();
  };
  return h(
    "button",
    { key: each, type: "button", lang: each, "aria-pressed": each === language, onclick: choose },
    { en: "English", zh: "中文" }[each],
  );
}

function makerText(): string {
  const { site, keys, time } = maker;
  if (site === null) return t("noMaker");
  return t("maker", { site, keys: keys.join(", "), time: time?.slice(0, 10) ?? "" });
}

function asking(): VNode {
  const choose = async (event: Event) => {
    const [file] = (event.currentTarget as HTMLInputElement).files ?? [];
    if (file !== undefined) await check(new Uint8Array(await file.arrayBuffer()));
  };
  return h(
    "form",
    {
      onsubmit: (event: Event) => {
        event.preventDefault();
        checkPasted();
      },
    },
    h("p", {}, h("label", { for: "file" }, t("file"))),
    h("input", { id: "file", type: "file", accept: ".json,.pdf", onchange: choose }),
    h("p", {}, h("label", { for: "code" }, t("paste"))),
    h("textarea", {
      id: "code",
      rows: 3,
      spellcheck: false,
      oninput: (event: Event) => {
        pasted = (event.currentTarget as HTMLTextAreaElement).value;
      },
    }),
    h("button", { type: "submit" }, t("check")),
  );
}

function resultOf({ given, checks }: Checked): VNode {
  const holds = checks.every(({ ok }) => ok);
  const isKnown = holds && maker.keys.length > 0;
  const verdict = isKnown ? "holds" : holds ? "holdsUnknown" : "fails";
  return h(
    "div",
    {},
    h(
      "h2",
      { class: `verdict ${isKnown ? "holds" : holds ? "" : "fails"}`, "data-verdict": verdict },
      t(verdict),
    ),
    checks.every(({ what }) => what !== "form") && contentOf(given, holds),
    h("h3", {}, t("checks")),
    h("table", {}, h("tbody", {}, checks.map(checkRow))),
  );
}

function checkRow(check: Check): VNode {
  return h(
    "tr",
    { key: check.what },
    h("th", { scope: "row" }, checkName(check, language)),
    h("td", {}, t(check.ok ? "pass" : "fail")),
    h("td", {}, checkText(check, language)),
  );
}

function contentOf(given: Certificate | LotFile, holds: boolean): VNode {
  const { title, verdict, facts, findings, table } = certificateWords(
    certificateIn(given),
    language,
  );
  const [heads = [], ...rows] = table;
  return h(
    "section",
    {},
    h("h3", {}, t(holds ? "says" : "claims")),
    h("p", {}, h("strong", {}, `${title}: ${verdict}`)),
    h(
      "table",
      {},
      h(
        "tbody",
        {},
        facts.map(([label, value]) =>
          h("tr", { key: label }, h("th", { scope: "row" }, label), h("td", {}, value)),
        ),
      ),
    ),
    h(
      "ul",
      {},
      findings.map((finding) => h("li", { key: finding }, finding)),
    ),
    rows.length > 0 &&
      h(
        "table",
        {},
        h(
          "thead",
          {},
          h(
            "tr",
            {},
            heads.map((head) => h("th", { key: head, scope: "col" }, head)),
          ),
        ),
        h(
          "tbody",
          {},
          rows.map((row) =>
            h(
              "tr",
              { key: row.join() },
              row.map((cell) => h("td", {}, cell)),
            ),
          ),
        ),
      ),
  );
}

function draw(): void {
  document.documentElement.lang = language === "zh" ? "zh-Hans" : "en";
  document.title = `Raceway: ${t("title")}`;
  render(view(), document.body);
}

draw();
checkAddress();
addEventListener("hashchange", checkAddress);

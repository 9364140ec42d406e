import { type Browser, chromium } from "playwright-core";
import { findBinary } from "../servers/server-process.ts";

/** Flags that keep a headless Chromium from looking for anything outside. */
const QUIET = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  // Its own pages, which nobody sees here and which take the time of those that are looked at.
  "--disable-features=WebUIOmniboxPopup,WebUIOmniboxAimPopup,WebUIOmniboxFullPopup,WebUIOmniboxPopupDebug",
];

/** Starts the machine's own Chromium. */
export function launchBrowser(): Promise<Browser> {
  const executablePath = findBinary("chromium");
  if (executablePath === undefined) throw new Error("chromium is not on PATH");
  return chromium.launch({ executablePath, args: QUIET });
}

type Scheme = "dark" | "light";

const KEY = "raceway.scheme";
const listeners = new Set<() => void>();

/** The scheme a person chose here before, else the one their system prefers. */
export function startTheme(): void {
  const chosen = localStorage.getItem(KEY);
  const preferred = matchMedia("(prefers-color-scheme: light)").matches ? "light" : "dark";
  apply(chosen === "light" || chosen === "dark" ? chosen : preferred);
}

export function toggleScheme(): void {
  const scheme = currentScheme() === "dark" ? "light" : "dark";
  localStorage.setItem(KEY, scheme);
  apply(scheme);
  for (const listener of listeners) listener();
}

export function currentScheme(): Scheme {
  return document.documentElement.dataset["ixColorSchema"] === "light" ? "light" : "dark";
}

/** Calls back after each change, for what does not follow CSS: charts. */
export function onScheme(listener: () => void): void {
  listeners.add(listener);
}

/** Value of one of the theme's custom properties now. */
export function themeColor(name: string): string {
  return getComputedStyle(document.documentElement)
    .getPropertyValue(`--theme-color-${name}`)
    .trim();
}

function apply(scheme: Scheme): void {
  const { dataset } = document.documentElement;
  dataset["ixTheme"] = "classic";
  dataset["ixColorSchema"] = scheme;
}

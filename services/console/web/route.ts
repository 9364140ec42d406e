/** What the address says after `#`: `/point/<path>`, `/alarms`, or the list of points. On a wide screen all three are side by side. */
export type Route =
  | { readonly view: "points" }
  | { readonly view: "point"; readonly path: string }
  | { readonly view: "alarms" };

export function currentRoute(): Route {
  const hash = decodeURIComponent(location.hash);
  const point = /^#\/point\/(.+)$/.exec(hash)?.[1];
  if (point !== undefined) return { view: "point", path: point };
  return hash === "#/alarms" ? { view: "alarms" } : { view: "points" };
}

/** Address of a point's page, to link to. */
export function pointLink(path: string): string {
  return `#/point/${path}`;
}

import type {} from "@siemens/ix";

/** Anything that can stand inside an element; `undefined` and `false` stand for nothing. */
export type Child = Node | string | undefined | false;

type Attributes = Readonly<Record<string, unknown>>;

/**
 * Makes an element. `on…` functions listen; keys with a dash, `class`, `role` and `slot` become attributes; all else is set as a property, which is
 * what web components take their values from.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    if (name.startsWith("on") && typeof value === "function")
      element.addEventListener(name.slice(2), value as EventListener);
    else if (isAttribute(name)) element.setAttribute(name, String(value));
    else Reflect.set(element, name, value);
  }
  element.append(...present(children));
  return element;
}

/** Replaces all children. */
export function fill(parent: Element, ...children: readonly Child[]): void {
  parent.replaceChildren(...present(children));
}

function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== undefined && child !== false);
}

function isAttribute(name: string): boolean {
  return name.includes("-") || name === "class" || name === "role" || name === "slot";
}

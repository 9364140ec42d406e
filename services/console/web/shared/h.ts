import type {} from "@siemens/ix";
import { type ComponentChildren, createElement, type VNode } from "preact";

type Child = ComponentChildren | readonly Child[];

/**
 * Describes an element, as Preact's function of that name, but for names of elements only, and with the same type whatever its attributes are.
 * `on…` functions listen; what the element has as a property is set as one, which is what web components take their values from.
 */
export function h(
  tag: keyof HTMLElementTagNameMap,
  attributes: Readonly<Record<string, unknown>>,
  ...children: readonly Child[]
): VNode {
  // An empty text is written again by every drawing, which those hear who listen to a live region.
  const present = children.map((child) => (child === "" ? undefined : child));
  return createElement(tag as string, attributes, ...(present as ComponentChildren[]));
}

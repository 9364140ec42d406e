import { redraw } from "./redraw.ts";
import { contentElement } from "./shell.ts";

export type Glances<T> = ReturnType<typeof createGlances<T>>;

/** What is in sight is read again so often, milliseconds. */
const REFRESH_MS = 10_000;
/** What scrolls by together is asked for together. */
const GATHER_MS = 150;
/** As the service allows, see its machine-routes.ts. */
const MOST_AT_ONCE = 60;
/** What will be in sight soon are read before they are. */
const MARGIN = "200px";

/**
 * Values and courses of what is in sight: of a plant of 400 machines only those are asked for that somebody can see.
 *
 * @param ask reads some, at most {@link MOST_AT_ONCE}, by their keys.
 * @param groupOf what can be asked for in one question: keys of the same group.
 */
export function createGlances<T>(
  ask: (keys: readonly string[]) => Promise<readonly (readonly [key: string, glance: T])[]>,
  groupOf: (key: string) => string = () => "",
) {
  const known = new Map<string, T>();
  const seen = new Set<string>();
  const refs = new Map<string, (node: HTMLElement | null) => void>();
  const keys = new WeakMap<Element, string>();
  const nodes = new Map<string, Element>();
  let observer: IntersectionObserver | undefined;
  let gathering = false;
  let readAt = 0;

  function observe(key: string, node: HTMLElement | null): void {
    const before = nodes.get(key);
    if (before !== undefined) observer?.unobserve(before);
    nodes.delete(key);
    seen.delete(key);
    if (node === null) return;
    observer ??= new IntersectionObserver(onSight, {
      root: contentElement() ?? null,
      rootMargin: MARGIN,
    });
    nodes.set(key, node);
    keys.set(node, key);
    observer.observe(node);
  }

  function onSight(entries: readonly IntersectionObserverEntry[]): void {
    for (const { target, isIntersecting } of entries) {
      const key = keys.get(target);
      if (key === undefined) continue;
      if (isIntersecting) seen.add(key);
      else seen.delete(key);
    }
    if (gathering || [...seen].every((key) => known.has(key))) return;
    gathering = true;
    setTimeout(() => {
      gathering = false;
      void read([...seen].filter((key) => !known.has(key)));
    }, GATHER_MS);
  }

  async function read(wanted: readonly string[]): Promise<void> {
    const groups = [...Map.groupBy(wanted, groupOf).values()];
    const asks = groups.flatMap((own) => chunks(own).map(keep));
    // A value that is missing is missing in its place; that the service is away is said by the banner.
    await Promise.allSettled(asks);
    redraw();
  }

  async function keep(part: readonly string[]): Promise<void> {
    for (const [key, glance] of await ask(part)) known.set(key, glance);
  }

  return {
    /** Undefined until it was read. */
    of: (key: string): T | undefined => known.get(key),
    /** What its element is watched by: the same function for the same key. */
    ref(key: string): (node: HTMLElement | null) => void {
      const found = refs.get(key) ?? ((node: HTMLElement | null) => observe(key, node));
      refs.set(key, found);
      return found;
    },
    /** To be called now and then while the page is open. */
    refresh(): void {
      if (document.hidden || performance.now() - readAt < REFRESH_MS || seen.size === 0) return;
      readAt = performance.now();
      void read([...seen]);
    },
    /** Another plant file counts. */
    forget(): void {
      known.clear();
    },
  };
}

function chunks(keys: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: Math.ceil(keys.length / MOST_AT_ONCE) }, (_, k) =>
    keys.slice(k * MOST_AT_ONCE, (k + 1) * MOST_AT_ONCE),
  );
}

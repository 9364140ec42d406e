import type { ServerEvent, ServerEvents } from "../../src/http/api-types.ts";

type Listeners = { readonly [E in ServerEvent]: (data: ServerEvents[E]) => void };

/** The service says something at least every 10 s; after so long without a word, milliseconds, the connection counts as lost. */
const SILENCE_MS = 25_000;

/**
 * Listens to the console's events and connects again by itself. `onLost` is called when the connection is gone, `hello` when it is back: what
 * was missed in between must then be read again.
 */
export function openLive(listeners: Listeners, onLost: () => void) {
  let source: EventSource | undefined;
  let follows: string | undefined;
  let watchdog: number | undefined;

  function open(): void {
    source?.close();
    const query = follows === undefined ? "" : `?${new URLSearchParams({ point: follows })}`;
    source = new EventSource(`./api/events${query}`);
    source.addEventListener("error", () => {
      onLost();
      // The browser gives up for good on an HTTP error (a proxy's 502 during a restart), so the watchdog asks again.
      watch(source?.readyState === EventSource.CLOSED ? 3000 : SILENCE_MS);
    });
    for (const event of Object.keys(listeners) as ServerEvent[]) listen(source, event);
    watch(SILENCE_MS);
  }

  function listen<E extends ServerEvent>(on: EventSource, event: E): void {
    on.addEventListener(event, (message) => {
      watch(SILENCE_MS);
      listeners[event](JSON.parse(message.data));
    });
  }

  function watch(milliseconds: number): void {
    clearTimeout(watchdog);
    watchdog = window.setTimeout(() => {
      onLost();
      open();
    }, milliseconds);
  }

  return {
    /** Also hears of the details of this point from now on, instead of another's. */
    follow(path: string | undefined): void {
      if (source !== undefined && path === follows) return;
      follows = path;
      open();
    },
  };
}

import { StoreUnavailable, type TelemetryStore } from "@raceway/ports/telemetry-store";

/** A store that can be taken away, as when the machine that it runs on is off. */
export interface StoreGate extends TelemetryStore {
  setAway(away: boolean): void;
  away(): boolean;
}

const AWAY = "it was taken away in the simulated plant";

/** Everything goes through to the store until it is taken away. */
export function storeGate(store: TelemetryStore): StoreGate {
  let away = false;
  const through = <T>(ask: () => Promise<T>): Promise<T> =>
    away ? Promise.reject(new StoreUnavailable(AWAY)) : ask();
  const { damage, copyTo } = store;
  return {
    name: store.name,
    write: (points) => through(() => store.write(points)),
    series: (query) => through(() => store.series(query)),
    latest: (query) => through(() => store.latest(query)),
    ready: async () => (away ? { ok: false, reason: AWAY } : store.ready()),
    ...(damage && { damage: () => damage.call(store) }),
    ...(copyTo && { copyTo: (file) => through(() => copyTo.call(store, file)) }),
    close: () => store.close(),
    setAway(next) {
      away = next;
    },
    away: () => away,
  };
}

/** What a device can do about alarms that ring. */
export type PushSupport =
  | "ready"
  /** The browser gives service workers to https:// and localhost only. */
  | "insecure"
  | "unsupported"
  /** The person, or their administrator, has forbidden notifications to this site. */
  | "blocked";

export function pushSupport(): PushSupport {
  if (!window.isSecureContext) return "insecure";
  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window))
    return "unsupported";
  return Notification.permission === "denied" ? "blocked" : "ready";
}

/** This browser's subscription, where it has one. */
export async function ownSubscription(): Promise<PushSubscription | undefined> {
  const registration = await navigator.serviceWorker.getRegistration();
  return (await registration?.pushManager.getSubscription()) ?? undefined;
}

/**
 * Subscribes this browser, after asking the person. A subscription to another key is given up first: it would be refused for ever.
 *
 * @throws Error or DOMException when the person or the browser does not want to.
 */
export async function subscribe(publicKey: string): Promise<PushSubscription> {
  const registration = await navigator.serviceWorker.register("./sw.js");
  await navigator.serviceWorker.ready;
  const before = await registration.pushManager.getSubscription();
  if (before !== null && keyOf(before) !== publicKey) await before.unsubscribe();
  return registration.pushManager.subscribe({
    userVisibleOnly: true,
    applicationServerKey: publicKey,
  });
}

function keyOf({ options }: PushSubscription): string | undefined {
  const { applicationServerKey: key } = options;
  if (key === null) return undefined;
  const text = btoa(String.fromCharCode(...new Uint8Array(key)));
  return text.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** What to call this device until its person says otherwise. */
export const deviceName = () => deviceWords(navigator.userAgent);

/** System and browser by what a browser calls itself; empty when neither is known. */
export function deviceWords(agent: string): string {
  const system = /iPhone|iPad|Android|Windows|Mac OS|CrOS|Linux/.exec(agent)?.[0] ?? "";
  // Each calls itself also by the names of those that it descends from.
  const browser =
    (/Edg|OPR|SamsungBrowser/.exec(agent) ?? /Firefox|Chrome|Safari/.exec(agent))?.[0] ?? "";
  return [system, browser.replace("Edg", "Edge").replace("OPR", "Opera")]
    .filter(Boolean)
    .join(", ");
}

/**
 * The console's service worker: it shows what the alarm service sends to this device, and leads to the alarm. It keeps no pages: what is old must not look
 * like what is so now.
 */
self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

self.addEventListener("push", (event) => {
  const { title, body, tag, path, priority, language } = event.data.json();
  event.waitUntil(
    self.registration.showNotification(title, {
      body,
      tag,
      lang: language,
      dir: "auto",
      renotify: true,
      requireInteraction: priority === "high",
      icon: "./icon-192.png",
      data: { path },
    }),
  );
});

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const address = new URL(`.${event.notification.data.path}`, self.registration.scope).href;
  event.waitUntil(lead(address));
});

/** To a page that is open already, or to a new one. */
async function lead(address) {
  const [open] = await self.clients.matchAll({ type: "window" });
  if (open === undefined) return self.clients.openWindow(address);
  await open.focus();
  return open.navigate(address);
}

import { notifierContract } from "@raceway/ports/contract/notifier";
import { createPushNotifier } from "./push-notifier.ts";
import { startPushService } from "./testing.ts";
import { makeVapidKeys } from "./vapid.ts";

notifierContract("web push", {
  async start() {
    const keys = makeVapidKeys();
    const { received, subscription, ...service } = await startPushService(keys.publicKey);
    const contact = "https://raceway.example";
    return {
      ...service,
      notifier: createPushNotifier({
        name: "push-1",
        subscription,
        keys,
        contact,
        timeoutMs: 1500,
      }),
      received: () =>
        received().map(({ message: { id = "", title = "", body = "" } }) => ({
          id,
          words: `${title}\n${body}`,
        })),
    };
  },
});

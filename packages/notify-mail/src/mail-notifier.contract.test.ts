import { notifierContract } from "@raceway/ports/contract/notifier";
import { silentLog } from "@raceway/ports/log";
import { createMailNotifier } from "./mail-notifier.ts";
import { startMailServer } from "./testing.ts";

notifierContract("mail", {
  async start() {
    const server = await startMailServer();
    const notifier = createMailNotifier({
      name: "mail",
      server: server.url,
      from: "raceway@plant.example",
      to: ["shift@plant.example"],
      silenceMs: 1000,
      log: silentLog,
    });
    return {
      notifier,
      received: () =>
        server.received().map(({ headers, subject, plain }) => ({
          id: (headers["message-id"] ?? "").replace(/^<(.*)@.*>$/, "$1"),
          words: `${subject}\n${plain.replaceAll("\r\n", "\n")}`,
        })),
      behave: server.behave,
      down: server.down,
      up: server.up,
      stop: server.stop,
    };
  },
});

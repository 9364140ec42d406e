import { createServer, type IncomingHttpHeaders, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { text } from "node:stream/consumers";
import type { Behaviour } from "@raceway/ports/contract/notifier";

export interface ReceivedRequest {
  readonly url: URL;
  readonly headers: IncomingHttpHeaders;
  readonly raw: string;
  readonly body: unknown;
}

/** What the receiver answers, by behaviour: status and body. */
export type Answers = Readonly<Record<Exclude<Behaviour, "hangs">, readonly [number, string]>>;

const PLAIN: Answers = { takes: [200, "ok"], fails: [503, "busy"], refuses: [400, "bad"] };

/** An HTTP server on this machine that behaves as told. */
export async function startSink(answers: Answers = PLAIN) {
  const received: ReceivedRequest[] = [];
  let behaviour: Behaviour = "takes";
  const server = createServer((request, response) => {
    void text(request).then((raw) => {
      if (behaviour === "hangs") return;
      const url = new URL(request.url ?? "/", "http://sink");
      if (behaviour === "takes")
        received.push({ url, headers: request.headers, raw, body: JSON.parse(raw) });
      const [status, answer] = answers[behaviour];
      response.writeHead(status, { connection: "close" }).end(answer);
    });
  });
  const port = await listen(server, 0);
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return {
    url: `http://127.0.0.1:${port}/hook?key=k`,
    received: (): readonly ReceivedRequest[] => received,
    behave(next: Behaviour): void {
      behaviour = next;
    },
    down,
    up: async () => void (await listen(server, port)),
    stop: down,
  };
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

import { createServer, type IncomingMessage, request, type ServerResponse } from "node:http";

/** What stands between ingest and its store, and what it answers to writes in the store's place. */
export const LIES = {
  "a page with 400": { status: 400, page: "<html><h1>400 Bad Request</h1>nginx</html>" },
  "a page with 413": { status: 413, page: "<html>413 Request Entity Too Large</html>" },
  "a login page with 200": { status: 200, page: "<html>Please log in</html>" },
} as const;

export type Lie = keyof typeof LIES;

/** An HTTP proxy before a store that can lie about writes, or be away. */
export async function startLyingProxy(target: string) {
  let mode: Lie | "true" | "away" = "true";
  const server = createServer((asked, answer) => {
    if (mode === "away") asked.socket.destroy();
    else if (mode === "true" || !asked.url?.startsWith("/write")) pass(target, asked, answer);
    else lie(mode, asked, answer);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  return {
    port: address !== null && typeof address === "object" ? address.port : 0,
    /** `true`: everything passes. */
    set(next: typeof mode): void {
      mode = next;
    },
    close(): Promise<void> {
      server.closeAllConnections();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}

function lie(mode: Lie, asked: IncomingMessage, answer: ServerResponse): void {
  const { status, page } = LIES[mode];
  asked.resume();
  asked.once("end", () => answer.writeHead(status, { "content-type": "text/html" }).end(page));
}

function pass(target: string, asked: IncomingMessage, answer: ServerResponse): void {
  const { method, headers, url = "/" } = asked;
  const onward = request(new URL(url, target), { ...(method && { method }), headers }, (given) => {
    answer.writeHead(given.statusCode ?? 502, given.headers);
    given.pipe(answer);
  });
  onward.once("error", () => answer.destroy());
  asked.pipe(onward);
}

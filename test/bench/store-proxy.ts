import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { gunzipSync } from "node:zlib";

/** Stands before InfluxDB and notes when each row of `indicator` was stored: `point time` → milliseconds of performance.now(). */
export async function startStoreProxy(target: string) {
  const storedAt = new Map<string, number>();
  const server = createServer((request, response) => {
    const parts: Buffer[] = [];
    request.on("data", (part: Buffer) => parts.push(part));
    request.on("end", async () => {
      const body = Buffer.concat(parts);
      const { host: _, connection: __, "content-length": ___, ...headers } = request.headers;
      const answer = await fetch(`${target}${request.url}`, {
        method: request.method ?? "GET",
        headers: headers as Record<string, string>,
        ...(body.length > 0 && { body }),
      });
      const text = await answer.text();
      if (answer.ok && request.url?.startsWith("/write"))
        note(headers["content-encoding"] === "gzip" ? gunzipSync(body) : body);
      // Its own words and its version too: what does not speak as InfluxDB does is not believed.
      const version = answer.headers.get("x-influxdb-version") ?? "";
      response.writeHead(answer.status, { "x-influxdb-version": version });
      response.end(answer.status === 204 ? undefined : text);
    });
  });

  function note(lines: Buffer): void {
    const now = performance.now();
    for (const line of lines.toString().split("\n")) {
      const [, point, time] = /^indicator,.*?\bpoint=(\w+)[, ].* (\d+)$/.exec(line) ?? [];
      if (point !== undefined) storedAt.set(`${point} ${time}`, now);
    }
  }

  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  return {
    port,
    storedAt,
    close: () =>
      new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

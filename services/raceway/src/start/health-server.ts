import { createServer, type Server } from "node:http";

/** What a service says of itself over HTTP. */
export interface HealthReport {
  /** Whether it can do its work now. */
  readonly ready: boolean;
  readonly status: object;
}

export interface HealthServerParts {
  readonly host: string;
  readonly port: number;
  readonly report: () => HealthReport;
  /** Absent: `/metrics` is not served. */
  readonly metrics?: () => Promise<{ readonly type: string; readonly text: string }>;
}

interface Answer {
  readonly code: number;
  readonly type: string;
  readonly body: string;
}

/**
 * Serves `/healthz` (the process lives), `/readyz` (200 or 503), `/status` (JSON) and `/metrics` (Prometheus) for container health checks,
 * monitoring and support. It only tells, needs no login, and names no secret: keep it on an address that only those may reach.
 *
 * @throws RangeError when the port is taken.
 */
export async function startHealthServer(
  parts: HealthServerParts,
): Promise<{ readonly url: string; close(): Promise<void> }> {
  const { host, port } = parts;
  const server = createServer((request, response) => {
    const { method = "" } = request;
    const head = method === "HEAD";
    const answered =
      head || method === "GET"
        ? answerTo(request.url?.split("?")[0] ?? "", parts)
        : Promise.resolve(json(405, { error: "GET is right" }));
    answered
      .catch(() => json(500, { error: "the service cannot tell how it is" }))
      .then(({ code, type, body }) => {
        response.writeHead(code, { "content-type": type, "cache-control": "no-store" });
        response.end(head ? undefined : body);
      })
      .catch(() => response.destroy());
  });
  server.requestTimeout = 10_000;
  server.headersTimeout = 5000;
  server.maxConnections = 100;
  await listen(server, host, port);
  const address = server.address();
  const listening = address !== null && typeof address === "object" ? address.port : port;
  return {
    url: `http://${host}:${listening}`,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

async function answerTo(path: string, { report, metrics }: HealthServerParts): Promise<Answer> {
  if (path === "/healthz") return json(200, { status: "ok" });
  if (path === "/metrics" && metrics !== undefined) {
    const { type, text } = await metrics();
    return { code: 200, type, body: text };
  }
  if (path !== "/readyz" && path !== "/status")
    return json(404, { error: "/healthz, /readyz, /status and /metrics are served here" });
  const { ready, status } = report();
  return json(path === "/readyz" && !ready ? 503 : 200, { ready, ...status });
}

function json(code: number, body: object): Answer {
  return { code, type: "application/json", body: JSON.stringify(body) };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once("error", (error: NodeJS.ErrnoException) => {
      if (error.code !== "EADDRINUSE") reject(error);
      else
        reject(
          new RangeError(
            `${host}:${port} is taken by another program: choose another with --health-port or RACEWAY_HEALTH_PORT`,
          ),
        );
    });
    server.listen(port, host, resolve);
  });
}

import { existsSync } from "node:fs";
import type { Socket } from "node:net";
import { join } from "node:path";
import fastifyCompress, { type FastifyCompressOptions } from "@fastify/compress";
import fastifyCookie from "@fastify/cookie";
import fastifyRateLimit from "@fastify/rate-limit";
import fastifyStatic from "@fastify/static";
import type { Audit } from "@raceway/access/audit/audit";
import type { ShippingStatus } from "@raceway/access/audit/shipping";
import type { Plant } from "@raceway/model/plant";
import type { Nanos } from "@raceway/model/time";
import { guarded } from "@raceway/ports/guarded";
import type { Log } from "@raceway/ports/log";
import type { TelemetryStore } from "@raceway/ports/telemetry-store";
import fastify, { type FastifyInstance } from "fastify";
import { z } from "zod";
import type { ConsoleAccess } from "../accounts/console-access.ts";
import { addGuard, NO_AUDIT } from "../accounts/guard.ts";
import { seenBy } from "../accounts/lines.ts";
import { sessionOf } from "../accounts/session-cookie.ts";
import { addSessions } from "../accounts/session-routes.ts";
import { userBefore } from "../accounts/user-routes.ts";
import type { AlarmActs } from "../alarms/alarm-acts.ts";
import type { AlarmAsks } from "../alarms/alarm-asks.ts";
import { createFoundFiles } from "../alarms/found-files.ts";
import type { LimitEdits } from "../limits/limit-edits.ts";
import { limitBefore } from "../limits/limit-routes.ts";
import type { EventStream } from "../live/event-stream.ts";
import type { LiveState } from "../live/live-state.ts";
import type { Planner, PlanSettings } from "../plan/planner.ts";
import type { PlantFileAccess } from "../plant-file/plant-file.ts";
import type { RecordPlace } from "../record/record-routes.ts";
import type { SimulatedPlant } from "../simulated/simulated-plant.ts";
import { addApi } from "./api-routes.ts";
import { parse } from "./parse.ts";
import { Problem, problemBody } from "./problem.ts";
import { SECURITY_HEADERS } from "./security-headers.ts";

/** What whoever starts the console says of how it is reached and by whom, and where it reads. */
export interface ServerSettings {
  /** Where trends are read; not closed with the console. */
  readonly store: Pick<TelemetryStore, "series" | "ready">;
  readonly log: Log;
  /** Absent: no logins; it must then be reached from this machine only. */
  readonly access?: ConsoleAccess;
  /** Where changes are written down; not closed with the console. */
  readonly audit?: Audit;
  /** How copies of the audit fare. */
  readonly shipping?: () => readonly ShippingStatus[];
  /** Folder for pictures of what was found; absent: none are kept. */
  readonly foundFolder?: string;
  /** The record that ingest keeps; absent: it lies elsewhere. */
  readonly record?: RecordPlace;
  /** Absent: the plant file is not to be changed from here. */
  readonly plantFile?: PlantFileAccess;
  readonly tls?: ConsoleTls;
  /** Absent: the plant is a real one. */
  readonly simulated?: SimulatedPlant;
  /** Address of the Grafana that has Raceway's dashboards: pages lead there. */
  readonly grafana?: string;
  /** Absent: the plan is of advised work alone, for two people. */
  readonly plan?: PlanSettings;
  /** Addresses of reverse proxies whose `X-Forwarded-*` headers count. */
  readonly trustProxy?: readonly string[];
}

export interface ServerParts extends ServerSettings {
  /** The plant file in force. */
  readonly plant: () => Plant;
  readonly live: LiveState;
  readonly acts: AlarmActs;
  readonly ask: AlarmAsks["ask"];
  readonly askAt: AlarmAsks["askAt"];
  readonly planner: Planner;
  /** Hands a message to the broker; rejects when it has none. */
  readonly publish: (topic: string, payload: string) => Promise<unknown>;
  readonly limits: LimitEdits;
  readonly events: EventStream;
  readonly now: () => Nanos;
  /** Built web page. */
  readonly webRoot: string;
}

export interface ConsoleTls {
  readonly cert: string | Buffer;
  readonly key: string | Buffer;
}

export const tlsOf = (tls: ConsoleTls) => ({ ...tls, minVersion: "TLSv1.2" }) as const;

/** Requests of one address a minute: many times what a page in use sends, far fewer than a guesser or a broken script. */
const RATE = { max: 1200, timeWindow: 60_000 };
/** A request must have arrived whole by then, milliseconds: nobody holds a connection by sending slowly. */
const REQUEST_MS = 15_000;
const MOST_CONNECTIONS = 1000;
/** Of one address, so that one that holds connections open leaves room for others. */
const MOST_OF_ADDRESS = 400;
/** JSON of a large plant is a twentieth as long in gzip; its lowest level takes a third of the time for a tenth more bytes. What comes compressed is refused, so no bomb is unpacked. */
const COMPRESSION = {
  encodings: ["gzip"],
  threshold: 2048,
  zlibOptions: { level: 1 },
  globalDecompression: false,
} satisfies FastifyCompressOptions;
/** How often an open event stream's session is looked at, milliseconds. */
const SESSION_LOOK_MS = 5000;

/** The HTTP server, not yet listening. */
export function createServer(parts: ServerParts): FastifyInstance {
  const app = makeApp(parts);
  app.addHook("onRequest", async (request, reply) => {
    reply.headers(SECURITY_HEADERS);
    requireOneHost(request.raw.rawHeaders);
  });
  app.setErrorHandler((error, request, reply) => {
    const body = problemBody(error, request.url, request.routeOptions.bodyLimit);
    if (body.status >= 500 && !(error instanceof Problem))
      parts.log.error({ url: request.url, error: String(error) }, "console: request failed");
    if (error instanceof Problem && error.title === NO_AUDIT)
      parts.log.error({ url: request.url, reason: error.message }, "console: act refused");
    return reply.status(body.status).type("application/problem+json").send(JSON.stringify(body));
  });
  app.setNotFoundHandler((request, reply) => {
    const problem = new Problem(404, "Not found", `There is nothing at ${request.url}.`);
    return reply
      .status(404)
      .type("application/problem+json")
      .send(JSON.stringify(problemBody(problem, request.url)));
  });
  app.register(fastifyCookie);
  app.register(fastifyCompress, COMPRESSION);
  app.register(fastifyRateLimit, {
    ...RATE,
    errorResponseBuilder: (_request, { after }) =>
      new Problem(429, "Too many requests", `Too many requests from your address: wait ${after}.`),
  });
  // In a scope of their own, so that the plugins above are there first.
  app.register((scope, _options, done) => {
    scope.removeContentTypeParser("text/plain");
    // The guard lets such a body through to the routes that take a file, and each says how long it may be.
    scope.addContentTypeParser(
      "application/octet-stream",
      { parseAs: "buffer" },
      (_request, body, done) => done(null, body),
    );
    addGuard(scope, { ...parts, before: ({ params }) => objectOf(params, parts) });
    addSessions(scope, parts);
    addHealth(scope, parts);
    const { foundFolder } = parts;
    addApi(scope, { ...parts, ...(foundFolder && { foundFiles: createFoundFiles(foundFolder) }) });
    addEvents(scope, parts);
    addPages(scope, parts.webRoot);
    done();
  });
  return app;
}

/** Of two `Host` headers a proxy may read one and we the other (RFC 9112, §3.2). @throws Problem 400. */
function requireOneHost(rawHeaders: readonly string[]): void {
  const hosts = rawHeaders.filter((text, at) => at % 2 === 0 && text.toLowerCase() === "host");
  if (hosts.length > 1)
    throw new Problem(400, "Two hosts", "The request has more than one Host header; one is right.");
}

function makeApp({ tls, trustProxy }: ServerParts): FastifyInstance {
  const options = {
    logger: false,
    bodyLimit: 16_384,
    forceCloseConnections: true,
    requestTimeout: REQUEST_MS,
    ...(trustProxy && { trustProxy: [...trustProxy] }),
  } as const;
  const serverOptions = { connectionsCheckingInterval: 5000 };
  const app: FastifyInstance =
    tls === undefined
      ? fastify({ ...options, http: serverOptions })
      : (fastify({
          ...options,
          https: { ...serverOptions, ...tlsOf(tls) },
        }) as unknown as FastifyInstance);
  app.server.maxConnections = MOST_CONNECTIONS;
  // Behind a proxy that is named everybody has its address.
  if (trustProxy === undefined) app.server.prependListener("connection", boundPerAddress());
  return app;
}

/** Ends a connection whose address has as many as it may. */
function boundPerAddress(): (socket: Socket) => void {
  const open = new Map<string, number>();
  return (socket) => {
    const address = socket.remoteAddress ?? "?";
    const here = (open.get(address) ?? 0) + 1;
    open.set(address, here);
    socket.once("close", () => {
      const left = (open.get(address) ?? 1) - 1;
      if (left > 0) open.set(address, left);
      else open.delete(address);
    });
    if (here > MOST_OF_ADDRESS) socket.destroy();
  };
}

/** What a request's path names, as it is: an open alarm, a limit or an account. */
function objectOf(params: unknown, parts: ServerParts) {
  return (
    alarmOf(params, parts.live) ?? limitBefore(parts, params) ?? userBefore(parts.access, params)
  );
}

function alarmOf(params: unknown, live: LiveState) {
  const id =
    typeof params === "object" && params !== null && "id" in params ? params.id : undefined;
  return typeof id === "string" ? live.alarm(id) : undefined;
}

/** Live: the process answers. Ready: it is also connected to what it needs. */
function addHealth(app: FastifyInstance, { live, store }: ServerParts): void {
  app.get("/healthz", async () => ({ status: "ok" }));
  app.get("/readyz", async (_request, reply) => {
    const answer = await store.ready();
    const broker = live.services().broker;
    const missing = [
      ...(broker ? [] : ["no connection to the MQTT broker"]),
      ...(answer.ok ? [] : [`the telemetry store is not ready: ${answer.reason ?? "no reason"}`]),
    ];
    reply.status(missing.length === 0 ? 200 : 503);
    return missing.length === 0 ? { status: "ready" } : { status: "not ready", missing };
  });
}

const eventsQuery = z.object({ point: z.string().optional() });

function addEvents(app: FastifyInstance, { events, access }: ServerParts): void {
  app.get("/api/events", { config: { filtered: true } }, (request, reply) => {
    const { point } = parse(eventsQuery, request.query);
    const owner = request.identity?.name ?? request.ip;
    if (!events.hasRoom(owner))
      throw new Problem(429, "Too many pages", "Too many pages are open: close some of them.");
    for (const [name, value] of Object.entries(SECURITY_HEADERS)) reply.raw.setHeader(name, value);
    reply.hijack();
    events.open(reply.raw, { owner, follows: point, sees: seenBy(request.identity) });
    if (access === undefined) return;
    // A stream outlives its request: it ends with the session, and while it is open the session is in use.
    const look = setInterval(
      guarded(
        () => {
          if (sessionOf(request, access.sessions) === undefined) reply.raw.destroy();
        },
        () => reply.raw.destroy(),
      ),
      SESSION_LOOK_MS,
    );
    reply.raw.once("close", () => clearInterval(look));
  });
}

/** One level of a topic each, with dots between. */
const alarmLink = z.object({ id: z.string().regex(/^[a-z0-9_.-]{1,300}$/) });

function addPages(app: FastifyInstance, root: string): void {
  // Links in mails: a fragment would not come through the login, since browsers keep it from the server.
  app.get("/alarm/:id", (request, reply) =>
    reply.redirect(`/#/alarms/${parse(alarmLink, request.params).id}`, 303),
  );
  if (!existsSync(join(root, "index.html"))) {
    app.get("/", async () => {
      const way = "run `npm run build -w @raceway/console` and start again";
      throw new Problem(503, "No web page", `The web page has not been built: ${way}.`);
    });
    return;
  }
  app.register(fastifyStatic, {
    root,
    // Made with the page, see web-build.ts.
    preCompressed: true,
    setHeaders(reply, path) {
      // Names of assets carry a hash of their content; the page itself must be asked for each time.
      const lasting = path.includes(`${root}/assets/`);
      reply.header("cache-control", lasting ? "public, max-age=31536000, immutable" : "no-cache");
    },
    cacheControl: false,
  });
}

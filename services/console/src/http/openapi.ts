import { z } from "zod";
import type { ApiRoute } from "./api-route.ts";

type JsonSchema = Readonly<Record<string, unknown>>;

/** The API as OpenAPI 3.1 describes one: made from the same table that the routes are registered from, so that neither can be without the other. */
export function openApi(routes: readonly ApiRoute[]): JsonSchema {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of routes) {
    const path = pathOf(route.url);
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operation(route, path) };
  }
  return {
    openapi: "3.1.0",
    info: {
      title: "Raceway console",
      version: "1",
      license: { name: "Apache-2.0", identifier: "Apache-2.0" },
      description:
        "What the console's pages use. Times are ISO 8601 by the source's clock unless said otherwise. Errors are RFC 9457 problems. GET /api/events is a stream of server-sent events (hello, point, fresh, spectrum, alarm, services): each says what is so now. Lists give their whole length in X-Total-Count and the next page in Link. Where there are logins, POST /api/session gives the cookie.",
    },
    servers: [{ url: "/" }],
    paths,
    components: {
      securitySchemes: {
        session: {
          type: "apiKey",
          in: "cookie",
          name: "raceway_session",
          description: "Where the console has logins.",
        },
      },
      schemas: { Problem: PROBLEM },
      responses: {
        Problem: {
          description: "What is wrong, in words.",
          content: {
            "application/problem+json": { schema: { $ref: "#/components/schemas/Problem" } },
          },
        },
      },
    },
    security: [{}, { session: [] }],
  };
}

const PROBLEM = {
  type: "object",
  required: ["title", "status", "detail", "instance"],
  properties: {
    title: { type: "string", description: "The same for every problem of its kind." },
    status: { type: "integer" },
    detail: { type: "string", description: "About this one." },
    instance: { type: "string" },
  },
} as const;

/** `/api/alarms/:id` → `/api/alarms/{id}`; the rest of a path is a point's. */
function pathOf(url: string): string {
  return url.replace("/*", "/{path}").replace(/:([a-z]+)/g, "{$1}");
}

function operation(
  { method, url, summary, query, body, answer, media = [], takesFile }: ApiRoute,
  path: string,
) {
  const inPath = [...path.matchAll(/\{([a-z]+)\}/g)].map(([, name]) => ({
    name,
    in: "path",
    required: true,
    schema: { type: "string" },
    ...(url.endsWith("*") && {
      description: "site/line/machine/point, with its slashes as they are.",
    }),
  }));
  const content =
    answer === undefined
      ? Object.fromEntries(media.map((type) => [type, { schema: {} }]))
      : { "application/json": { schema: jsonSchema(answer, "output") } };
  return {
    operationId: `${method.toLowerCase()}${path.replace(/[^a-zA-Z]+(.)?/g, (_, letter = "") => letter.toUpperCase())}`,
    summary,
    parameters: [...inPath, ...parametersOf(query)],
    ...(body !== undefined && {
      requestBody: {
        required: true,
        content: { "application/json": { schema: jsonSchema(body, "input") } },
      },
    }),
    ...(takesFile !== undefined && {
      requestBody: { required: true, content: { "application/octet-stream": { schema: {} } } },
    }),
    responses: {
      "200": { description: "Done.", content },
      default: { $ref: "#/components/responses/Problem" },
    },
  };
}

function parametersOf(query: z.ZodObject | undefined) {
  if (query === undefined) return [];
  const { properties = {}, required = [] } = jsonSchema(query, "input") as {
    properties?: Record<string, { description?: string }>;
    required?: readonly string[];
  };
  return Object.entries(properties).map(([name, { description, ...schema }]) => ({
    name,
    in: "query",
    required: required.includes(name),
    ...(description !== undefined && { description }),
    schema,
  }));
}

function jsonSchema(schema: z.ZodType, io: "input" | "output"): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(schema, { io, unrepresentable: "any" });
  return rest;
}

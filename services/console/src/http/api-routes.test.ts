import { Validator } from "@seriousme/openapi-schema-validator";
import Fastify from "fastify";
import { describe, expect, it } from "vitest";
import { type ApiParts, addApi, apiRoutes } from "./api-routes.ts";
import { openApi } from "./openapi.ts";

// Nothing is asked: only what is registered and what is described.
const parts = {} as ApiParts;

describe("the API's description", () => {
  it("is valid OpenAPI 3.1", async () => {
    const validator = new Validator();
    const result = await validator.validate(structuredClone(openApi(apiRoutes(parts))));
    expect(result.errors).toBeUndefined();
    expect(validator.version).toBe("3.1");
  });

  it("names every operation that is served, and is served itself", async () => {
    const served: string[] = [];
    const app = Fastify({ exposeHeadRoutes: false });
    app.addHook("onRoute", ({ method, url }) => {
      served.push(`${method} ${url}`);
    });
    addApi(app, parts);
    const answer = await app.inject("/api/openapi.json");
    const { paths } = answer.json<{ paths: Record<string, Record<string, unknown>> }>();
    const described = Object.entries(paths).flatMap(([path, operations]) =>
      Object.keys(operations).map(
        (method) =>
          `${method.toUpperCase()} ${path.replace("{path}", "*").replace(/\{(\w+)\}/g, ":$1")}`,
      ),
    );
    expect([...described, "GET /api/openapi.json"].sort()).toEqual(served.sort());
    await app.close();
  });

  it("gives every operation a name of its own", () => {
    const { paths } = openApi(apiRoutes(parts)) as {
      paths: Record<string, Record<string, { operationId: string }>>;
    };
    const names = Object.values(paths).flatMap((operations) =>
      Object.values(operations).map(({ operationId }) => operationId),
    );
    expect(new Set(names).size).toBe(names.length);
    expect(names).toContain("postApiAlarmsIdShelve");
  });
});

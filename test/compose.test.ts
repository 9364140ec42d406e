import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, expect, it } from "vitest";
import { parse } from "yaml";

const root = join(import.meta.dirname, "..");
const read = (path: string) => readFileSync(join(root, path), "utf8");

interface ComposeService {
  readonly image: string;
  readonly user?: string;
  readonly read_only?: boolean;
  readonly privileged?: boolean;
  readonly mem_limit?: string;
  readonly restart?: string;
  readonly depends_on?: Readonly<Record<string, { readonly condition: string }>>;
  readonly ports?: readonly string[];
  readonly environment?: Readonly<Record<string, string>> | readonly string[];
}

const compose = parse(read("docker-compose.yml"), { merge: true }) as {
  readonly services: Readonly<Record<string, ComposeService>>;
};
const services = Object.entries(compose.services);

/** Environment of a service as name and value, in either of the two forms that a compose file may use. */
function environmentOf({ environment = [] }: ComposeService): [name: string, value: string][] {
  if (!Array.isArray(environment)) return Object.entries(environment);
  return environment.map((entry: string) => {
    const [name = "", ...value] = entry.split("=");
    return [name, value.join("=")];
  });
}

describe("docker-compose.yml", () => {
  it("has no default password: each must be set, or compose says which is missing", () => {
    const passwords = services.flatMap(([, service]) =>
      environmentOf(service).filter(([name]) => name.includes("PASSWORD")),
    );
    expect(passwords.length).toBeGreaterThan(8);
    for (const [name, value] of passwords)
      expect(value, name).toMatch(/^\$\{([A-Z_]+):\?set \1 in \.env \(see \.env\.example\)\}$/);
  });

  it("asks for nothing that .env.example does not name", () => {
    const asked = [...read("docker-compose.yml").matchAll(/\$\{([A-Z_]+):\?/g)].map(
      ([, name]) => name,
    );
    const example = read(".env.example");
    for (const name of new Set(asked)) expect(example).toMatch(new RegExp(`^${name}=$`, "m"));
  });

  it("pins every image to a version", () => {
    for (const [name, { image }] of services) expect(image, name).toMatch(/:\d/);
    expect(read("Dockerfile")).toMatch(/^ARG NODE_IMAGE=node:\d+\.\d+\.\d+-/m);
  });

  it("runs Raceway's own services without root and without a writable image", () => {
    const own = services.filter(([, { image }]) => image.startsWith("raceway:"));
    expect(own.map(([name]) => name).sort()).toEqual([
      "alarms",
      "console",
      "influxdb-setup",
      "ingest",
      "simulator",
    ]);
    for (const [name, service] of own) expect(service.read_only, name).toBe(true);
    expect(read("Dockerfile")).toMatch(/^USER 1000:1000$/m);
  });

  it("has a memory limit, a restart policy and no writable image for every container", () => {
    for (const [name, service] of services) {
      expect(service.mem_limit, name).toMatch(/\d+[mg]\}?$/);
      expect(service.restart, name).toMatch(/^(unless-stopped|on-failure:\d+)$/);
      expect(service.read_only, name).toBe(true);
    }
  });

  it("tells of every lasting service whether it is healthy, and starts others after it is", () => {
    for (const [name, service] of services) {
      if (name !== "influxdb-setup" && name !== "simulator")
        expect(service, name).toHaveProperty("healthcheck");
      for (const { condition } of Object.values(service.depends_on ?? {}))
        expect(condition, name).toBe("service_healthy");
    }
  });

  it("keeps what must outlive a container in a volume", () => {
    for (const name of ["influxdb", "ingest", "alarms", "grafana", "mosquitto"])
      expect(JSON.stringify(compose.services[name]), name).toContain(`${name}:/`);
  });

  it("shows console and Grafana to this machine only, until somebody says otherwise", () => {
    for (const name of ["console", "grafana"])
      expect(compose.services[name]?.ports?.[0]).toMatch(/^\$\{[A-Z_]+:-127\.0\.0\.1:\d+\}/);
  });

  it("sets only what the command line knows", () => {
    const known = [
      "options.ts",
      "commands/ingest.ts",
      "store-option.ts",
      "commands/prepare-store.ts",
      "start/gateway-access.ts",
      "start/console-access.ts",
    ]
      .map((file) => read(`services/raceway/src/${file}`))
      .join("\n");
    const own = services.filter(([, { image }]) => image.startsWith("raceway:"));
    for (const [, service] of own)
      for (const [name] of environmentOf(service)) expect(known, name).toContain(name);
  });
});

import { connect } from "mqtt";
import { expect, it } from "vitest";
import { startInfluxd } from "./influxd.ts";
import { startMosquitto } from "./mosquitto.ts";
import { describeWithServers, startServer } from "./server-process.ts";

describeWithServers(["influxd"], "influxd under test", () => {
  it("answers, keeps its data over a kill and is gone after stop", async () => {
    const influxd = await startInfluxd();
    await influxd.query("CREATE DATABASE kept");
    await influxd.kill();
    await expect(fetch(`${influxd.url}/ping`)).rejects.toThrow();
    await influxd.restart();
    expect(await influxd.query("SHOW DATABASES")).toContain("kept");
    await influxd.stop();
    await expect(fetch(`${influxd.url}/ping`)).rejects.toThrow();
  });

  it("asks for a login where it has an administrator", async () => {
    const influxd = await startInfluxd({ admin: { user: "admin", password: "let me in" } });
    const anonymous = await fetch(`${influxd.url}/query?q=SHOW+DATABASES`);
    expect(anonymous.status).toBe(401);
    expect(await influxd.query("SHOW DATABASES")).toContain(`"name":"databases"`);
    await influxd.stop();
  });
});

describeWithServers(["mosquitto"], "mosquitto under test", () => {
  it("takes a client with the right password and no other", async () => {
    const mosquitto = await startMosquitto({ users: { sensor: "s3cret" } });
    const attempt = (password: string) =>
      new Promise<string>((resolve) => {
        const options = { username: "sensor", password, reconnectPeriod: 0 };
        const client = connect(mosquitto.url, options);
        client.once("connect", () => client.end(true, () => resolve("connected")));
        client.once("error", (error) => client.end(true, () => resolve(error.message)));
      });
    expect(await attempt("s3cret")).toBe("connected");
    expect(await attempt("wrong")).toMatch(/not authorized/i);
    await mosquitto.restart();
    expect(await attempt("s3cret")).toBe("connected");
    await mosquitto.stop();
  });
});

describeWithServers(["false"], "a server that ends at once", () => {
  it("is reported, not waited for", async () => {
    const ready = () => Promise.resolve(false);
    await expect(startServer({ binary: "false", args: [], cwd: "/", ready })).rejects.toThrow(
      /false ended/,
    );
  });
});

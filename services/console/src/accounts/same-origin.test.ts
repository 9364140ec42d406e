import { describe, expect, it } from "vitest";
import { requireJson, requireLoopbackName, requireSameOrigin } from "./same-origin.ts";

const own = {
  method: "POST",
  host: "console.plant:8080",
  origin: "http://console.plant:8080",
  fetchSite: "same-origin",
  contentType: "application/json",
};

describe("a change", () => {
  it("from the console's own page passes, with or without fetch metadata", () => {
    requireSameOrigin(own, true);
    requireSameOrigin({ ...own, fetchSite: undefined }, true);
    requireSameOrigin({ ...own, origin: undefined }, true);
  });

  it.each([
    { fetchSite: "cross-site" },
    { fetchSite: "same-site" },
    { fetchSite: undefined, origin: "https://evil.example" },
    { fetchSite: undefined, origin: "http://console.plant:9090" },
    { fetchSite: undefined, origin: "null" },
    { fetchSite: undefined, origin: undefined },
  ])("from elsewhere is refused: %o", (from) =>
    expect(() => requireSameOrigin({ ...own, ...from }, true)).toThrow("refused"),
  );

  it("of a program that says nothing passes where there is no cookie to abuse", () => {
    const program = { ...own, origin: undefined, fetchSite: undefined };
    expect(() => requireSameOrigin(program, false)).not.toThrow();
  });

  it.each(["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x"])(
    "as %s is refused: a form of another site can send it",
    (contentType) => expect(() => requireJson({ ...own, contentType })).toThrow("application/json"),
  );

  it("is not what reading is", () => {
    const reading = { ...own, method: "GET", fetchSite: "cross-site", contentType: "text/plain" };
    requireSameOrigin(reading, true);
    requireJson(reading);
  });
});

describe("a console without logins", () => {
  it.each(["localhost:8080", "127.0.0.1", "[::1]:8080"])("answers to %s", (host) =>
    expect(() => requireLoopbackName(host)).not.toThrow(),
  );
  it.each(["evil.example", "localhost.evil.example:8080", "127.0.0.1.evil.example", ""])(
    "does not answer to %s",
    (host) => expect(() => requireLoopbackName(host)).toThrow("localhost"),
  );
});

import type { ServerResponse } from "node:http";
import { PassThrough } from "node:stream";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { PointSummary } from "../http/api-types.ts";
import { createEventStream } from "./event-stream.ts";

const ANNA = { owner: "anna", sees: undefined };
const services = { broker: true, online: {} };
const summary = (path: string, headline: string): PointSummary => ({
  path,
  name: path,
  level: "warning",
  headline,
});

/** A response that keeps what is written; a page that does not read it has a backlog. */
function createPage() {
  const stream = new PassThrough();
  const response = Object.assign(stream, { writeHead: () => stream });
  return {
    response: response as unknown as ServerResponse,
    text: () => String(stream.read() ?? ""),
    gone: () => stream.destroyed,
  };
}

describe("the event stream", () => {
  let events: ReturnType<typeof createEventStream>;

  beforeEach(() => {
    vi.useFakeTimers();
    events = createEventStream(() => ({ services, version: "a.1" }));
  });
  afterEach(() => {
    events.close();
    vi.useRealTimers();
  });

  it("has room for some pages of each owner", () => {
    for (let n = 0; n < 100; n++) {
      expect(events.hasRoom("anna")).toBe(true);
      events.open(createPage().response, { ...ANNA, follows: undefined });
    }
    expect(events.hasRoom("anna")).toBe(false);
    expect(events.hasRoom("bert")).toBe(true);
  });

  it("sends of many changes of one thing only the newest", () => {
    const page = createPage();
    events.open(page.response, { ...ANNA, follows: undefined });
    page.text();
    for (let i = 0; i < 1000; i++) events.emit("point", summary("a", `text ${i}`));
    events.emit("point", summary("b", "other"));
    vi.advanceTimersByTime(1000);
    const sent = page.text();
    expect(sent.match(/event: point/g)).toHaveLength(2);
    expect(sent).toContain("text 999");
    expect(sent).toContain("other");
  });

  it("says something again and again, so that silence means a lost connection", () => {
    const page = createPage();
    events.open(page.response, { ...ANNA, follows: undefined });
    page.text();
    vi.advanceTimersByTime(25_000);
    expect(page.text().match(/event: services/g)).toHaveLength(2);
  });

  it("writes an event once for all pages, and not at all when a newer one comes before it is sent", () => {
    const pages = Array.from({ length: 10 }, createPage);
    for (const { response } of pages) events.open(response, { ...ANNA, follows: undefined });
    const written = vi.fn(() => summary("a", "newest"));
    for (let i = 0; i < 3; i++)
      events.emit("point", Object.assign(summary("a", `text ${i}`), { toJSON: written }));
    vi.advanceTimersByTime(1000);
    expect(written).toHaveBeenCalledTimes(1);
    for (const page of pages) expect(page.text()).toContain("newest");
  });

  it("tells of a point's details those who follow it, as long as any of them is there", async () => {
    const [first, second, other] = [createPage(), createPage(), createPage()];
    events.open(first.response, { ...ANNA, follows: "a" });
    events.open(second.response, { ...ANNA, follows: "a" });
    events.open(other.response, { ...ANNA, follows: "b" });
    const gone = new Promise((resolve) => first.response.once("close", resolve));
    first.response.destroy();
    await gone;
    for (const path of ["a", "b", "c"]) events.emit("fresh", { path });
    vi.advanceTimersByTime(1000);
    const paths = (text: string) => text.match(/"path":"\w"/g);
    expect(paths(second.text())).toEqual(['"path":"a"']);
    expect(paths(other.text())).toEqual(['"path":"b"']);
  });

  it("cuts off a page that no longer reads, and keeps serving the others", () => {
    const [stuck, well] = [createPage(), createPage()];
    events.open(stuck.response, { ...ANNA, follows: undefined });
    events.open(well.response, { ...ANNA, follows: undefined });
    const long = "x".repeat(100_000);
    for (let i = 0; i < 20; i++) {
      events.emit("point", summary("a", `${i} ${long}`));
      vi.advanceTimersByTime(1000);
      well.text();
    }
    expect(stuck.gone()).toBe(true);
    expect(well.gone()).toBe(false);
    expect(events.readers()).toBe(1);
  });
});

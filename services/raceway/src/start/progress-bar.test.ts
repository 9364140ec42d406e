import { expect, it } from "vitest";
import { progressBar } from "./progress-bar.ts";

function told(isTTY: boolean): string {
  let text = "";
  const write = (more: string) => {
    text += more;
  };
  const show = progressBar("Playing", { isTTY, write });
  for (const share of [0, 0.001, 0.24, 0.5, 0.5, 0.999, 1]) show(share);
  return text;
}

it("moves on one line of a terminal, which it ends", () => {
  const text = told(true);
  expect(text.split("\r").length - 1).toBe(5);
  expect(text).toMatch(/\rPlaying {2}█{15}░{15} {3}50 %/);
  expect(text).toMatch(/100 %\n$/);
  expect(text.match(/\n/g)).toHaveLength(1);
});

it("writes a few lines where nobody sees it move", () => {
  expect(told(false)).toBe("Playing: 0 %\nPlaying: 50 %\nPlaying: 75 %\nPlaying: 100 %\n");
});

import type { Reporter, TestCase, TestModule } from "vitest/node";

/**
 * Says at the very end what did not run, and the count in one plain line that machines read. Under `CI=true` a test that did not run is a failure,
 * unless its title is named in test/skips.md.
 */
export default class LastLines implements Reporter {
  readonly #named: string;

  constructor(named: string) {
    this.#named = named;
  }

  onTestRunEnd(modules: readonly TestModule[], errors: readonly unknown[]): void {
    const cases = modules.flatMap((module) => [...module.children.allTests()]);
    const count = (state: string) => cases.filter((test) => test.result().state === state).length;
    const skipped = cases.filter((test) => test.result().state === "skipped");
    for (const test of skipped) process.stdout.write(`did not run: ${titleOf(test)}\n`);
    const unnamed =
      process.env["CI"] === "true"
        ? skipped.filter((test) => !this.#named.includes(test.name))
        : [];
    if (unnamed.length > 0) {
      process.stdout.write(
        `${unnamed.length} of them are not named in test/skips.md: under CI that is a failure\n`,
      );
      process.exitCode = 1;
    }
    const broken = modules.filter(
      (module) => module.state() === "failed" && [...module.children.allTests()].length === 0,
    ).length;
    const failed = count("failed") + unnamed.length + broken + errors.length;
    process.stdout.write(
      `${count("passed")} passed, ${failed} failed, ${skipped.length - unnamed.length} skipped\n`,
    );
  }
}

function titleOf(test: TestCase): string {
  return `${test.module.moduleId.split("/").slice(-2).join("/")}: ${test.fullName}`;
}

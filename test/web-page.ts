import { ensureWebBuilt } from "@raceway/console/web-build";

/** Builds the console's page once, before tests that serve it run side by side. */
export default async function buildWebPage(): Promise<void> {
  await ensureWebBuilt((line) => process.stdout.write(`${line}\n`));
}

import { readdirSync, readFileSync, renameSync, rmSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { brotliCompressSync, gzipSync } from "node:zlib";

const HERE = fileURLToPath(new URL("..", import.meta.url));
const BUILT = join(HERE, "dist");
const PAGE = join(BUILT, "index.html");
/** The page that checks certificates, to be exported: not one of the console's own. */
export const CHECK_PAGE = join(BUILT, "check-certificate.html");
/** Shorter files fit into one packet as they are. */
const LEAST_BYTES = 1400;
/** What the page is made of; a newer file in any of these makes the built page stale. */
const SOURCES = [
  ...["web", "src", "package.json"],
  ...["model", "record", "certificate"].map((name) => `../../packages/${name}/src`),
].map((name) => join(HERE, name));

/**
 * Builds the web page into services/console/dist when it is missing or older than its sources, and otherwise returns at once. It takes its place when it is whole, so that two
 * processes may build at once.
 *
 * @param tell gets one line when there is something to build.
 * @throws Error when the build fails, or when Vite is not installed.
 */
export async function ensureWebBuilt(tell: (line: string) => void): Promise<void> {
  if (!isStale()) return;
  tell("building the web page (only after a change, some seconds)");
  const { build } = await import("vite");
  const own = `${BUILT}-${process.pid}`;
  try {
    await build({
      root: join(HERE, "web"),
      configFile: join(HERE, "web", "vite.config.ts"),
      logLevel: "warn",
      build: { outDir: own },
    });
    await buildCheckPage(own);
    compressAll(own);
    putInPlace(own);
  } catch (error) {
    // Another process that built the same was faster.
    if (isStale()) throw error;
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

/** Puts the code of the page that checks certificates into the page itself. */
async function buildCheckPage(into: string): Promise<void> {
  const { build } = await import("vite");
  const folder = join(HERE, "web", "check-page");
  const built = await build({
    root: folder,
    configFile: false,
    logLevel: "warn",
    build: { write: false, target: "es2023", lib: { entry: "main.ts", formats: ["es"] } },
  });
  const [output] = Array.isArray(built) ? built : [built];
  const [chunk] = output !== undefined && "output" in output ? output.output : [];
  if (chunk?.type !== "chunk") throw new Error("the page that checks certificates was not built");
  const code = chunk.code.replaceAll("</script", "<\\/script");
  const page = readFileSync(join(folder, "check-certificate.html"), "utf8");
  writeFileSync(
    join(into, "check-certificate.html"),
    page.replace(
      "<script>/* check-page */</script>",
      () => `<script type="module">${code}</script>`,
    ),
  );
}

/** A directory cannot take the place of another that holds files: that one steps aside first. */
function putInPlace(own: string): void {
  const before = `${own}-before`;
  if (statSync(BUILT, { throwIfNoEntry: false }) !== undefined) renameSync(BUILT, before);
  renameSync(own, BUILT);
  rmSync(before, { recursive: true, force: true });
}

/** Writes each file that gets smaller by it also as `.br` and `.gz`: once, and as small as can be. */
function compressAll(directory: string): void {
  for (const entry of readdirSync(directory, { recursive: true, withFileTypes: true })) {
    if (!entry.isFile() || !/\.(js|css|html|svg|webmanifest)$/.test(entry.name)) continue;
    const path = join(entry.parentPath, entry.name);
    const content = readFileSync(path);
    if (content.length < LEAST_BYTES) continue;
    writeFileSync(`${path}.br`, brotliCompressSync(content));
    writeFileSync(`${path}.gz`, gzipSync(content, { level: 9 }));
  }
}

function isStale(): boolean {
  const built = modified(PAGE);
  return built === undefined || SOURCES.some((source) => newestIn(source) > built);
}

function modified(path: string): number | undefined {
  return statSync(path, { throwIfNoEntry: false })?.mtimeMs;
}

/** Newest change of a file, or of anything in a directory. */
function newestIn(path: string): number {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) return 0;
  if (!stat.isDirectory()) return stat.mtimeMs;
  return Math.max(stat.mtimeMs, ...readdirSync(path).map((name) => newestIn(join(path, name))));
}

if (import.meta.main) await ensureWebBuilt((line) => process.stdout.write(`${line}\n`));

import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm, writeFile } from "node:fs/promises";
import { connect } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { promisify } from "node:util";
import { freePort } from "./free-port.ts";
import { findBinary, type ServerProcess, startServer } from "./server-process.ts";

/** A real Mosquitto with its own folder and port. */
export interface Mosquitto {
  readonly port: number;
  /** `mqtt://127.0.0.1:<port>` */
  readonly url: string;
  /** Of the process that runs now. */
  pid(): number;
  /** Ends the broker without a word (SIGKILL); sessions that it had not saved are gone. */
  kill(): Promise<void>;
  /** Ends the broker in good order (SIGTERM): it saves its sessions, where it has persistence. */
  end(): Promise<void>;
  /** Starts it again on the same port and folder, after `kill` or in place of the running one. */
  restart(): Promise<void>;
  /** Ends the broker and removes its folder. */
  stop(): Promise<void>;
}

export interface MosquittoOptions {
  /** Passwords by user name; absent: nobody needs one. */
  readonly users?: Readonly<Record<string, string>>;
  /** Lines of an access control file. */
  readonly acl?: readonly string[];
  /** Whether sessions and waiting messages outlive the broker's end. Default true. */
  readonly persistence?: boolean;
  /** Further lines of mosquitto.conf, e.g. `max_packet_size 65536`. */
  readonly config?: readonly string[];
}

/** Starts mosquitto; resolves when it takes connections. */
export async function startMosquitto(options: MosquittoOptions = {}): Promise<Mosquitto> {
  const folder = await mkdtemp(join(tmpdir(), "raceway-mosquitto-"));
  // Started by root, mosquitto becomes the user mosquitto, who must be able to read and save here.
  await chmod(folder, 0o777);
  const port = await freePort();
  const config = join(folder, "mosquitto.conf");
  await writeFile(config, await configText(folder, port, options));

  const launch = (): Promise<ServerProcess> =>
    startServer({
      binary: "mosquitto",
      args: ["-c", config],
      cwd: folder,
      ready: () => takesConnections(port),
    });
  let server = await launch();

  return {
    port,
    url: `mqtt://127.0.0.1:${port}`,
    pid: () => server.pid,
    kill: () => server.stop("SIGKILL"),
    end: () => server.stop("SIGTERM"),
    async restart() {
      await server.stop("SIGKILL");
      server = await launch();
    },
    async stop() {
      await server.stop("SIGKILL");
      await rm(folder, { recursive: true, force: true });
    },
  };
}

async function configText(folder: string, port: number, options: MosquittoOptions) {
  const lines = [
    `listener ${port} 127.0.0.1`,
    `persistence ${options.persistence ?? true}`,
    `persistence_location ${folder}/`,
    `allow_anonymous ${options.users === undefined}`,
  ];
  if (options.users !== undefined) {
    const file = join(folder, "passwords");
    await writePasswords(file, options.users);
    lines.push(`password_file ${file}`);
  }
  if (options.acl !== undefined) {
    const file = join(folder, "acl");
    await writeFile(file, `${options.acl.join("\n")}\n`);
    await chmod(file, 0o644);
    lines.push(`acl_file ${file}`);
  }
  return `${[...lines, ...(options.config ?? [])].join("\n")}\n`;
}

/** `mosquitto_passwd` turns plain `user:password` lines into salted hashes; mosquitto takes no plain ones. */
async function writePasswords(file: string, users: Readonly<Record<string, string>>) {
  const plain = Object.entries(users).map(([user, password]) => `${user}:${password}\n`);
  await writeFile(file, plain.join(""));
  const tool = findBinary("mosquitto_passwd");
  if (tool === undefined)
    throw new Error("mosquitto_passwd is not on PATH: it comes with mosquitto");
  await promisify(execFile)(tool, ["-U", file]);
  await chmod(file, 0o644);
}

function takesConnections(port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect(port, "127.0.0.1");
    const answer = (yes: boolean) => () => {
      socket.destroy();
      resolve(yes);
    };
    socket.once("connect", answer(true));
    socket.once("error", answer(false));
  });
}

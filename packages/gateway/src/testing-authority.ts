import { execFileSync } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

const OPENSSL = "openssl";

export function hasOpenssl(): boolean {
  try {
    execFileSync(OPENSSL, ["version"]);
    return true;
  } catch {
    return false;
  }
}

const CONFIG = `
[ca]
default_ca = own
[own]
database = index.txt
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
unique_subject = no
crlnumber = crlnumber
[any]
commonName = supplied
`;

/** An authority with its certificates and revocation list, in a directory of its own. */
export function makeAuthority(name = "plant authority") {
  const folder = mkdtempSync(join(tmpdir(), "raceway-tls-"));
  const run = (...args: string[]) =>
    execFileSync(OPENSSL, args, { cwd: folder, stdio: ["ignore", "ignore", "ignore"] });
  const newKey = ["-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes"];
  for (const [file, text] of Object.entries({
    "ca.cnf": CONFIG,
    "index.txt": "",
    serial: "4A0001\n",
    crlnumber: "01\n",
  }))
    writeFileSync(join(folder, file), text);
  run(
    ...["req", "-x509", ...newKey, "-keyout", "ca.key", "-out", "ca.crt"],
    ...["-subj", `/CN=${name}`, "-days", "2"],
  );
  const ca = ["ca", "-batch", "-config", "ca.cnf", "-cert", "ca.crt", "-keyfile", "ca.key"];

  return {
    folder,
    path: (file: string) => join(folder, file),
    file: (file: string) => readFileSync(join(folder, file)),
    /** `NAME.key` and `NAME.crt` for a common name. */
    issue(file: string, commonName: string): void {
      const request = [
        "-keyout",
        `${file}.key`,
        "-out",
        `${file}.csr`,
        "-subj",
        `/CN=${commonName}`,
      ];
      run("req", ...newKey, ...request);
      run(...ca, "-in", `${file}.csr`, "-out", `${file}.crt`, "-days", "2", "-notext");
    },
    revoke: (file: string) => run(...ca, "-revoke", `${file}.crt`),
    /** Writes what is revoked so far to `crl.pem`; it counts for so many hours. */
    writeList: (hours = 24) => run(...ca, "-gencrl", "-crlhours", String(hours), "-out", "crl.pem"),
    remove: () => rmSync(folder, { recursive: true }),
  };
}

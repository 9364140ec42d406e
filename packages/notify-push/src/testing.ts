import {
  createDecipheriv,
  createECDH,
  createPublicKey,
  hkdfSync,
  randomBytes,
  verify,
} from "node:crypto";
import { createServer, type IncomingMessage, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { buffer } from "node:stream/consumers";
import type { PushSubscriptionAddress } from "@raceway/model/push-subscription";
import type { Behaviour } from "@raceway/ports/contract/notifier";

export interface ReceivedPush {
  readonly headers: IncomingMessage["headers"];
  /** What the browser would hand to its service worker. */
  readonly message: Readonly<Record<string, string>>;
  /** What the signature says, checked. */
  readonly claims: { readonly aud: string; readonly sub: string; readonly exp: number };
}

const STATUS: Readonly<Record<Exclude<Behaviour, "hangs">, number>> = {
  takes: 201,
  fails: 503,
  refuses: 413,
};

/**
 * A push service with one browser behind it, on this machine: it checks the signature of whoever sends against the key that was subscribed to (RFC 8292), and
 * decrypts as a browser does (RFC 8291, RFC 8188), by their texts and not by the library that encrypts.
 *
 * @param applicationKey the public key the browser subscribes to.
 */
export async function startPushService(applicationKey: string) {
  const browser = createECDH("prime256v1");
  browser.generateKeys();
  const auth = randomBytes(16);
  const received: ReceivedPush[] = [];
  let behaviour: Behaviour | "gone" = "takes";
  const server = createServer((request, response) => {
    void buffer(request).then((body) => {
      if (behaviour === "hangs") return;
      const claims = claimsOf(request.headers.authorization ?? "", applicationKey);
      const status = claims === undefined ? 403 : behaviour === "gone" ? 410 : STATUS[behaviour];
      if (status === 201 && claims !== undefined)
        received.push({
          headers: request.headers,
          claims,
          message: JSON.parse(decrypted(body, browser, auth)),
        });
      response.writeHead(status, { connection: "close" }).end();
    });
  });
  const port = await listen(server, 0);
  const down = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  const subscription: PushSubscriptionAddress = {
    endpoint: `http://127.0.0.1:${port}/push/one`,
    keys: {
      p256dh: browser.getPublicKey("base64url"),
      auth: auth.toString("base64url"),
    },
  };
  return {
    subscription,
    received: (): readonly ReceivedPush[] => received,
    behave(next: Behaviour | "gone"): void {
      behaviour = next;
    },
    down,
    up: async () => void (await listen(server, port)),
    stop: down,
  };
}

/** `vapid t=<JWT>, k=<key>`; undefined when it is not signed by whom was subscribed to, or is over. */
function claimsOf(authorization: string, applicationKey: string) {
  const [, token = "", key = ""] = /^vapid t=([^,]+), k=(\S+)$/.exec(authorization) ?? [];
  const [head = "", claims = "", signature = ""] = token.split(".");
  if (key !== applicationKey || signature === "") return undefined;
  const point = Buffer.from(key, "base64url");
  const publicKey = createPublicKey({
    format: "jwk",
    key: {
      kty: "EC",
      crv: "P-256",
      x: point.subarray(1, 33).toString("base64url"),
      y: point.subarray(33, 65).toString("base64url"),
    },
  });
  const isGenuine = verify(
    "sha256",
    Buffer.from(`${head}.${claims}`),
    { key: publicKey, dsaEncoding: "ieee-p1363" },
    Buffer.from(signature, "base64url"),
  );
  const said = JSON.parse(Buffer.from(claims, "base64url").toString()) as ReceivedPush["claims"];
  return isGenuine && said.exp * 1000 > Date.now() ? said : undefined;
}

/** One record of aes128gcm: salt (16), record size (4), length of the key id (1), key id, ciphertext. */
function decrypted(body: Buffer, browser: ReturnType<typeof createECDH>, auth: Buffer): string {
  const salt = body.subarray(0, 16);
  const idLength = body.readUInt8(20);
  const sender = body.subarray(21, 21 + idLength);
  const sealed = body.subarray(21 + idLength);
  const shared = browser.computeSecret(sender);
  const info = Buffer.concat([Buffer.from("WebPush: info\0"), browser.getPublicKey(), sender]);
  const secret = Buffer.from(hkdfSync("sha256", shared, auth, info, 32));
  const derive = (what: string, length: number) =>
    Buffer.from(
      hkdfSync("sha256", secret, salt, Buffer.from(`Content-Encoding: ${what}\0`), length),
    );
  const decipher = createDecipheriv("aes-128-gcm", derive("aes128gcm", 16), derive("nonce", 12));
  decipher.setAuthTag(sealed.subarray(-16));
  const padded = Buffer.concat([decipher.update(sealed.subarray(0, -16)), decipher.final()]);
  // A delimiter of 2, and zeros behind it, end the last record.
  return padded.subarray(0, padded.lastIndexOf(2)).toString();
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once("error", reject);
    server.listen(port, "127.0.0.1", () => resolve((server.address() as AddressInfo).port));
  });
}

import type { X509Certificate } from "node:crypto";

/** A certificate revocation list (RFC 5280, §5.1), as much of it as tells whose certificates have ended. */
export interface RevocationList {
  isRevoked(certificate: Pick<X509Certificate, "raw">): boolean;
  /** After this time, milliseconds since 1970, TLS refuses every certificate of the list's issuer; undefined: it does not say. */
  readonly nextUpdate: number | undefined;
}

/** One value of DER (X.690, §8.1): what it is, and where its content lies. */
interface Value {
  readonly tag: number;
  readonly begin: number;
  readonly from: number;
  readonly to: number;
}

const TAG = {
  integer: 0x02,
  utcTime: 0x17,
  generalizedTime: 0x18,
  sequence: 0x30,
  explicit0: 0xa0,
};
const PEM = /-----BEGIN X509 CRL-----([A-Za-z0-9+/=\s]+)-----END X509 CRL-----/g;

/**
 * The lists of a PEM file.
 *
 * @throws RangeError when it holds none, or one that cannot be read.
 */
export function readRevocationLists(pem: string): readonly RevocationList[] {
  const lists = [...pem.matchAll(PEM)].map(([, text = ""]) => listOf(Buffer.from(text, "base64")));
  if (lists.length === 0)
    throw new RangeError("it holds no revocation list: PEM is right, from `BEGIN X509 CRL` on");
  return lists;
}

/** version?, signature, issuer, thisUpdate, nextUpdate?, revokedCertificates? */
function listOf(der: Buffer): RevocationList {
  const fields = contentOf(der);
  const [, issuer, , ...rest] = fields[0]?.tag === TAG.integer ? fields.slice(1) : fields;
  if (issuer === undefined) throw new RangeError("it holds a revocation list without an issuer");
  const next = rest.find(isTime);
  const entries = rest.find(({ tag }) => tag === TAG.sequence);
  const serials = entries === undefined ? [] : valuesIn(der, entries.from, entries.to);
  const revoked = new Set(
    serials.map((entry) => textOf(der, valuesIn(der, entry.from, entry.to)[0])),
  );
  const issuerText = textOf(der, issuer);
  return {
    isRevoked({ raw }) {
      const [serial, , signer] = contentOf(raw).filter(({ tag }) => tag !== TAG.explicit0);
      return textOf(raw, signer) === issuerText && revoked.has(textOf(raw, serial));
    },
    nextUpdate: next && timeOf(der.toString("latin1", next.from, next.to)),
  };
}

/** What is signed, of a list or a certificate: the first value of the outer sequence. */
function contentOf(der: Buffer): Value[] {
  const [outer] = valuesIn(der, 0, der.length);
  const [signed] = outer === undefined ? [] : valuesIn(der, outer.from, outer.to);
  if (signed === undefined) throw new RangeError("it holds a revocation list that is no DER");
  return valuesIn(der, signed.from, signed.to);
}

function valuesIn(der: Buffer, from: number, to: number): Value[] {
  const values: Value[] = [];
  for (let begin = from; begin < to; begin = values.at(-1)?.to ?? to) {
    const first = der[begin + 1] ?? 0;
    const more = first < 0x80 ? 0 : first & 0x7f;
    const start = begin + 2 + more;
    const isCut = more > 6 || start > to;
    const length = more === 0 || isCut ? first : der.readUIntBE(begin + 2, more);
    if (isCut || start + length > to)
      throw new RangeError("it holds a revocation list that ends too early");
    values.push({ tag: der[begin] ?? 0, begin, from: start, to: start + length });
  }
  return values;
}

/** The whole of a value, to compare. */
function textOf(der: Buffer, value: Value | undefined): string {
  return value === undefined ? "" : der.toString("latin1", value.begin, value.to);
}

const isTime = ({ tag }: Value) => tag === TAG.utcTime || tag === TAG.generalizedTime;

/** `YYMMDDHHMMSSZ` until 2049, `YYYYMMDDHHMMSSZ` from then on (RFC 5280, §4.1.2.5). */
function timeOf(text: string): number {
  const year = text.length === 13 ? (text < "5" ? "20" : "19") : "";
  const [, ...parts] = /^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)Z$/.exec(year + text) ?? [];
  const [y = Number.NaN, month = 1, day, hour, minute, second] = parts.map(Number);
  return Date.UTC(y, month - 1, day, hour, minute, second);
}

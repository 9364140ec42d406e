import QRCode, { type QRCodeSegment } from "qrcode";
import { CODE_PREFIX } from "./certificate-code.ts";

/** A QR code as rows of modules; true is dark. */
export type Modules = readonly (readonly boolean[])[];

/**
 * The QR code of a certificate.
 *
 * @param page address of the page that checks certificates; the digits stand behind its `#`, which never leaves the reader's browser. Absent: the digits alone, to be given to the page.
 * @throws Error when it does not fit.
 */
export function qrCode(code: string, page?: string): Modules {
  const segments: QRCodeSegment[] =
    page === undefined
      ? [{ data: CODE_PREFIX, mode: "alphanumeric" }]
      : [{ data: new TextEncoder().encode(`${page}#`), mode: "byte" }];
  segments.push({ data: code, mode: "numeric" });
  const { modules } = QRCode.create(segments, { errorCorrectionLevel: "L" });
  return Array.from({ length: modules.size }, (_, row) =>
    Array.from({ length: modules.size }, (_, column) => modules.get(row, column) === 1),
  );
}

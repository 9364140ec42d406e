import type { Certificate, LotFile } from "./certificate.ts";
import { certificateOfCode } from "./certificate-code.ts";

/**
 * The certificate in a file or text: JSON as it was issued, its PDF, or what a QR code holds. What a PDF prints beside its code is not looked at.
 *
 * @throws Error that says what was found instead.
 */
export async function readCertificate(bytes: Uint8Array): Promise<Certificate | LotFile> {
  // Digits stand in a PDF as they are, whatever else it holds.
  const text = new TextDecoder().decode(bytes);
  if (text.trimStart().startsWith("{")) return JSON.parse(text) as Certificate | LotFile;
  return certificateOfCode(text);
}

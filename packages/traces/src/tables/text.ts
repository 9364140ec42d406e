/** Bytes of a text file as text: UTF-16 by its mark or its zero bytes, UTF-8, else Latin-1, as older loggers write. */
export function textOf(bytes: Uint8Array): string {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const wide = wideOf(buffer);
  if (wide !== undefined) return utf16(buffer, wide).replace(/^\uFEFF/, "");
  const text = buffer.toString("utf8");
  return (text.includes("\uFFFD") ? buffer.toString("latin1") : text).replace(/^\uFEFF/, "");
}

/** Byte order of UTF-16; undefined for text of single bytes. */
export function wideOf(head: Uint8Array): "little" | "big" | undefined {
  const [first, second] = head;
  if (first === 0xff && second === 0xfe) return "little";
  if (first === 0xfe && second === 0xff) return "big";
  // Without a mark: every other byte of digits and separators is zero.
  const sample = head.subarray(0, 64);
  const zeros = (parity: number) =>
    sample.filter((byte, at) => at % 2 === parity && byte === 0).length;
  if (sample.length < 8) return undefined;
  const [even, odd] = [zeros(0), zeros(1)];
  const most = sample.length / 2 - 2;
  if (odd >= most && even === 0) return "little";
  return even >= most && odd === 0 ? "big" : undefined;
}

function utf16(buffer: Buffer, order: "little" | "big"): string {
  if (order === "little") return buffer.toString("utf16le");
  const even = Buffer.from(buffer.subarray(0, buffer.length - (buffer.length % 2)));
  return even.swap16().toString("utf16le");
}

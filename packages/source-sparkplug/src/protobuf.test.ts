import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { fieldsOf, varintField } from "./protobuf.ts";

const readBack = (value: bigint) =>
  [...fieldsOf(Uint8Array.from(varintField(3, value)), { left: 1 })].map((field) =>
    field.type === "varint" ? field.value : undefined,
  );

describe("a number of Protocol Buffers", () => {
  it("is read as it was written, of every size up to 64 bits", () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: 2n ** 64n - 1n }), fc.nat(63), (value, less) => {
        const short = value >> BigInt(less);
        expect(readBack(short)).toEqual([short]);
      }),
    );
  });

  it("is read as it was written where it fills its bytes", () => {
    const full = Array.from({ length: 65 }, (_, bits) => 2n ** BigInt(bits) - 1n);
    expect(full.flatMap(readBack)).toEqual(full);
  });
});

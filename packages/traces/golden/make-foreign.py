"""Writes the small files of other formats that the tests read: NumPy's by NumPy, archives and a workbook by Python's own modules, FLAC by RFC 9639.

Every signal is sin(2 pi n / 16) or a ramp that the tests know too.
"""
import gzip
import io
import math
import struct
import tarfile
import zipfile

import numpy as np

N = 1200
wave = np.sin(2 * np.pi * np.arange(N) / 16)
np.save("wave.npy", wave.astype("<f4"))
np.save("pair.npy", np.stack([wave, -wave], axis=1).astype(">f8"))
np.save("counts.npy", np.round(wave * 1000).astype("<i2"))
np.save("fields.npy", np.array(list(zip(np.arange(40.0), wave[:40])), dtype=[("t", "<f8"), ("x", "<f4")]))
np.savez_compressed("archive.npz", fs=np.array(6000.0), vib=wave)

table = "time,vib\n" + "".join(f"{n / 100:.2f},{math.sin(2 * math.pi * n / 16):.4f}\n" for n in range(60))
with gzip.GzipFile("table.csv.gz", "wb", mtime=0) as out:
    out.write(table.encode())
with zipfile.ZipFile("tables.zip", "w", zipfile.ZIP_DEFLATED) as out:
    for day in ("2024-01-02", "2024-01-03"):
        out.writestr(zipfile.ZipInfo(f"{day}/030405.csv", (2024, 1, 2, 0, 0, 0)), table, zipfile.ZIP_DEFLATED)
with tarfile.open("tables.tar", "w", format=tarfile.USTAR_FORMAT) as out:
    info = tarfile.TarInfo("v_2024-01-02_03-04-05.csv")
    info.size = len(table)
    out.addfile(info, io.BytesIO(table.encode()))


def workbook(name):
    cell = lambda place, value, more="": f'<c r="{place}"{more}><v>{value}</v></c>'
    rows = '<row r="1">' + cell("A1", 0, ' t="s"') + cell("B1", 1, ' t="s"') + "</row>"
    for n in range(40):
        # 2024-08-16 13:00:00 is day 45520.5416667.
        day = 45520 + 13 / 24 + n / 86400
        rows += f'<row r="{n + 2}">' + cell(f"A{n + 2}", repr(day), ' s="1"') + cell(f"B{n + 2}", f"{40 + math.sin(n):.3f}") + "</row>"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    main = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
    rels = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    parts = {
        "[Content_Types].xml": '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types"/>',
        "xl/workbook.xml": f'<workbook xmlns="{main}" xmlns:r="{rels}"><sheets><sheet name="Bearing 1" sheetId="1" r:id="rId1"/></sheets></workbook>',
        "xl/_rels/workbook.xml.rels": '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="rId1" Target="worksheets/sheet1.xml"/></Relationships>',
        "xl/sharedStrings.xml": f'<sst xmlns="{main}"><si><t>When</t></si><si><r><t>Temp </t></r><r><t>[°C]</t></r></si></sst>',
        "xl/styles.xml": f'<styleSheet xmlns="{main}"><numFmts><numFmt numFmtId="164" formatCode="yyyy\\-mm\\-dd\\ hh:mm:ss"/></numFmts><cellXfs><xf numFmtId="0"/><xf numFmtId="164"/></cellXfs></styleSheet>',
        "xl/worksheets/sheet1.xml": f'<worksheet xmlns="{main}"><sheetData>{rows}</sheetData></worksheet>',
    }
    with zipfile.ZipFile(name, "w", zipfile.ZIP_DEFLATED) as out:
        for part, text in parts.items():
            out.writestr(zipfile.ZipInfo(part, (2024, 1, 2, 0, 0, 0)), head + text, zipfile.ZIP_DEFLATED)


workbook("book.xlsx")


def crc(data, polynomial, width):
    value = 0
    for byte in data:
        value ^= byte << (width - 8)
        for _ in range(8):
            value = (value << 1) ^ (polynomial if value >> (width - 1) & 1 else 0)
            value &= (1 << width) - 1
    return value


def signed(value, count):
    return format(value & ((1 << count) - 1), f"0{count}b") if count else ""


def rice(values, parameter):
    bits = ""
    for value in values:
        folded = 2 * value if value >= 0 else -2 * value - 1
        bits += "0" * (folded >> parameter) + "1" + (format(folded & ((1 << parameter) - 1), f"0{parameter}b") if parameter else "")
    return bits


def verbatim(part, bits):
    return "00000010" + "".join(signed(value, bits) for value in part)


def fixed(part, bits, order=2):
    """A fixed predictor of the second order and one partition of Rice codes (RFC 9639, 9.2.5 and 9.2.7)."""
    residual = [part[n] - 2 * part[n - 1] + part[n - 2] for n in range(order, len(part))]
    return "0" + f"{8 + order:06b}" + "0" + "".join(signed(value, bits) for value in part[:order]) + "00" + "0000" + format(10, "04b") + rice(residual, 10)


def linear(part, bits):
    """A linear predictor of the order 2 with the weights 29 and -16, shift 4, in four partitions, one of them escaped."""
    weights, shift, order = (29, -16), 4, 2
    residual = [part[n] - ((weights[0] * part[n - 1] + weights[1] * part[n - 2]) >> shift) for n in range(order, len(part))]
    out = "0" + f"{31 + order:06b}" + "0" + "".join(signed(value, bits) for value in part[:order])
    out += format(6 - 1, "04b") + signed(shift, 5) + "".join(signed(weight, 6) for weight in weights) + "00" + "0010"
    length = len(part) // 4
    for partition in range(4):
        values = residual[(partition * length - order if partition else 0) : (partition + 1) * length - order]
        out += "1111" + format(20, "05b") + "".join(signed(value, 20) for value in values) if partition == 1 else format(8, "04b") + rice(values, 8)
    return out


def flac(name, channels, rate, block, frames):
    """Frames of 16-bit samples, each with its assignment of channels and its kinds of subframe (RFC 9639, 9)."""
    length = len(channels[0])
    info = struct.pack(">HH", block, block) + bytes(6)
    packed = (rate << 44) | (len(channels) - 1 << 41) | (15 << 36) | length
    info += packed.to_bytes(8, "big") + bytes(16)
    data = b""
    for number, (assignment, kinds) in enumerate(frames):
        parts = [channel[number * block : (number + 1) * block] for channel in channels]
        left, right = parts[0], parts[-1]
        side = [a - b for a, b in zip(left, right)]
        middle = [(a + b) >> 1 for a, b in zip(left, right)]
        written = {8: [left, side], 9: [side, right], 10: [middle, side]}.get(assignment, parts)
        head = b"\xff\xf8" + bytes([0x70, assignment << 4 | 8, number]) + struct.pack(">H", block - 1)
        head += bytes([crc(head, 0x07, 8)])
        bits = "".join(kind(part, 16 + (values is side)) for kind, values, part in ((k, w, w) for k, w in zip(kinds, written)))
        bits += "0" * (-len(bits) % 8)
        frame = head + int(bits, 2).to_bytes(len(bits) // 8, "big")
        data += frame + struct.pack(">H", crc(frame, 0x8005, 16))
    with open(name, "wb") as out:
        out.write(b"fLaC" + bytes([0x80]) + len(info).to_bytes(3, "big") + info + data)


tone = [round(float(x) * 16384) for x in wave[:400]]
other = [round(float(x) * 9000) for x in np.cos(2 * np.pi * np.arange(400) / 23)]
flac("sound.flac", [tone], 6000, 100, [(0, [verbatim]), (0, [fixed]), (0, [linear]), (0, [verbatim])])
flac("stereo.flac", [tone, other], 51200, 100, [(1, [linear, fixed]), (8, [fixed, fixed]), (9, [verbatim, linear]), (10, [fixed, linear])])

/** What the first bytes of a file say that it is. */
export type FileKind =
  | { readonly reads: "mat" | "hdf5" | "wav" | "flac" | "tdms" | "uff" | "lvm" | "numpy" }
  | { readonly packed: "gzip" | "zip" | "tar" | "workbook" | "parquet" | "ndjson" }
  /** Known by name, and not read: what it is, and how to make something of it that is. */
  | { readonly foreign: string; readonly advice: string };

const CSV = "export it as CSV";

const FOREIGN: readonly (readonly [magic: RegExp | string, name: string, advice: string])[] = [
  [
    /^MDF {5}|^UnFinMF/,
    "an ASAM MDF file",
    "convert it: asammdf, File → Export → CSV, HDF5 or MAT",
  ],
  [
    "\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1",
    "an old Excel workbook or another OLE file",
    "save it as .xlsx or CSV",
  ],
  [
    /^(ID3|\xff[\xfb\xf3\xf2])/,
    "MP3 sound",
    "convert it: ffmpeg -i in.mp3 out.wav; lossy sound has lost what faults sound like",
  ],
  [/^OggS/, "Ogg sound", "convert it: ffmpeg -i in.ogg out.wav"],
  [/^FORM....AIF[FC]/s, "AIFF sound", "convert it: ffmpeg -i in.aiff -c:a pcm_s24le out.wav"],
  [/^....ftyp/s, "MPEG-4 sound or video", "convert it: ffmpeg -i in.m4a out.wav"],
  [/^RIFX/, "big-endian WAV", "convert it: ffmpeg -i in.wav -c:a pcm_s24le out.wav"],
  ["riff.\x91\xcf\x11", "Sony Wave64", "convert it: ffmpeg -i in.w64 -rf64 auto out.wav"],
  ["7z\xbc\xaf'\x1c", "a 7-Zip archive", "unpack it first"],
  [/^Rar!/, "a RAR archive", "unpack it first"],
  [/^\xfd7zXZ/, "an xz file", "unpack it first: xz -d"],
  [/^BZh[1-9]/, "a bzip2 file", "unpack it first: bzip2 -d"],
  ["(\xb5/\xfd", "a zstd file", "unpack it first: zstd -d"],
  ["\x1f\x9d", "a file of compress", "unpack it first: uncompress"],
  [/^SQLite format 3\0/, "an SQLite database", `${CSV}: sqlite3 -header -csv FILE "select …"`],
  [
    /^ARROW1|^FEA1/,
    "an Arrow or Feather file",
    "write it as Parquet or CSV: pandas.read_feather(…).to_parquet(…)",
  ],
  ["\x80\x04\x95", "a Python pickle", "save the arrays with numpy.save or as CSV"],
  [/^CDF[^ -~]/, "a NetCDF 3 file", "convert it: nccopy -k nc4 in.nc out.nc"],
  [/^%PDF/, "a PDF document", CSV],
  [/^(\x89PNG|\xff\xd8\xff|GIF8)/, "a picture", CSV],
  [
    /^(\xef\xbb\xbf)?\s*<(!doctype html|html|head|body)\b/i,
    "a web page",
    "fetch the file that it links to, or export it as CSV",
  ],
  [/^(\xef\xbb\xbf)?\s*<\?xml/, "an XML file", CSV],
  [/^caff\0/, "Core Audio sound", "convert it: ffmpeg -i in.caf -c:a pcm_s24le out.wav"],
  [
    /^0 {7}[ -~]{248}/,
    "an EDF recording",
    "convert it: pyedflib, or EDFbrowser, Tools → Convert to ASCII",
  ],
  [/^(X\n\0\0\0|RDX[23]\n)/, "an R data file", `${CSV}: write.csv(readRDS(FILE), …)`],
  [
    /^(#[^\n]*\n)*site: *[a-z0-9"']/,
    "a plant file",
    "the recording is the first argument, and the plant file follows --plant",
  ],
  [/^PCK|^DataView/, "an instrument's own file", CSV],
];

/** `temps,machine=m temp=40 1704164645000000000` */
const LINE_PROTOCOL =
  /^[A-Za-z_][\w.-]*(,[^\s,=]+=[^\s,=]+)* [A-Za-z_]\w*=[^\s,]+(,\w+=[^\s,]+)* \d{10,19}\r?\n/;
const TDMS_INDEX = /^TDSh/;

/** Recognises a file by its first bytes (64 KiB are enough); undefined for text and whatever has no mark. */
export function fileKind(head: Buffer): FileKind | undefined {
  const start = head.toString("latin1", 0, 512);
  if (/^MATLAB [5-7]\.0/.test(start)) return { reads: "mat" };
  if (/^MATLAB 7\.3|^\x89HDF/.test(start)) return { reads: "hdf5" };
  if (/^(RIFF|RF64|BW64)....WAVE/s.test(start)) return { reads: "wav" };
  if (/^fLaC/.test(start)) return { reads: "flac" };
  if (/^TDSm/.test(start)) return { reads: "tdms" };
  if (TDMS_INDEX.test(start))
    return { foreign: "the index of a TDMS file", advice: "give the .tdms file beside it" };
  if (/^\x93NUMPY/.test(start)) return { reads: "numpy" };
  if (start.startsWith("\x1f\x8b\x08")) return { packed: "gzip" };
  if (start.startsWith("PK\x03\x04")) return zipKind(head);
  if (/^PAR1/.test(start)) return { packed: "parquet" };
  if (start.slice(257, 262) === "ustar") return { packed: "tar" };
  if (/^\s*-1\s*\r?\n\s*\d{1,4}b?[\s\d]*\r?\n/.test(start)) return { reads: "uff" };
  if (/^(\xef\xbb\xbf)?LabVIEW Measurement/.test(start)) return { reads: "lvm" };
  if (/^\s*\{/.test(start) && /^\s*\{.*\}\s*\r?\n\s*\{/.test(head.toString("latin1")))
    return { packed: "ndjson" };
  if (/^(\xef\xbb\xbf)?\s*(\[\s*\{|\{\s*")/.test(start)) return { packed: "ndjson" };
  if (LINE_PROTOCOL.test(start))
    return {
      foreign: "InfluxDB line protocol",
      advice: `${CSV}: influx -format csv -precision rfc3339 -execute 'select …', or influx query --raw`,
    };
  for (const [magic, foreign, advice] of FOREIGN)
    if (typeof magic === "string" ? start.startsWith(magic) : magic.test(start))
      return { foreign, advice };
  return undefined;
}

/** A workbook is a ZIP archive with its parts in `xl/`; NumPy's archive has `.npy` files. */
function zipKind(head: Buffer): FileKind {
  const text = head.toString("latin1");
  if (/\[Content_Types\]\.xml|xl\/work/.test(text))
    return /word\/|ppt\//.test(text) && !/xl\//.test(text)
      ? { foreign: "an Office document", advice: CSV }
      : { packed: "workbook" };
  if (/opendocument\.spreadsheet/.test(text))
    return { foreign: "an OpenDocument spreadsheet", advice: "save it as .xlsx or CSV" };
  return { packed: "zip" };
}

/**
 * Content types by the end of a file's name.
 */

const TEXT = "; charset=UTF-8";

const TYPES: Readonly<Record<string, string>> = {
  aac: "audio/aac",
  avif: "image/avif",
  bmp: "image/bmp",
  css: `text/css${TEXT}`,
  csv: `text/csv${TEXT}`,
  gif: "image/gif",
  gz: "application/gzip",
  htm: `text/html${TEXT}`,
  html: `text/html${TEXT}`,
  ico: "image/vnd.microsoft.icon",
  ics: `text/calendar${TEXT}`,
  jpeg: "image/jpeg",
  jpg: "image/jpeg",
  js: `text/javascript${TEXT}`,
  json: "application/json",
  map: "application/json",
  md: `text/markdown${TEXT}`,
  mjs: `text/javascript${TEXT}`,
  mp3: "audio/mpeg",
  mp4: "video/mp4",
  oga: "audio/ogg",
  ogg: "audio/ogg",
  ogv: "video/ogg",
  otf: "font/otf",
  pdf: "application/pdf",
  png: "image/png",
  svg: "image/svg+xml",
  tar: "application/x-tar",
  ttf: "font/ttf",
  txt: `text/plain${TEXT}`,
  wasm: "application/wasm",
  wav: "audio/wav",
  webm: "video/webm",
  webmanifest: "application/manifest+json",
  webp: "image/webp",
  woff: "font/woff",
  woff2: "font/woff2",
  xhtml: "application/xhtml+xml",
  xml: "application/xml",
  zip: "application/zip",
};

/** The type of a file; bytes of no known kind if its name tells none. */
export function contentTypeOf(path: string): string {
  const end = /\.([^./\\]+)$/.exec(path)?.[1]?.toLowerCase() ?? "";
  return (Object.hasOwn(TYPES, end) && TYPES[end]) ||
    "application/octet-stream";
}

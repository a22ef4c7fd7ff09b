/**
 * Draws the Mandelbrot set on all cores, and writes it as a PNG picture.
 *
 *     deno run -A examples/mandelbrot.ts [file] [width] [threads]
 *
 * The rows are jobs of a worker pool. Each comes back without being copied, in
 * order, while later ones are still being computed.
 *
 * @module
 */
import {
  checkCancelled,
  transfer,
  WorkerExecutor,
} from "@twister/async/executor";

const MOST_STEPS = 500;

/** One row of pixels, three bytes each, behind PNG's byte for "no filter". */
export function row({ y, width, height }: {
  y: number;
  width: number;
  height: number;
}): Uint8Array<ArrayBuffer> {
  checkCancelled();
  const bytes = new Uint8Array(1 + 3 * width);
  for (let x = 0; x < width; x++) {
    const re = -2.2 + 3.2 * x / width, im = 1.2 - 2.4 * y / height;
    const steps = stepsAt(re, im), shade = Math.sqrt(steps / MOST_STEPS);
    const colour = steps === MOST_STEPS
      ? [0, 0, 0]
      : [255 * shade ** 0.6, 200 * shade, 90 + 165 * shade ** 2];
    bytes.set(colour, 1 + 3 * x);
  }
  return transfer(bytes);
}

/** How long a point stays near zero. */
function stepsAt(re: number, im: number): number {
  let a = 0, b = 0, steps = 0;
  while (a * a + b * b < 4 && steps < MOST_STEPS) {
    [a, b] = [a * a - b * b + re, 2 * a * b + im];
    steps++;
  }
  return steps;
}

/** The check sum that ends each part of a PNG file. */
function crc(bytes: Uint8Array): number {
  let sum = ~0;
  for (const byte of bytes) {
    sum ^= byte;
    for (let i = 0; i < 8; i++) sum = sum >>> 1 ^ (sum & 1 ? 0xedb88320 : 0);
  }
  return ~sum >>> 0;
}

/** One part of a PNG file: length, name, content, check sum. */
function part(name: string, content: Uint8Array): Uint8Array<ArrayBuffer> {
  const bytes = new Uint8Array(12 + content.length);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, content.length);
  bytes.set(new TextEncoder().encode(name), 4);
  bytes.set(content, 8);
  view.setUint32(8 + content.length, crc(bytes.subarray(4, -4)));
  return bytes;
}

/** A picture of rows that come one by one. */
async function png(
  width: number,
  height: number,
  rows: ReadableStream<Uint8Array<ArrayBuffer>>,
): Promise<Blob> {
  const head = new Uint8Array(13), view = new DataView(head.buffer);
  view.setUint32(0, width);
  view.setUint32(4, height);
  head.set([8, 2], 8); // eight bits, red green blue
  const packed = await new Response(
    rows.pipeThrough(new CompressionStream("deflate")),
  ).bytes();
  return new Blob([
    new Uint8Array([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]),
    part("IHDR", head),
    part("IDAT", packed),
    part("IEND", new Uint8Array()),
  ]);
}

// Each worker loads this module too; there it is not the main one.
if (import.meta.main) {
  const [file = "mandelbrot.png", size = "900", threads] = Deno.args;
  const width = Number(size), height = Math.round(width * 0.75);
  await using executor = new WorkerExecutor({
    module: import.meta.url,
    ...threads !== undefined && { threads: Number(threads) },
  });
  const places = Array.from({ length: height }, (_, y) => ({
    y,
    width,
    height,
  }));
  const began = performance.now();
  const rows = executor.map(row, places, { chunk: 8 });
  const picture = await png(width, height, ReadableStream.from(rows));
  await Deno.writeFile(file, await picture.bytes());
  const { workers } = executor.statistics();
  const ms = Math.round(performance.now() - began);
  console.error(`${ms} ms on ${workers} workers`);
  console.log(`${file}: ${width} x ${height}, ${rows.progress.done} rows`);
}

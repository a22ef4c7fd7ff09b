/**
 * Forms with files, as browsers send them.
 */

import { HTTPError } from "../errors/http_error.ts";
import { parseMultipart } from "npm:@remix-run/multipart-parser@0.16.3";
import { addField, type Fields } from "./form_fields.ts";

/** A file of a form. */
export interface UploadedFile {
  /** The name that the client gave: show it, never open it. */
  readonly filename: string;
  /** What the client says it is. */
  readonly contentType: string;
  /** The bytes. */
  readonly body: Uint8Array;
}

/** A form: its arguments, and its files by the name of their field. */
export interface MultipartForm {
  /** The arguments. */
  readonly fields: Fields;
  /** The files. */
  readonly files: Map<string, UploadedFile[]>;
}

const BOUNDARY = /;\s*boundary=(?:"([^"\r\n]{1,70})"|([^\s;"]{1,70}))/i;

/**
 * Reads a form of parts. The splitting is that of `@remix-run/multipart-parser`,
 * with our limits.
 *
 * @param body The whole body.
 * @param contentType The header that names the boundary.
 * @param maxParts How many parts there may be.
 * @returns The form.
 * @throws {HTTPError} A 400, if it is none, is cut short, or has more parts.
 */
export function parseMultipartForm(
  body: Uint8Array,
  contentType: string,
  maxParts: number = 100,
): MultipartForm {
  const found = BOUNDARY.exec(contentType);
  if (found === null) throw new HTTPError(400, "the form has no boundary");
  const form: MultipartForm = { fields: new Map(), files: new Map() };
  const limits = {
    boundary: found[1] ?? found[2]!,
    maxHeaderSize: 8192,
    maxParts,
    // The body was counted already; the parts cannot be longer than it.
    maxFileSize: body.byteLength + 1,
    maxTotalSize: body.byteLength + 1,
  };
  try {
    for (const part of parseMultipart(body, limits)) {
      const { name, filename } = part;
      if (name === undefined) continue;
      if (filename === undefined) {
        addField(form.fields, name, textOf(part.bytes));
      } else {
        const files = form.files.get(name) ?? [];
        files.push({
          filename,
          contentType: part.mediaType ?? "application/octet-stream",
          body: part.bytes,
        });
        form.files.set(name, files);
      }
    }
  } catch (error) {
    if (error instanceof HTTPError) throw error;
    throw new HTTPError(400, "the form cannot be read", { cause: error });
  }
  return form;
}

/**
 * The text of bytes.
 *
 * @throws {HTTPError} A 400, if they are not UTF-8.
 */
export function textOf(bytes: Uint8Array): string {
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch {
    throw new HTTPError(400, "the form is not valid UTF-8");
  }
}

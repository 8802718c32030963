import { Readable } from 'node:stream';
import busboy from 'busboy';
import type { SandboxRequest } from '../exchange.ts';

/** An uploaded file. */
export interface FilePart {
  readonly fileName: string;
  readonly content: Buffer;
}

/** The single part `file` of the form, or its error. */
export async function readFilePart({ headers, body }: SandboxRequest): Promise<FilePart | string> {
  if (!headers['content-type']?.startsWith('multipart/form-data;'))
    return 'The body is not a multipart form.';
  const parts: FilePart[] = [];
  let otherParts = 0;
  try {
    const form = busboy({ headers: { 'content-type': headers['content-type'] } });
    form.on('field', () => {
      otherParts += 1;
    });
    form.on('file', (name, stream, { filename }) => {
      const chunks: Buffer[] = [];
      stream.on('data', (chunk: Buffer) => chunks.push(chunk));
      // A truncated form fails below.
      stream.on('error', () => {});
      stream.on('end', () => {
        if (name === 'file' && filename) parts.push({ fileName: filename, content: Buffer.concat(chunks) });
        else otherParts += 1;
      });
    });
    await new Promise((resolve, reject) => {
      form.on('close', () => resolve(undefined));
      form.on('error', reject);
      Readable.from([body]).pipe(form);
    });
  } catch {
    return 'The multipart form is malformed.';
  }
  const [part] = parts;
  return part !== undefined && parts.length === 1 && otherParts === 0
    ? part
    : 'The form needs one part `file` with a file name.';
}

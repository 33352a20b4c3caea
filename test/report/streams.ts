import { Writable } from 'node:stream';

/** A stream that keeps what is written to it. */
export function recorder(isTTY = false): { stream: NodeJS.WritableStream & { isTTY: boolean }; text: () => string } {
  const pieces: string[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      pieces.push(chunk.toString('utf8'));
      done();
    },
  });
  return { stream: Object.assign(stream, { isTTY }), text: () => pieces.join('') };
}

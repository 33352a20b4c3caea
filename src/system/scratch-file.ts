import { closeSync, openSync, readSync, writeSync } from 'node:fs';

/** Where something stands in a {@link ScratchFile}; bytes. */
export interface Extent {
  readonly at: number;
  readonly length: number;
}

/** A file for what is too much for memory. It is made by the first write, and whoever named it removes it. */
export class ScratchFile {
  readonly #path: () => string;
  #fd: number | undefined;
  #end = 0;

  /** `path`: of a file that does not exist yet; asked when it is made. */
  constructor(path: () => string) {
    this.#path = path;
  }

  /** Throws like `fs.writeSync`; what was written before can still be read then. */
  append(bytes: Uint8Array): Extent {
    this.#fd ??= openSync(this.#path(), 'wx+', 0o600);
    const at = this.#end;
    for (let done = 0; done < bytes.length; ) done += writeSync(this.#fd, bytes, done, bytes.length - done, at + done);
    this.#end += bytes.length;
    return { at, length: bytes.length };
  }

  read({ at, length }: Extent): Buffer {
    const bytes = Buffer.allocUnsafe(length);
    for (let done = 0; done < length; ) {
      const read = this.#fd === undefined ? 0 : readSync(this.#fd, bytes, done, length - done, at + done);
      if (read === 0) throw new Error('Internal error: a scratch file is shorter than what was written.');
      done += read;
    }
    return bytes;
  }

  close(): void {
    if (this.#fd !== undefined) closeSync(this.#fd);
    this.#fd = undefined;
  }
}

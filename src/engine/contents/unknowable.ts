import { randomUUID } from 'node:crypto';

/** Equal to nothing, itself included the next time: what cannot be compared is never the same. */
export function unknowable(): string {
  return `unknowable ${randomUUID()}`;
}

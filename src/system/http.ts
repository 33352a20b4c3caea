import { setTimeout as sleep } from 'node:timers/promises';
import { err, ok, type Result } from './result.ts';

/** How a request is sent; a signing client has the same form. */
export type Fetch = (url: string, init: RequestInit) => Promise<Response>;

export interface HttpRequest {
  readonly method: 'GET' | 'HEAD' | 'PUT';
  readonly body?: Uint8Array;
  /** No more of an answer is read. */
  readonly most: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly bytes: Buffer;
}

export type HttpProblem = { readonly reason: 'unreachable' | 'too-large'; readonly message: string };

/** Milliseconds. */
export interface HttpLimits {
  /** Without a single byte. */
  readonly silence: number;
  /** Before a request is tried once more; doubled each time. */
  readonly pause: number;
  readonly tries: number;
}

export const HTTP_LIMITS: HttpLimits = { silence: 20_000, pause: 500, tries: 3 };

/** Slower than this on the whole (bytes a second), beyond the silence that is borne, is no server that anybody waits for. */
const SLOWEST = 20_000;

/** Sends a request, again where the way or the server failed. Redirections are not followed: they could lead anywhere. */
export async function request(fetch: Fetch, url: string, o: HttpRequest, limits: HttpLimits = HTTP_LIMITS): Promise<Result<HttpAnswer, HttpProblem>> {
  for (let tried = 1; ; tried += 1) {
    const answer = await once(fetch, url, o, limits);
    const isPassing = answer.ok ? answer.value.status >= 500 || answer.value.status === 429 : answer.error.reason === 'unreachable';
    if (!isPassing || tried >= limits.tries) return answer;
    await sleep(limits.pause * 2 ** (tried - 1));
  }
}

async function once(fetch: Fetch, url: string, o: HttpRequest, limits: HttpLimits): Promise<Result<HttpAnswer, HttpProblem>> {
  const ended = new AbortController();
  const isLate = (): void => ended.abort(new Error('it did not answer in time'));
  const allowed = (length: number): number => limits.silence + ((o.body?.length ?? 0) + length) / (SLOWEST / 1000);
  const began = performance.now();
  let silence = setTimeout(isLate, allowed(0));
  try {
    const body = o.body === undefined ? {} : { body: o.body as NonNullable<RequestInit['body']> };
    const response = await fetch(url, { method: o.method, redirect: 'error', signal: ended.signal, headers: { 'accept-encoding': 'identity' }, ...body });
    const chunks: Uint8Array[] = [];
    let length = 0;
    if (response.ok && o.method === 'GET' && response.body !== null) {
      for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
        clearTimeout(silence);
        silence = setTimeout(isLate, limits.silence);
        length += chunk.length;
        if (performance.now() - began > allowed(length)) isLate();
        if (length > o.most) return err({ reason: 'too-large', message: `the server sends more than ${o.most} bytes` });
        chunks.push(chunk);
      }
    } else {
      await response.body?.cancel();
    }
    return ok({ status: response.status, bytes: Buffer.concat(chunks) });
  } catch (error) {
    return err({ reason: 'unreachable', message: wordsOf(error) });
  } finally {
    clearTimeout(silence);
    ended.abort();
  }
}

/** Of a failed fetch the cause says what happened. */
function wordsOf(error: unknown): string {
  if (!(error instanceof Error)) return 'the request failed';
  return error.cause instanceof Error ? error.cause.message || error.message : error.message;
}

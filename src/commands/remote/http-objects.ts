import { HTTP_LIMITS, request, type Fetch, type HttpLimits, type HttpRequest } from '../../system/http.ts';
import { err, ok, type Result } from '../../system/result.ts';
import type { Objects, ObjectsProblem } from './objects.ts';

/** After so many requests in a row that nobody answered, no more are sent. */
const GIVES_UP = 3;

/** Objects on a server that knows GET, HEAD and PUT: WebDAV, nginx, a CDN for readers, and, signed, whatever speaks S3. */
export function httpObjects(o: { readonly where: string; readonly base: string; readonly fetch: Fetch; readonly limits?: HttpLimits }): Objects {
  let unanswered = 0;
  let last: ObjectsProblem | undefined;
  const ask = async (name: string, what: HttpRequest): Promise<Result<{ status: number; bytes: Buffer }, ObjectsProblem>> => {
    if (unanswered >= GIVES_UP && last !== undefined) return err(last);
    const answer = await request(o.fetch, `${o.base}/${name}`, what, o.limits ?? HTTP_LIMITS);
    if (answer.ok) {
      unanswered = 0;
      const { status } = answer.value;
      return status === 404 || (status >= 200 && status < 300) ? answer : err(refusal(status));
    }
    if (answer.error.reason === 'unreachable') [unanswered, last] = [unanswered + 1, answer.error];
    return err(answer.error);
  };
  return {
    where: o.where,
    get: async (name, most) => {
      const answer = await ask(name, { method: 'GET', most });
      return answer.ok ? ok(answer.value.status === 404 ? undefined : answer.value.bytes) : answer;
    },
    has: async (name) => {
      const answer = await ask(name, { method: 'HEAD', most: 0 });
      return answer.ok ? ok(answer.value.status !== 404) : answer;
    },
    put: async (name, bytes) => {
      const answer = await ask(name, { method: 'PUT', body: bytes, most: 0 });
      if (!answer.ok) return answer;
      return answer.value.status === 404 ? err({ reason: 'forbidden', message: 'the server has no place of that name (404)' }) : ok(undefined);
    },
    close: async () => ok(undefined),
  };
}

function refusal(status: number): ObjectsProblem {
  if (status === 401 || status === 403) return { reason: 'forbidden', message: `the server forbids it (${status})` };
  if (status === 409) return { reason: 'forbidden', message: 'the server makes no directories by itself (409): nginx needs `create_full_put_path on`' };
  return { reason: 'unreachable', message: `the server answers with status ${status}` };
}

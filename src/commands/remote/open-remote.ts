import type { Failure } from '../../system/failure.ts';
import type { HttpLimits } from '../../system/http.ts';
import { err, ok, type Result } from '../../system/result.ts';
import { directoryObjects } from './directory-objects.ts';
import { httpObjects } from './http-objects.ts';
import type { Objects } from './objects.ts';

/** An address, as far as it can be told from its text. */
export type Address =
  | { readonly kind: 'directory'; readonly path: string }
  | { readonly kind: 's3'; readonly bucket: string; readonly prefix: string; readonly endpoint: string | undefined; readonly region: string | undefined }
  | { readonly kind: 'http'; readonly base: string; readonly user: string | undefined };

/** Reads `/path`, `file:///path`, `s3://bucket/prefix?endpoint=URL&region=NAME`, or `https://host/path`; undefined: none of them. */
export function addressOf(text: string): Address | undefined {
  if (text.startsWith('/')) return { kind: 'directory', path: text };
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '');
  switch (url.protocol) {
    case 'file:':
      return { kind: 'directory', path: decodeURIComponent(url.pathname) };
    case 's3:':
      return url.host === '' ? undefined : { kind: 's3', bucket: url.host, prefix: path.slice(1), endpoint: url.searchParams.get('endpoint') ?? undefined, region: url.searchParams.get('region') ?? undefined };
    case 'http:':
    case 'https:':
      return { kind: 'http', base: `${url.protocol}//${url.host}${path}`, user: url.username === '' ? undefined : `${decodeURIComponent(url.username)}:${decodeURIComponent(url.password)}` };
    default:
      return undefined;
  }
}

/** Opens a remote. Secrets come from the environment alone: git's configuration is read by too many. */
export async function openRemote(text: string, env: NodeJS.ProcessEnv, limits?: HttpLimits): Promise<Result<Objects, Failure>> {
  const address = addressOf(text);
  const more = limits === undefined ? {} : { limits };
  switch (address?.kind) {
    case undefined:
      return err({ code: 'remote-unknown', message: `\`${text}\` is no address of a remote.`, hint: 'It is a directory, `s3://BUCKET/PREFIX?endpoint=URL`, or `https://HOST/PATH`.' });
    case 'directory':
      return ok(directoryObjects(address.path));
    case 'http': {
      const authorization = authorizationOf(address.user, env);
      const fetcher = (url: string, init: RequestInit): Promise<Response> => fetch(url, authorization === undefined ? init : { ...init, headers: { ...(init.headers as Record<string, string>), authorization } });
      return ok(httpObjects({ where: address.base, base: address.base, fetch: fetcher, ...more }));
    }
    case 's3':
      return openS3(address, env, more);
  }
}

function authorizationOf(user: string | undefined, env: NodeJS.ProcessEnv): string | undefined {
  const token = env['CARGO_SHARE_HTTP_TOKEN'];
  if (token !== undefined && token !== '') return `Bearer ${token}`;
  const named = env['CARGO_SHARE_HTTP_USER'] ?? user;
  return named === undefined || named === '' ? undefined : `Basic ${Buffer.from(named).toString('base64')}`;
}

/** The bucket is part of the path where an endpoint is named, as servers of one's own have it; else of the host, as at AWS. */
async function openS3(address: Extract<Address, { kind: 's3' }>, env: NodeJS.ProcessEnv, more: { readonly limits?: HttpLimits }): Promise<Result<Objects, Failure>> {
  const [accessKeyId, secretAccessKey, sessionToken] = [env['AWS_ACCESS_KEY_ID'], env['AWS_SECRET_ACCESS_KEY'], env['AWS_SESSION_TOKEN']];
  if (accessKeyId === undefined || secretAccessKey === undefined) {
    return err({ code: 'remote-failed', message: 'There are no credentials for S3.', hint: 'Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, for example by `aws configure export-credentials --format env`.' });
  }
  const { AwsClient } = await import('aws4fetch');
  const region = address.region ?? env['AWS_REGION'] ?? env['AWS_DEFAULT_REGION'] ?? 'us-east-1';
  const endpoint = address.endpoint ?? env['AWS_ENDPOINT_URL_S3'] ?? env['AWS_ENDPOINT_URL'];
  const client = new AwsClient({ accessKeyId, secretAccessKey, ...(sessionToken !== undefined && sessionToken !== '' && { sessionToken }), region, service: 's3', retries: 0 });
  const place = endpoint === undefined ? `https://${address.bucket}.s3.${region}.amazonaws.com` : `${endpoint.replace(/\/+$/, '')}/${address.bucket}`;
  const base = address.prefix === '' ? place : `${place}/${address.prefix}`;
  return ok(httpObjects({ where: `s3://${address.bucket}/${address.prefix}`, base, fetch: (url, init) => client.fetch(url, init), ...more }));
}

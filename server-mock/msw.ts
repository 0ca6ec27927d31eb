// Request handlers for msw (https://mswjs.io): a client that speaks MTProto over HTTP makes its auth key against
// a fake DC, and calls it, through fetch or XMLHttpRequest; no socket is opened.
// https://core.telegram.org/mtproto/transports#http and #uri-format
// The package msw is an optional peer: only who imports this file needs it.
// Left out: WebSocket.

import { type HttpHandler, HttpResponse, http } from 'msw';
import { UsageError } from '../protocol/bytes/index.ts';
import type { FakeDc, HttpExchange } from './fake-dc.ts';
import type { HttpAnswer } from './http-connection.ts';

export interface MtprotoHandlersOptions {
  /** Which hosts are the DC: an origin such as `https://venus.web.telegram.org`; all (`*`) by default. */
  readonly origin?: string;
}

/**
 * Handlers of the paths at which this DC answers: /api, /apiw, /apiw1, with `_test` in them for a test DC.
 * All requests of one list of handlers are one connection of the DC.
 * @example const mock = setupServer(...mtprotoHandlers(dc, { origin: 'https://venus.web.telegram.org' }));
 */
export function mtprotoHandlers(dc: FakeDc, options: MtprotoHandlersOptions = {}): HttpHandler[] {
  const { origin = '*' } = options;
  let connection: HttpExchange | undefined;
  const current = (): HttpExchange => {
    if (connection === undefined || connection.isClosed) connection = dc.openHttp();
    return connection;
  };
  /** Undefined when the connection, or the DC, is closed. */
  const tryExchange = async (payload: Uint8Array, signal: AbortSignal): Promise<HttpAnswer | undefined> => {
    try {
      return await current().exchange(payload, signal);
    } catch (error) {
      if (error instanceof UsageError) return undefined;
      throw error;
    }
  };
  return pathsOf(dc).flatMap((path) => [
    http.post(`${origin}${path}`, async ({ request }) => {
      const payload = new Uint8Array(await request.arrayBuffer());
      const answer = await tryExchange(payload, request.signal);
      if (answer === undefined) return HttpResponse.error();
      return new HttpResponse(answer.body, { status: answer.status, headers: headersOf(path) });
    }),
    http.options(`${origin}${path}`, () => new HttpResponse(null, { status: 204, headers: headersOf(path) })),
  ]);
}

function pathsOf({ test }: FakeDc): readonly string[] {
  return test ? ['/api_test', '/apiw_test', '/apiw_test1'] : ['/api', '/apiw', '/apiw1'];
}

/** The `w` of a path asks for what a browser wants to see before it shows a page the response. */
function headersOf(path: string): Record<string, string> {
  const type = { 'content-type': 'application/octet-stream' };
  if (!path.startsWith('/apiw')) return type;
  return {
    ...type,
    'access-control-allow-origin': '*',
    'access-control-allow-methods': 'POST, OPTIONS',
    'access-control-allow-headers': '*',
  };
}

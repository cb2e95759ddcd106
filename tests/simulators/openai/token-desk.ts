import type { ServerResponse } from 'node:http';
import type { RecordedRequest } from './simulator.ts';

/** The token endpoint of an API behind client credentials (RFC 6749 §4.4). */
export interface TokenDesk {
  readonly requests: RecordedRequest[];
  answer(request: RecordedRequest, response: ServerResponse): void;
  /** Takes a token for one request. @returns false when it was not given out or has been used */
  spend(token: string): boolean;
}

const send = (response: ServerResponse, status: number, body: unknown): void => {
  response.writeHead(status, { 'content-type': 'application/json', 'cache-control': 'no-store' });
  response.end(JSON.stringify(body));
};

/** Gives out a new token for every request that names the client. */
export function createTokenDesk(client: { readonly id: string; readonly secret: string } | null): TokenDesk {
  const open = new Set<string>();
  const requests: RecordedRequest[] = [];
  return {
    requests,
    answer: (request, response) => {
      requests.push(request);
      const { grant_type: grant, client_id: id, client_secret: secret } = request.body;
      if (grant !== 'client_credentials') return send(response, 400, { error: 'unsupported_grant_type' });
      if (client === null || id !== client.id || secret !== client.secret) return send(response, 401, { error: 'invalid_client' });
      const token = `simulated-token-${requests.length}-${'x'.repeat(60)}`;
      open.add(token);
      return send(response, 200, { access_token: token, token_type: 'Bearer', expires_in: 300 });
    },
    spend: (token) => open.delete(token),
  };
}

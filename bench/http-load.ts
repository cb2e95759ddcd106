import { connect, type Socket } from 'node:net';

/** One keep-alive connection that sends a prepared request and waits for its answer; as little client as possible, for it shares the machine. */
export class HttpClient {
  readonly #socket: Socket;
  #seen = '';
  #answered: ((status: number) => void) | null = null;
  #failed: ((error: Error) => void) | null = null;

  constructor(port: number) {
    this.#socket = connect({ port, host: '127.0.0.1', noDelay: true });
    this.#socket.setEncoding('latin1');
    this.#socket.on('data', (chunk: string) => this.#read(chunk));
    this.#socket.on('error', (error) => this.#failed?.(error));
    this.#socket.on('close', () => this.#failed?.(new Error('The connection was closed')));
  }

  /** @returns the status of the answer */
  send(request: string): Promise<number> {
    return new Promise((resolve, reject) => {
      this.#answered = resolve;
      this.#failed = reject;
      this.#socket.write(request);
    });
  }

  close(): void {
    this.#failed = null;
    this.#socket.destroy();
  }

  #read(chunk: string): void {
    this.#seen += chunk;
    const head = this.#seen.indexOf('\r\n\r\n');
    if (head < 0) return;
    const length = Number(/content-length: (\d+)/i.exec(this.#seen.slice(0, head))?.[1] ?? 0);
    if (this.#seen.length < head + 4 + length) return;
    const status = Number(this.#seen.slice(9, 12));
    this.#seen = '';
    this.#answered?.(status);
  }
}

/** A POST with a JSON body, ready to be sent. */
export function postRequest(path: string, key: string, body: object): string {
  const text = JSON.stringify(body);
  return [
    `POST ${path} HTTP/1.1`,
    'Host: nightshift.example.com',
    `Authorization: Bearer ${key}`,
    'Content-Type: application/json',
    `Content-Length: ${Buffer.byteLength(text)}`,
    '',
    text,
  ].join('\r\n');
}

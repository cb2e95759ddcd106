import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';

/** What the server does at a step: send this reply, say nothing for ever, or cut the connection. */
export type ScriptedReply = string | 'silence' | 'cut';

/** Replies by step; a step that is not named is answered as a friendly server would. */
export interface SmtpScript {
  readonly greeting?: ScriptedReply;
  readonly ehlo?: ScriptedReply;
  readonly starttls?: ScriptedReply;
  readonly auth?: ScriptedReply;
  readonly mail?: ScriptedReply;
  /** By recipient. */
  readonly rcpt?: (recipient: string) => ScriptedReply;
  readonly data?: ScriptedReply;
  /** Cuts the connection once this many bytes of the message have come. */
  readonly cutAfterBytes?: number;
  /** The reply to the final dot. */
  readonly dot?: ScriptedReply;
}

/** A server for tests that follows a script and counts what it saw. */
export interface ScriptedServer {
  readonly port: number;
  /** Connections, whole messages received, and every command line. */
  readonly seen: { connections: number; messages: string[]; commands: string[] };
  close(): Promise<void>;
}

function perform(socket: Socket, reply: ScriptedReply): void {
  if (reply === 'cut') socket.destroy();
  else if (reply !== 'silence') socket.write(`${reply}\r\n`);
}

function serve(socket: Socket, script: SmtpScript, seen: ScriptedServer['seen']): void {
  let received = '';
  let message: string | null = null;
  const command = (line: string): void => {
    seen.commands.push(line);
    const verb = line.slice(0, 4).toUpperCase();
    if (verb === 'EHLO') perform(socket, script.ehlo ?? '250-scripted\r\n250 AUTH PLAIN');
    else if (verb === 'STAR') perform(socket, script.starttls ?? '502 5.5.1 Not implemented');
    else if (verb === 'AUTH') perform(socket, script.auth ?? '235 2.7.0 Welcome');
    else if (verb === 'MAIL') perform(socket, script.mail ?? '250 2.1.0 Sender ok');
    else if (verb === 'RCPT') perform(socket, script.rcpt?.(/<(.*)>/.exec(line)?.[1] ?? '') ?? '250 2.1.5 Recipient ok');
    else if (verb === 'QUIT') socket.end('221 Bye\r\n');
    else if (verb === 'DATA') {
      const reply = script.data ?? '354 Go on';
      if (reply.startsWith('354')) message = '';
      perform(socket, reply);
    } else perform(socket, '500 Unknown command');
  };
  const text = (): void => {
    message += received;
    received = '';
    if (script.cutAfterBytes !== undefined && (message ?? '').length >= script.cutAfterBytes) socket.destroy();
    else if (message?.endsWith('\r\n.\r\n') === true) {
      seen.messages.push(message);
      message = null;
      perform(socket, script.dot ?? '250 2.0.0 Accepted');
    }
  };
  const nextLine = (): string | null => {
    const end = received.indexOf('\r\n');
    if (end < 0 || message !== null) return null;
    const line = received.slice(0, end);
    received = received.slice(end + 2);
    return line;
  };
  socket.setEncoding('latin1').on('error', () => {});
  socket.on('data', (chunk: string) => {
    received += chunk;
    for (let line = nextLine(); line !== null; line = nextLine()) command(line);
    if (message !== null) text();
  });
  perform(socket, script.greeting ?? '220 scripted ESMTP');
}

/** Starts a scripted SMTP server on a free loopback port. */
export async function startScriptedServer(script: SmtpScript): Promise<ScriptedServer> {
  const seen: ScriptedServer['seen'] = { connections: 0, messages: [], commands: [] };
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    seen.connections += 1;
    sockets.add(socket);
    serve(socket, script, seen);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    seen,
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

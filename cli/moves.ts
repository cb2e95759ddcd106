import type { z } from '@hono/zod-openapi';
import type { MoveAnswer } from '../api/schemas/moves.ts';
import type { CommandContext } from './context.ts';

type Answer = z.infer<typeof MoveAnswer>;

const pauseMs = 500;

/** Sends a move and waits a while for what comes of it. A move that is still pending is kept and will be applied. */
export async function makeMove({ client, output }: CommandContext, path: string, body: unknown, waitSeconds: number): Promise<void> {
  let { answer } = await client.send<Answer>('POST', path, body);
  const until = Date.now() + waitSeconds * 1000;
  while (answer.state === 'pending' && Date.now() < until) {
    await new Promise((resolve) => setTimeout(resolve, pauseMs));
    answer = await client.get<Answer>(answer.url);
  }
  const told = answer;
  output.show(told, () => {
    if (told.state === 'pending') return `Kept as ${told.messageId}; it will be applied as soon as a worker takes it.`;
    return told.state === 'applied' ? `Done: the incident is ${told.status}.` : `Refused: ${told.message ?? ''}`;
  });
}

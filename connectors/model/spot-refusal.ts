import { z } from 'zod';

const Chat = z.object({
  choices: z
    .array(z.object({ finish_reason: z.string().nullish(), message: z.object({ refusal: z.string().nullish() }).nullish() }))
    .min(1),
});
const Responses = z.object({
  output: z.array(z.object({ content: z.array(z.object({ type: z.string(), refusal: z.string().nullish() })).nullish() })),
});

function parse(body: string): unknown {
  try {
    return JSON.parse(body);
  } catch {
    return null;
  }
}

/** The words with which a model refused; null when it did not. The SDK shows a refusal as an empty answer. */
export function spotRefusal(body: string): string | null {
  const answer = parse(body);
  const chat = Chat.safeParse(answer).data?.choices[0];
  if (chat?.message?.refusal) return chat.message.refusal;
  if (chat?.finish_reason === 'content_filter') return 'The content filter of the provider stopped the answer';
  const parts = Responses.safeParse(answer).data?.output.flatMap((item) => item.content ?? []) ?? [];
  return parts.find((part) => part.type === 'refusal')?.refusal ?? null;
}

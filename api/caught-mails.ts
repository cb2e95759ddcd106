import { z } from '@hono/zod-openapi';
import { AppError } from './errors.ts';

const Caught = z.object({
  id: z.string(),
  receivedAt: z.string(),
  from: z.string().nullish(),
  to: z.array(z.string()).nullish(),
  subject: z.string().nullish(),
  messageId: z.string().nullish(),
  incidentId: z.string().nullish(),
  purpose: z.string().nullish(),
});
const CaughtList = z.object({ messages: z.array(Caught), next: z.string().nullish() });
const CaughtBody = Caught.extend({ text: z.string().nullish(), html: z.string().nullish() });

const timeoutMs = 3000;

async function fetchJson<Schema extends z.ZodType>(url: string, schema: Schema): Promise<z.output<Schema> | null> {
  const response = await fetch(url, { signal: AbortSignal.timeout(timeoutMs) }).catch((cause: unknown) => {
    throw new AppError('unavailable', 'The mail catcher does not answer', { retryAfterSeconds: 2, cause });
  });
  if (response.status === 404 || response.status === 400) return null;
  const parsed = schema.safeParse(await response.json().catch(() => null));
  if (!response.ok || !parsed.success)
    throw new AppError('unavailable', 'The mail catcher answers something else than mails', { retryAfterSeconds: 2 });
  return parsed.data;
}

const present = (mail: z.output<typeof Caught>) => ({
  id: mail.id,
  receivedAt: mail.receivedAt,
  from: mail.from ?? '',
  to: mail.to ?? [],
  subject: mail.subject ?? '',
  messageId: mail.messageId || null,
  incidentId: mail.incidentId ?? null,
  purpose: mail.purpose ?? null,
});

/** What the mail catcher of the embedded stack received, newest first; null when the cursor is not one of its own. */
export async function listCaughtMails(catcherUrl: string, input: { readonly cursor: string | undefined; readonly limit: number }) {
  const query = new URLSearchParams({ limit: String(input.limit), ...(input.cursor === undefined ? {} : { after: input.cursor }) });
  const page = await fetchJson(`${catcherUrl}/messages?${query}`, CaughtList);
  return page === null ? null : { items: page.messages.map(present), nextCursor: page.next ?? null };
}

/** One caught mail with its content; null when there is none. */
export async function readCaughtMail(catcherUrl: string, id: string) {
  const mail = await fetchJson(`${catcherUrl}/messages/${encodeURIComponent(id)}`, CaughtBody);
  return mail === null ? null : { ...present(mail), text: mail.text ?? '', html: mail.html ?? '' };
}

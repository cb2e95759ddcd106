import { cleanLine, cleanText, shorten } from '../../domain/effects/clean-text.ts';
import type { MailContent, MailSection } from '../../domain/effects/mail.ts';
import { escapeHtml } from './escape-html.ts';

/** Gmail cuts a message at 102 KB, so what is said may take this much of the HTML, markup included. */
const budgetBytes = 80_000;
const markupBytes = { section: 400, row: 520, item: 120, line: 4 } as const;
const limits = { lead: 1200, title: 120, label: 80, value: 1500, text: 4000, line: 500, url: 2000 } as const;
const shortened = 'This mail was shortened here. The case in Nightshift holds everything.';

type Take = (text: string, limit: number, clean?: (text: string) => string) => string;

/** Counts what has been said, in bytes of HTML; over the budget everything further is left out. */
function createBudget() {
  let left = budgetBytes;
  const spend = (bytes: number): boolean => {
    left -= bytes;
    return left >= 0;
  };
  const take: Take = (text, limit, clean = cleanLine) => {
    const cleaned = shorten(clean(text), limit);
    return spend(Buffer.byteLength(escapeHtml(cleaned).replaceAll('\n', '<br>'))) ? cleaned : '…';
  };
  const takeWhileRoom = <Item, Result>(items: readonly Item[], bytes: number, map: (item: Item) => Result): Result[] => {
    const results: Result[] = [];
    for (const item of items) if (spend(bytes)) results.push(map(item));
    return results;
  };
  return { spend, take, takeWhileRoom, isSpent: () => left < 0 };
}

type Budget = ReturnType<typeof createBudget>;

function boundSection(section: MailSection, { take, takeWhileRoom }: Budget): MailSection {
  const title = take(section.title, limits.title);
  switch (section.kind) {
    case 'facts':
      return {
        ...section,
        title,
        facts: takeWhileRoom(
          section.facts,
          markupBytes.row,
          ([label, value]) => [take(label, limits.label), take(value, limits.value)] as const,
        ),
      };
    case 'text':
      return {
        ...section,
        title,
        text: take(section.text, limits.text, (text) =>
          cleanText(text)
            .replace(/\n{3,}/g, '\n\n')
            .trim(),
        ),
      };
    case 'quote':
      return {
        ...section,
        title,
        lines: takeWhileRoom(section.lines, markupBytes.line, (line) =>
          take(line, limits.line, (text) => cleanText(text).replace(/\n/g, ' ').trimEnd()),
        ),
      };
    case 'changes':
      return {
        ...section,
        title,
        changes: takeWhileRoom(section.changes, markupBytes.row, (change) => ({
          name: take(change.name, limits.label),
          before: take(change.before, limits.label),
          after: take(change.after, limits.label),
        })),
      };
    case 'list':
      return { ...section, title, items: takeWhileRoom(section.items, markupBytes.item, (item) => take(item, limits.value)) };
  }
}

/** A link that opens a page and nothing else; null for any other address. */
export function webLink(url: string): string | null {
  if (url.length > limits.url || !URL.canParse(url)) return null;
  const parsed = new URL(url);
  return /^https?:$/.test(parsed.protocol) && parsed.username === '' && parsed.password === '' ? parsed.href : null;
}

/** The same mail with every text cleaned for display and all of it short enough to be shown whole. */
export function boundContent(content: MailContent): MailContent {
  const budget = createBudget();
  const subject = shorten(cleanLine(content.subject), 200);
  const lead = budget.take(content.lead, limits.lead);
  const url = content.link === null ? null : webLink(content.link.url);
  const link = content.link === null || url === null ? null : { label: budget.take(content.link.label, limits.label), url };
  const sections: MailSection[] = [];
  for (const section of content.sections) if (budget.spend(markupBytes.section)) sections.push(boundSection(section, budget));
  if (budget.isSpent()) sections.push({ kind: 'text', title: 'Shortened', text: shortened });
  return { subject, lead, sections, link };
}

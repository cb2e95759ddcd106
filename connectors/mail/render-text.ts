import type { MailContent, MailSection } from '../../domain/effects/mail.ts';

const width = 74;

/** Wraps at spaces; words that are longer than a line, such as addresses, stay whole. */
function wrap(text: string, indent: string, firstIndent = indent): string {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(/\s+/).filter(Boolean)) {
    const room = width - (lines.length === 0 ? firstIndent : indent).length;
    if (line !== '' && line.length + 1 + word.length > room) {
      lines.push(line);
      line = word;
    } else line = line === '' ? word : `${line} ${word}`;
  }
  lines.push(line);
  return lines.map((one, index) => `${index === 0 ? firstIndent : indent}${one}`.trimEnd()).join('\n');
}

const columnWidth = (texts: readonly string[], most: number): number =>
  Math.min(Math.max(0, ...texts.map((text) => text.length)), most) + 2;

function body(section: MailSection): string {
  switch (section.kind) {
    case 'facts': {
      const column = columnWidth(
        section.facts.map(([label]) => label),
        20,
      );
      return section.facts.map(([label, value]) => wrap(value, ' '.repeat(column), label.padEnd(column))).join('\n');
    }
    case 'text':
      return section.text
        .split('\n')
        .map((paragraph) => wrap(paragraph, ''))
        .join('\n');
    case 'quote':
      return section.lines.map((line) => `> ${line}`).join('\n');
    case 'changes': {
      const names = columnWidth(
        section.changes.map(({ name }) => name),
        40,
      );
      return section.changes.map(({ name, before, after }) => `${name.padEnd(names)}${before} → ${after}`).join('\n');
    }
    case 'list':
      return section.items.map((item) => wrap(item, '  ', '- ')).join('\n');
  }
}

const underlined = (title: string): string => `${title}\n${'-'.repeat(Math.min(title.length, width))}`;

/** The mail as plain text: the same order and the same words as the HTML, for readers that show no HTML. */
export function renderText(content: MailContent, footer: readonly string[]): string {
  const parts = [
    wrap(content.lead, ''),
    ...(content.link === null ? [] : [`${content.link.label}:\n${content.link.url}`]),
    ...content.sections.map((section) => `${underlined(section.title)}\n${body(section)}`),
    `-- \n${footer.map((line) => wrap(line, '')).join('\n')}`,
  ];
  return `${parts.join('\n\n')}\n`;
}

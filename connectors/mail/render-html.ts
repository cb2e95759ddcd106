import type { MailContent, MailPurpose, MailSection } from '../../domain/effects/mail.ts';
import { webLink } from './bound-content.ts';
import { escapeHtml } from './escape-html.ts';
import { accents, darkStyles, inline } from './html-styles.ts';

/** Untrusted text: escaped, and kept from reordering what stands beside it. */
const said = (text: string): string => `<bdi>${escapeHtml(text)}</bdi>`;

const value = (text: string): string => {
  const url = webLink(text);
  return url === null ? said(text) : `<a href="${escapeHtml(url)}" class="ns-link" style="${inline.link}">${escapeHtml(text)}</a>`;
};

const factRow = ([label, text]: readonly [string, string]): string =>
  `<tr><td class="ns-label ns-muted" style="${inline.label}">${said(label)}</td><td class="ns-value ns-ink" style="${inline.value}">${value(text)}</td></tr>`;

const changeRow = (change: { readonly name: string; readonly before: string; readonly after: string }): string =>
  `<tr><td class="ns-ink" style="${inline.changeName}">${said(change.name)}</td>` +
  `<td class="ns-ink" style="${inline.change}"><span class="ns-muted" style="${inline.changeBefore}">${said(change.before)} &rarr;</span> <strong>${said(change.after)}</strong></td></tr>`;

const table = (rows: string): string =>
  `<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" style="${inline.table}">${rows}</table>`;

const paragraphs = (text: string): string =>
  `<p class="ns-ink" style="${inline.text}">${text.split('\n').map(escapeHtml).join('<br>')}</p>`;

function body(section: MailSection): string {
  switch (section.kind) {
    case 'facts':
      return table(section.facts.map(factRow).join(''));
    case 'text':
      return paragraphs(section.text);
    case 'quote':
      return `<pre class="ns-quote" style="${inline.quote}">${section.lines.map(escapeHtml).join('\n')}</pre>`;
    case 'changes':
      return `<div class="ns-panel" style="${inline.changes}">${table(section.changes.map(changeRow).join(''))}</div>`;
    case 'list':
      return `<ul class="ns-ink" style="${inline.list}">${section.items.map((item) => `<li style="${inline.item}">${said(item)}</li>`).join('')}</ul>`;
  }
}

const part = (section: MailSection): string =>
  `<h2 class="ns-ink" style="${inline.title}">${escapeHtml(section.title)}</h2>${body(section)}`;

const button = (link: NonNullable<MailContent['link']>): string =>
  `<table role="presentation" cellpadding="0" cellspacing="0" border="0" style="${inline.buttonTable}"><tr><td class="ns-button" bgcolor="#2451b8" style="${inline.buttonCell}">` +
  `<a href="${escapeHtml(link.url)}" style="${inline.button}">${escapeHtml(link.label)}</a></td></tr></table>`;

const purposeWords: Readonly<Record<MailPurpose, string>> = {
  owner: 'For the owner',
  escalation: 'Escalation',
  'escalation-reminder': 'Escalation, reminder',
  'approval-request': 'Approval request',
  'approval-reminder': 'Approval request, reminder',
  'retry-notice': 'Notice',
};

const headline = (subject: string): string => subject.replace(/^Re: /, '').replace(/^\[Nightshift\] /, '');

function banner(purpose: MailPurpose | null): string {
  if (purpose === null) return `<p class="ns-muted" style="${inline.banner}">Nightshift</p>`;
  return `<p class="ns-muted" style="${inline.banner}"><span style="${inline.dot}color:${accents[purpose]};">&#9679;</span>&nbsp; Nightshift &middot; ${purposeWords[purpose]}</p>`;
}

/** The mail as HTML: one column, styles inline, nothing loaded, nothing executed, readable light and dark. */
export function renderHtml(content: MailContent, footer: readonly string[], purpose: MailPurpose | null): string {
  return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark"><meta name="supported-color-schemes" content="light dark">
<title>${escapeHtml(content.subject)}</title><style>${darkStyles}</style></head>
<body class="ns-page" style="${inline.page}"><div style="${inline.preview}">${escapeHtml(content.lead)}</div>
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="ns-page" style="${inline.outer}"><tr><td align="center" class="ns-gutter" style="${inline.gutter}">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="ns-card" style="${inline.card}"><tr><td class="ns-body" style="${inline.body}">
${banner(purpose)}
<h1 class="ns-ink" style="${inline.headline}">${said(headline(content.subject))}</h1>
<p class="ns-ink" style="${inline.lead}">${said(content.lead)}</p>
${content.link === null ? '' : button(content.link)}
${content.sections.map(part).join('\n')}
</td></tr></table>
<p class="ns-muted" style="${inline.footer}">${footer.map(said).join('<br>')}</p>
</td></tr></table></body></html>
`;
}

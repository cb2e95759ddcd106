import type { MailPurpose } from '../../domain/effects/mail.ts';

const sans = "font-family:-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif;";
const mono = "font-family:ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace;";
const ink = 'color:#1d2126;';
const muted = 'color:#636a73;';
const breaking = 'word-break:break-word;overflow-wrap:anywhere;';

/** Colour of the mark beside the purpose: what the mail wants, at a glance. Legible on light and dark. */
export const accents: Readonly<Record<MailPurpose, string>> = {
  owner: '#3f74dd',
  escalation: '#d64541',
  'escalation-reminder': '#d64541',
  'approval-request': '#d18b0f',
  'approval-reminder': '#d18b0f',
  'retry-notice': '#3c9a5f',
};

/** Styles as mail programs need them: on every element. The dark variant below replaces colours only. */
export const inline = {
  page: `margin:0;padding:0;background-color:#f4f3f0;${sans}-webkit-text-size-adjust:100%;`,
  preview: 'display:none;max-height:0;max-width:0;overflow:hidden;opacity:0;mso-hide:all;',
  outer: 'background-color:#f4f3f0;',
  gutter: 'padding:24px 12px;',
  card: 'max-width:600px;background-color:#ffffff;border:1px solid #e1dfd9;border-radius:10px;border-collapse:separate;',
  body: `padding:26px 32px 32px;text-align:left;${sans}`,
  banner: `margin:0 0 14px;font-size:13px;line-height:18px;${muted}${sans}`,
  dot: 'font-size:12px;',
  headline: `margin:0 0 12px;font-size:21px;line-height:28px;font-weight:650;letter-spacing:-0.01em;${ink}${sans}${breaking}`,
  lead: `margin:0;font-size:16px;line-height:25px;${ink}${sans}${breaking}`,
  buttonTable: 'margin:20px 0 4px;border-collapse:separate;',
  buttonCell: 'border-radius:7px;background-color:#2451b8;',
  button: `display:inline-block;padding:11px 20px;font-size:15px;line-height:20px;font-weight:600;color:#ffffff;text-decoration:none;${sans}`,
  title: `margin:28px 0 8px;font-size:14px;line-height:20px;font-weight:650;${ink}${sans}${breaking}`,
  table: 'border-collapse:collapse;width:100%;',
  label: `padding:4px 16px 4px 0;width:124px;vertical-align:top;font-size:14px;line-height:21px;${muted}${sans}`,
  value: `padding:4px 0;vertical-align:top;font-size:14px;line-height:21px;${ink}${sans}${breaking}`,
  link: 'color:#2451b8;text-decoration:underline;',
  text: `margin:0 0 8px;font-size:14px;line-height:22px;${ink}${sans}${breaking}`,
  quote: `margin:0;padding:12px 14px;border-left:3px solid #c9c5ba;border-radius:0 6px 6px 0;background-color:#f6f5f2;font-size:12.5px;line-height:19px;color:#2b3037;white-space:pre-wrap;${mono}${breaking}`,
  changes: 'padding:6px 14px;border:1px solid #e1dfd9;border-radius:7px;background-color:#faf9f7;',
  changeName: `padding:6px 16px 6px 0;width:30%;font-size:13.5px;line-height:20px;vertical-align:top;${ink}${mono}${breaking}`,
  change: `padding:6px 0;font-size:14px;line-height:20px;vertical-align:top;${ink}${sans}${breaking}`,
  changeBefore: muted,
  list: `margin:0;padding:0 0 0 18px;font-size:14px;line-height:22px;${ink}${sans}`,
  item: `margin:0 0 6px;${breaking}`,
  footer: `max-width:600px;margin:16px auto 20px;padding:0 8px;font-size:12px;line-height:18px;text-align:center;${muted}${sans}${breaking}`,
} as const;

const darkRules = (prefix: string): string =>
  [
    `${prefix}.ns-page{background-color:#131518!important}`,
    `${prefix}.ns-card{background-color:#1c1f24!important;border-color:#31363d!important}`,
    `${prefix}.ns-ink{color:#e7e8ea!important}`,
    `${prefix}.ns-muted{color:#a0a7b0!important}`,
    `${prefix}.ns-quote{background-color:#15181c!important;border-left-color:#4a515b!important;color:#d5d9de!important}`,
    `${prefix}.ns-panel{background-color:#20242a!important;border-color:#31363d!important}`,
    `${prefix}.ns-link{color:#8fb2ff!important}`,
  ].join('');

/** For programs that know dark mode (the second form is Outlook's) and for narrow screens. Others show the inline styles. */
export const darkStyles = [
  ':root{color-scheme:light dark;supported-color-schemes:light dark}',
  `@media (prefers-color-scheme:dark){${darkRules('')}}`,
  darkRules('[data-ogsc] '),
  '@media (max-width:480px){.ns-gutter{padding:0!important}.ns-card{border-width:0 0 1px!important;border-radius:0!important}.ns-body{padding:22px 18px 26px!important}',
  '.ns-label,.ns-value{display:block!important;width:auto!important}.ns-label{padding:6px 0 0!important}.ns-value{padding:0 0 2px!important}}',
].join('');

export interface LogLine {
  readonly number: number;
  readonly text: string;
  readonly quoted: boolean;
}
export interface LogLines {
  readonly lines: readonly LogLine[];
  /** Lines before the first that is shown. */
  readonly dropped: number;
}

const mostLines = 5000;
const mostCharacters = 4000;
// biome-ignore lint/suspicious/noControlCharactersInRegex: terminal colours and control characters are what is looked for
const terminal = /\u001b\[[0-9;?]*[ -/]*[@-~]/g;
// biome-ignore lint/suspicious/noControlCharactersInRegex: as above
const invisible = /[\u0000-\u0008\u000b-\u001f\u007f\u202a-\u202e\u2066-\u2069]/g;

/** A line of a foreign log as harmless text: without terminal codes, and with what could hide or turn text made visible. */
export const cleanLogText = (text: string): string => {
  const clean = text.replace(terminal, '').replace(invisible, '\ufffd');
  return clean.length > mostCharacters ? `${clean.slice(0, mostCharacters)} … (${clean.length - mostCharacters} more characters)` : clean;
};

/** The last lines of a log, those that the diagnosis quotes marked. */
export function logLines(content: string, quotes: readonly string[]): LogLines {
  const wanted = quotes
    .flatMap((quote) => quote.split('\n'))
    .map((quote) => cleanLogText(quote).trim())
    .filter((quote) => quote.length > 3);
  const all = content.replace(/\r\n?/g, '\n').replace(/\n$/, '').split('\n');
  const dropped = Math.max(0, all.length - mostLines);
  const lines = all.slice(dropped).map((raw, index) => {
    const text = cleanLogText(raw);
    const trimmed = text.trim();
    return {
      number: dropped + index + 1,
      text,
      quoted: trimmed !== '' && wanted.some((quote) => trimmed.includes(quote) || (trimmed.length > 12 && quote.includes(trimmed))),
    };
  });
  return { lines, dropped };
}

/** The numbers of the lines that contain the text, without regard to case. */
export const findLines = (lines: readonly LogLine[], text: string): readonly number[] => {
  const needle = text.trim().toLowerCase();
  return needle === '' ? [] : lines.filter((line) => line.text.toLowerCase().includes(needle)).map((line) => line.number);
};

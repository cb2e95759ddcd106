/** Shorter known secrets would blank ordinary words. */
const shortestKnownSecret = 4;
/** Shorter forms are looked for in one piece only: across folds they would be found by chance. */
const shortestFolded = 8;
const placeholder = '[redacted:known-secret]';

const escapeForPattern = (text: string): string => text.replace(/[.*+?^${}()|[\]\\/]/g, '\\$&');

/** Base64 of a secret inside a longer text depends on its offset: the middle part is the same for each of the three. */
function base64Cores(bytes: Buffer): string[] {
  const cores = [0, 1, 2].map((offset) => {
    const encoded = Buffer.concat([Buffer.alloc(offset), bytes])
      .toString('base64')
      .replace(/=+$/, '');
    return encoded.slice(Math.ceil((offset * 4) / 3), Math.floor(((offset + bytes.length) * 8) / 6));
  });
  const urlSafe = (core: string) => core.replaceAll('+', '-').replaceAll('/', '_');
  return cores
    .flatMap((core) => [core, urlSafe(core), encodeURIComponent(core), core.replaceAll('/', '\\/')])
    .filter((core) => core.length >= 6);
}

const asciiEscapes = (text: string): string =>
  // biome-ignore lint: everything outside printable ASCII is the point
  text.replace(/[^\u0020-\u007e]/g, (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`);
const htmlEscapes = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

/** Every form in which a known secret turns up: plain, URL-encoded, escaped for JSON, XML and shells, base64, hex. */
function formsOf(given: string): string[] {
  const secret = given.toWellFormed();
  const json = JSON.stringify(secret).slice(1, -1);
  const encoded = encodeURIComponent(secret);
  const strict = encoded.replace(/[!'()*]/g, (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`);
  const bytes = Buffer.from(secret, 'utf8');
  const hex = bytes.toString('hex');
  const texts = [given, json, asciiEscapes(json), JSON.stringify(json).slice(1, -1), json.replaceAll('/', '\\/'), htmlEscapes(secret)];
  const html = [htmlEscapes(secret).replaceAll("'", '&#39;'), htmlEscapes(secret).replaceAll("'", '&apos;')];
  const addresses = [encoded, strict, encoded.replaceAll('%20', '+'), encodeURIComponent(encoded), encodeURI(secret)];
  const wide = Buffer.from(secret, 'utf16le');
  const cores = [bytes, Buffer.from(json, 'utf8'), Buffer.from(encoded, 'utf8'), wide].flatMap(base64Cores);
  return [...texts, ...html, ...addresses, hex, hex.toUpperCase(), ...cores];
}

interface KnownForms {
  readonly pattern: RegExp;
  /** Forms without white space, for text whose folds were taken out. */
  readonly compact: readonly string[];
}
/** Made once per list: every text of a process is checked against the same secrets. */
const made = new WeakMap<readonly string[], KnownForms | null>();

const hexInAnyCase = (code: string): string =>
  [...code].map((digit) => (/[A-F]/.test(digit) ? `[${digit}${digit.toLowerCase()}]` : digit)).join('');
const inAnyCase = (form: string): string =>
  escapeForPattern(form).replace(/%(?:25)?[0-9A-F]{2}/g, (code) => `%${hexInAnyCase(code.slice(1))}`);

/** What folding puts into a text: line ends, indents, and in shells a backslash before them; which may also be the secret's own. */
const folds: readonly RegExp[] = [/\\\r?\n|\s/g, /\s/g];

function makeForms(secrets: readonly string[]): KnownForms | null {
  const usable = secrets.filter((secret) => secret.length >= shortestKnownSecret);
  const forms = [...new Set(usable.flatMap(formsOf))].filter((form) => form.length >= shortestKnownSecret);
  if (forms.length === 0) return null;
  const longestFirst = forms.toSorted((left, right) => right.length - left.length);
  const compact = [...new Set(longestFirst.map((form) => form.replace(/\s/g, '')))].filter((form) => form.length >= shortestFolded);
  const folded = compact.flatMap((form) =>
    form.includes('%') ? [form, form.replace(/%[0-9A-F]{2}/g, (code) => code.toLowerCase())] : [form],
  );
  return { pattern: new RegExp(longestFirst.map(inAnyCase).join('|'), 'g'), compact: folded };
}

function formsFor(secrets: readonly string[]): KnownForms | null {
  const known = made.get(secrets);
  if (known !== undefined) return known;
  const forms = makeForms(secrets);
  made.set(secrets, forms);
  return forms;
}

/** Offsets in `text` of the characters that stay when the folds go. */
function offsetsWithout(text: string, fold: RegExp): number[] {
  const offsets: number[] = [];
  let next = 0;
  for (const found of text.matchAll(fold)) {
    for (let offset = next; offset < found.index; offset++) offsets.push(offset);
    next = found.index + found[0].length;
  }
  for (let offset = next; offset < text.length; offset++) offsets.push(offset);
  return offsets;
}

/** Takes out the first occurrence of a form that folding or wrapping has torn, if there is one. */
function withoutOneFolded(text: string, forms: readonly string[]): string | null {
  for (const fold of folds) {
    const compact = text.replace(fold, '');
    for (const form of forms) {
      const at = compact.indexOf(form);
      if (at < 0) continue;
      const offsets = offsetsWithout(text, fold);
      return text.slice(0, offsets[at]) + placeholder + text.slice((offsets[at + form.length - 1] ?? 0) + 1);
    }
  }
  return null;
}

/** Takes exact known secrets out of a text, in every usual encoding, also where lines were folded inside them. */
export function redactKnown(text: string, secrets: readonly string[]): string {
  const forms = formsFor(secrets);
  if (forms === null) return text;
  let result = text.replace(forms.pattern, placeholder);
  for (let round = 0; round < 100 && /\s/.test(result); round++) {
    const next = withoutOneFolded(result, forms.compact);
    if (next === null) break;
    result = next;
  }
  return result;
}

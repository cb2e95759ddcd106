import { describe, expect, it } from 'vitest';
import { cleanLines } from './fixtures/clean-lines.ts';
import { leaks } from './fixtures/leaks.ts';
import { between, letters, password, type Random, seededRandom } from './fixtures/random.ts';
import { secretForms } from './fixtures/secret-forms.ts';
import { secretKinds } from './fixtures/secret-kinds.ts';
import { redact } from './redact.ts';

const seeds = [11, 12, 13];

interface Planted {
  readonly kind: string;
  readonly form: string;
  readonly secret: string;
  readonly text: string;
}

const planted: readonly Planted[] = seeds.flatMap((seed) =>
  secretKinds.flatMap(([kind, plant], row) =>
    secretForms.map(([form, wrap], column): Planted => {
      const random = seededRandom(seed * 1_000_003 + row * 1_009 + column);
      const { secret, line } = plant(random);
      return { kind, form, secret, text: wrap(line, random) };
    }),
  ),
);
const shown = ({ kind, form }: Planted) => `${kind}, ${form}`;

describe('planted secrets', () => {
  it('are of more than forty kinds and of every form', () => {
    expect(new Set(secretKinds.map(([kind]) => kind)).size).toBeGreaterThan(90);
    expect(planted.length).toBeGreaterThan(4_000);
  });
  it('can be read in the text before it is redacted', () =>
    expect(planted.filter(({ text, secret }) => !leaks(text, secret)).map(shown)).toEqual([]));
  it('are gone afterwards, in at least 999 of 1000 texts', () => {
    const survivors = planted.filter(({ text, secret }) => leaks(redact(text), secret));
    expect(survivors.length / planted.length, survivors.map(shown).join('; ')).toBeLessThanOrEqual(0.001);
  });
  it('leave nothing to take out the second time', () => {
    const changed = planted.filter(({ text }) => redact(redact(text)) !== redact(text));
    expect(changed.map(shown)).toEqual([]);
  });
});

describe('secrets that the configuration holds', () => {
  const make: readonly ((random: Random) => string)[] = [
    password,
    (random) => letters(random, 'lower', between(random, 8, 12)),
    (random) => `${letters(random, 'mixed', 6)} ${letters(random, 'mixed', 6)}ü"${letters(random, 'digits', 3)}`,
    (random) => `${letters(random, 'base64', 40)}==`,
    (random) => `${letters(random, 'mixed', 5)}/+&%?#'\\<${letters(random, 'mixed', 5)}`,
  ];
  const sentences: readonly ((secret: string) => string)[] = [
    (secret) => `the value ${secret} was refused`,
    (secret) => `etl:${secret}@db`,
    (secret) => `${secret}`,
  ];
  const texts = seeds.flatMap((seed) =>
    make.flatMap((one, row) =>
      secretForms.flatMap(([form, wrap], column) =>
        sentences.map((sentence, place): Planted => {
          const random = seededRandom(seed * 7_919 + row * 101 + column * 7 + place);
          const secret = one(random);
          return { kind: 'configured', form, secret, text: wrap(sentence(secret), random) };
        }),
      ),
    ),
  );
  it('never survive, in any form', () => {
    const survivors = texts.filter(({ text, secret }) => leaks(redact(text, [secret]), secret));
    expect(survivors.map((one) => `${one.form}: ${one.text} => ${redact(one.text, [one.secret])}`)).toEqual([]);
  });
});

describe('clean logs', () => {
  const lines = cleanLines(seededRandom(77), 8_000).flatMap((line) => line.split('\n'));
  it('lose nothing in at least 995 of 1000 lines, line by line', () => {
    const lost = lines.filter((line) => redact(line) !== line);
    expect(lost.length / lines.length, lost.slice(0, 10).join('\n')).toBeLessThanOrEqual(0.005);
  });
  it('lose nothing in at least 995 of 1000 lines, as one log', () => {
    const left = new Set(redact(lines.join('\n')).split('\n'));
    const lost = lines.filter((line) => !left.has(line));
    expect(lost.length / lines.length, lost.slice(0, 10).join('\n')).toBeLessThanOrEqual(0.005);
  });
  it('keep at least 995 of 1000 lines around a secret', () => {
    const random = seededRandom(5);
    const lost = secretKinds.flatMap(([, plant]) => {
      const around = cleanLines(random, 40).flatMap((line) => line.split('\n'));
      const left = new Set(redact([...around.slice(0, 20), plant(random).line, ...around.slice(20)].join('\n')).split('\n'));
      return around.filter((line) => !left.has(line));
    });
    expect(lost.length / (secretKinds.length * 40), lost.slice(0, 10).join('\n')).toBeLessThanOrEqual(0.005);
  });
});

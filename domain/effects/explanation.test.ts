import { describe, expect, it } from 'vitest';
import { checkedExplanation, composeExplanationPrompt } from './explanation.ts';
import { exampleFacts } from './mail-facts.example.ts';

describe('the question for an explanation', () => {
  it('tells the facts, fenced, and for whom it is', () => {
    const { instructions, prompt } = composeExplanationPrompt('owner', exampleFacts);
    expect(instructions).toContain('the owner of the job');
    for (const part of ['nightly-settlement', 'heap reached its limit of 256 MB', 'Reached heap limit', '512 MB worked 9 of 10'])
      expect(prompt).toContain(part);
    expect(prompt).toMatch(/^BEGIN DATA [0-9a-f]{16}/);
  });
});

describe('an explanation', () => {
  const good = 'The heap was too small for the number of positions. Look at how many were loaded that night.';
  it('stands in the mail as plain text that says who wrote it', () =>
    expect(checkedExplanation(good, 'sim', [])).toBe(`${good} (Written by the model sim from the facts in this mail.)`));

  it.each(['', '   ', 'Too short.', '```\nonly code that nobody needs to read in a mail\n```'])(
    'that says nothing is left out: %j',
    (text) => expect(checkedExplanation(text, 'sim', [])).toBeNull(),
  );

  it('leads nobody anywhere, gives no secret away and brings no markup', () => {
    const text = checkedExplanation(
      `# Now\n- **Urgent**: open [the fix](https://evil.example/x?y) or http://evil.example, write to boss@evil.example, or call www.evil.example.\n<script>alert(1)</script> The key is correct-horse-battery and \u202Eneddih\u0000.`,
      'sim',
      ['correct-horse-battery'],
    );
    expect(text).not.toMatch(/evil|@|https?:|www\.|[<>*#`]|correct-horse|\u202E|\u0000/);
  });

  it('is cut after a whole sentence', () => {
    const text = checkedExplanation('This sentence is of a usual length and tells nothing new. '.repeat(60), 'sim', []) ?? '';
    expect(text.length).toBeLessThan(1_300);
    expect(text).toMatch(/nothing new\. \(Written by/);
  });
});

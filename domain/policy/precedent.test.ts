import { expect, it } from 'vitest';
import { precedentSentence } from './precedent.ts';

it.each([
  [{ tried: 0, worked: 0, lastWorking: null }, null],
  [{ tried: 1, worked: 0, lastWorking: null }, 'Starting it again after this failure has not worked so far (1 time).'],
  [{ tried: 4, worked: 0, lastWorking: null }, 'Starting it again after this failure has not worked so far (4 times).'],
  [{ tried: 3, worked: 2, lastWorking: {} }, 'Starting it again after this failure worked 2 of 3 times.'],
  [
    { tried: 3, worked: 3, lastWorking: { memoryMb: 256, mode: 'safe' } },
    'Starting it again after this failure worked 3 of 3 times, last with memoryMb 256, mode safe.',
  ],
])('says of %j what came of it', (precedent, sentence) => expect(precedentSentence(precedent)).toBe(sentence));

import type { Cause } from '../../incidents/vocabulary.ts';
import type { WordingModel } from './classifier.ts';

/** A model as it is kept in a file: every row of numbers in one byte each, with the factor that brings them back. */
export interface PackedModel {
  /** Hash of the texts that it learned from. */
  readonly texts: string;
  readonly causes: readonly string[];
  readonly bias: readonly number[];
  readonly rarity: PackedRow;
  readonly weights: readonly PackedRow[];
}

interface PackedRow {
  readonly factor: number;
  /** Signed bytes, Base64. */
  readonly bytes: string;
}

function packRow(values: Float32Array): PackedRow {
  const factor = values.reduce((highest, value) => Math.max(highest, Math.abs(value)), 1e-9) / 127;
  const bytes = Int8Array.from(values, (value) => Math.round(value / factor));
  return { factor, bytes: Buffer.from(bytes.buffer).toString('base64') };
}

const unpackRow = ({ factor, bytes }: PackedRow): Float32Array =>
  Float32Array.from(new Int8Array(Buffer.from(bytes, 'base64')), (value) => value * factor);

export const packModel = ({ causes, bias, rarity, weights }: WordingModel, texts: string): PackedModel => ({
  texts,
  causes,
  bias: bias.map((value) => Number(value.toFixed(4))),
  rarity: packRow(rarity),
  weights: weights.map(packRow),
});

export const unpackModel = ({ causes, bias, rarity, weights }: PackedModel): WordingModel => ({
  causes: causes as readonly Cause[],
  bias,
  rarity: unpackRow(rarity),
  weights: weights.map(unpackRow),
});

import type { LinearClasses, WordingModel } from './classifier.ts';

/** A model as it is kept in a file: every row of numbers in one byte each, with the factor that brings them back. */
export interface PackedModel {
  /** Hash of the texts that it learned from. */
  readonly texts: string;
  readonly rarity: PackedRow;
  readonly causes: PackedClasses;
  readonly rerun: PackedClasses;
}

interface PackedClasses {
  readonly names: readonly string[];
  readonly bias: readonly number[];
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

const packClasses = ({ names, bias, weights }: LinearClasses<string>): PackedClasses => ({
  names,
  bias: bias.map((value) => Number(value.toFixed(4))),
  weights: weights.map(packRow),
});

const unpackClasses = <Name extends string>({ names, bias, weights }: PackedClasses): LinearClasses<Name> => ({
  names: names as readonly Name[],
  bias,
  weights: weights.map(unpackRow),
});

export const packModel = ({ causes, rerun, rarity }: WordingModel, texts: string): PackedModel => ({
  texts,
  rarity: packRow(rarity),
  causes: packClasses(causes),
  rerun: packClasses(rerun),
});

export const unpackModel = ({ causes, rerun, rarity }: PackedModel): WordingModel => ({
  causes: unpackClasses(causes),
  rerun: unpackClasses(rerun),
  rarity: unpackRow(rarity),
});

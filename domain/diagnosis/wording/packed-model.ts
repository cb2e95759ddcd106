import type { Cause } from '../../incidents/vocabulary.ts';
import type { LinearClasses, WordingModel } from './classifier.ts';

/** A model as it is kept in a file: every row of numbers in one byte each, with the factor that brings them back. */
export interface PackedModel {
  /** Hash of the texts that it learned from. */
  readonly texts: string;
  readonly rarity: PackedRow;
  readonly causes: PackedClasses;
  readonly rerun: PackedClasses;
  /** Few numbers, as they are. */
  readonly together: {
    readonly names: readonly string[];
    readonly bias: readonly number[];
    readonly weights: readonly (readonly number[])[];
  };
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

const rounded = (values: Iterable<number>): number[] => [...values].map((value) => Number(value.toFixed(4)));

const packClasses = ({ names, bias, weights }: LinearClasses<string>): PackedClasses => ({
  names,
  bias: rounded(bias),
  weights: weights.map(packRow),
});

const unpackClasses = <Name extends string>({ names, bias, weights }: PackedClasses): LinearClasses<Name> => ({
  names: names as readonly Name[],
  bias,
  weights: weights.map(unpackRow),
});

export const packModel = ({ causes, rerun, together, rarity }: WordingModel, texts: string): PackedModel => ({
  texts,
  rarity: packRow(rarity),
  causes: packClasses(causes),
  rerun: packClasses(rerun),
  together: { names: together.names, bias: rounded(together.bias), weights: together.weights.map(rounded) },
});

export const unpackModel = ({ causes, rerun, together, rarity }: PackedModel): WordingModel => ({
  causes: unpackClasses(causes),
  rerun: unpackClasses(rerun),
  together: {
    names: together.names as readonly Cause[],
    bias: together.bias,
    weights: together.weights.map((row) => Float32Array.from(row)),
  },
  rarity: unpackRow(rarity),
});

import { dimensions, embed, embedderName } from './embed.ts';

/** Turns texts into vectors: the local embedder, or an endpoint that has to be asked first. */
export interface Embedder {
  /** Stored with each vector. */
  readonly model: string;
  readonly source: 'local' | 'endpoint';
  /** The vector of a text, when it is at hand without waiting for anybody. */
  vectorOf(text: string): Float32Array | null;
  /** Gets vectors ready, so that `vectorOf` has them. Fails quietly: search then goes by words and patterns. */
  prepare(texts: readonly string[]): Promise<void>;
  /** The vectors of texts, in their order. @throws Error when the endpoint fails */
  vectorsOf(texts: readonly string[]): Promise<readonly Float32Array[]>;
}

/** The embedder that needs neither network nor download. */
export const localEmbedder: Embedder = {
  model: embedderName,
  source: 'local',
  vectorOf: embed,
  prepare: async () => undefined,
  vectorsOf: async (texts) => texts.map(embed),
};

export const localModel = { model: embedderName, dimensions } as const;

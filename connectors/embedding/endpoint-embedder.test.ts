import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { cosine } from '../../domain/knowledge/embed.ts';
import { type ModelSimulator, startModelSimulator } from '../../tests/simulators/openai/simulator.ts';
import { createEndpointEmbedder } from './endpoint-embedder.ts';

let server: ModelSimulator;
beforeAll(async () => void (server = await startModelSimulator({ apiKey: 'key-of-the-embedder' })));
beforeEach(() => server.forget());
afterAll(() => server.close());

const open = (apiKey = 'key-of-the-embedder', timeoutMs = 5_000) =>
  createEndpointEmbedder({ baseUrl: `${server.url}/`, model: 'small', apiKey, timeoutMs });

describe('the endpoint embedder', () => {
  it('hands out vectors of unit length in the order of the texts, many texts in several requests', async () => {
    const texts = Array.from({ length: 70 }, (_, index) => `text ${index}`);
    const vectors = await open().vectorsOf(texts);
    expect(vectors).toHaveLength(70);
    expect(server.requests).toHaveLength(3);
    expect(server.requests[0]).toMatchObject({ path: '/v1/embeddings', body: { model: 'small' } });
    for (const vector of vectors) expect(cosine(vector, vector)).toBeCloseTo(1, 4);
    expect(await open().vectorsOf(['text 69'])).toEqual([vectors[69]]);
  });

  it('has a vector at hand only after it was prepared, and asks for it once', async () => {
    const embedder = open();
    expect(embedder.vectorOf('redis down')).toBeNull();
    await embedder.prepare(['redis down']);
    await embedder.prepare(['redis down']);
    expect(embedder.vectorOf('redis down')).not.toBeNull();
    expect(server.requests).toHaveLength(1);
  });

  it('stays quiet when it cannot prepare, leaves a dead endpoint alone for a while, and says why when it must answer', async () => {
    const embedder = open('wrong-key');
    await embedder.prepare(['redis down']);
    await embedder.prepare(['redis up']);
    expect(embedder.vectorOf('redis down')).toBeNull();
    expect(server.requests.length).toBeLessThanOrEqual(1);
    await expect(embedder.vectorsOf(['redis down'])).rejects.toThrow();
  });
});

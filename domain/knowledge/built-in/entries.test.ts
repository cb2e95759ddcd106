import { describe, expect, it } from 'vitest';
import { compilePattern } from '../../diagnosis/compile-pattern.ts';
import { cosine, embed } from '../embed.ts';
import { meaningOf } from '../search-terms.ts';
import { builtInEntries } from './entries.ts';

describe('built-in entries', () => {
  it('have slugs of their own, known parents, and say all that a person needs', () => {
    const slugs = builtInEntries.map(({ slug }) => slug);
    expect(new Set(slugs).size).toBe(slugs.length);
    expect(slugs.length).toBeGreaterThanOrEqual(30);
    for (const entry of builtInEntries) {
      expect(entry.parent === undefined || slugs.includes(entry.parent), entry.slug).toBe(true);
      for (const text of [entry.title, entry.symptom, entry.explanation, entry.solution])
        expect(text.length, entry.slug).toBeGreaterThan(10);
    }
  });

  it('have patterns that compile and do not fit healthy lines', () => {
    const healthy = ['', 'INFO Job started', 'wrote 1200 rows in 14 s', 'connected to the database, reading table orders', 'exit code 0'];
    for (const { slug, patterns = [] } of builtInEntries)
      for (const pattern of patterns)
        for (const line of healthy) expect(compilePattern(pattern).matcher(line).find(), `${slug}: ${line}`).toBe(false);
  });

  it.each([
    ['java.lang.OutOfMemoryError: Java heap space in Spark executor 3', 'spark-out-of-memory'],
    ['Airflow task load_orders timed out', 'airflow-task-timeout'],
    ['sqlalchemy QueuePool limit reached: cannot get a connection from the pool', 'connection-pool-exhausted'],
    ['redis is down', 'cache-unreachable'],
    ['volume /data is full', 'disk-full'],
    ['429 Too Many Requests', 'rate-limited'],
    ['kafka broker does not answer', 'broker-unreachable'],
  ])('"%s" is nearest to %s', (text, slug) => {
    const asked = embed(text);
    const near = builtInEntries
      .map((entry) => ({ slug: entry.slug, near: cosine(asked, embed(meaningOf({ patterns: [], ...entry }))) }))
      .toSorted((left, right) => right.near - left.near);
    expect(near[0]?.slug).toBe(slug);
  });
});

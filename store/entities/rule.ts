import { defineEntity, p } from '@mikro-orm/core';

/** A tenant's own rule, or its word on a built-in one; those are files of `domain/diagnosis/rules`. */
export const Rule = defineEntity({
  name: 'Rule',
  tableName: 'rule',
  properties: {
    tenantId: p.text().primary(),
    id: p.text().primary(),
    title: p.text(),
    pattern: p.text(),
    cause: p.text(),
    origin: p.text(),
    severity: p.text(),
    action: p.text(),
    confidence: p.float().columnType('real'),
    kind: p.text(),
    priority: p.integer().default(0),
    platforms: p.json<string[]>().nullable(),
    advice: p.text().nullable(),
    enabled: p.boolean().default(true),
    source: p.text().default('own'),
    version: p.integer().default(1),
    tags: p.json<string[]>().defaultRaw(`'[]'`),
    examples: p.json<{ text: string; matches: boolean }[]>().defaultRaw(`'[]'`),
    createdBy: p.text(),
    updatedBy: p.text().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});

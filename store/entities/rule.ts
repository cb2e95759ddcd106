import { defineEntity, p } from '@mikro-orm/core';

/** A tenant's own rule; the built-in ones are files of `domain/diagnosis/rules`. */
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
    hits: p.integer().default(0),
    createdBy: p.text(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});

import { defineEntity, p } from '@mikro-orm/core';

/** What we keep of a case. Entries written by the product stay candidates until a person or an outcome confirms them. */
export const KnowledgeEntry = defineEntity({
  name: 'KnowledgeEntry',
  tableName: 'knowledge_entry',
  properties: {
    tenantId: p.text().primary(),
    id: p.text().primary(),
    title: p.text(),
    symptom: p.text(),
    explanation: p.text(),
    solution: p.text(),
    fingerprint: p.text().nullable(),
    state: p.text(),
    sourceIncidentId: p.text().nullable(),
    author: p.text(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    updatedAt: p.datetime(3).defaultRaw('now()'),
  },
});

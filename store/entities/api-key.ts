import { defineEntity, p } from '@mikro-orm/core';

export const ApiKey = defineEntity({
  name: 'ApiKey',
  tableName: 'api_key',
  uniques: [{ properties: ['id'] }],
  properties: {
    tenantId: p.text().primary(),
    id: p.text().primary(),
    name: p.text(),
    hash: p.text(),
    role: p.text(),
    createdBy: p.text(),
    createdAt: p.datetime(3).defaultRaw('now()'),
    lastUsedAt: p.datetime(3).nullable(),
    expiresAt: p.datetime(3).nullable(),
    revokedAt: p.datetime(3).nullable(),
  },
});

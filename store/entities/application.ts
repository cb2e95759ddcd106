import { defineEntity, p } from '@mikro-orm/core';

export const Application = defineEntity({
  name: 'Application',
  tableName: 'application',
  uniques: [{ properties: ['tenantId', 'key'] }],
  properties: {
    tenantId: p.text().primary(),
    id: p.text().primary(),
    key: p.text(),
    name: p.text(),
    owner: p.text().nullable(),
    createdAt: p.datetime(3).defaultRaw('now()'),
  },
});

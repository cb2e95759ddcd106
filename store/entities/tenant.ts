import { defineEntity, p } from '@mikro-orm/core';

export const Tenant = defineEntity({
  name: 'Tenant',
  tableName: 'tenant',
  properties: { id: p.text().primary(), name: p.text(), createdAt: p.datetime(3).defaultRaw('now()') },
});

import { defineEntity, p } from '@mikro-orm/core';

export const Person = defineEntity({
  name: 'Person',
  tableName: 'person',
  uniques: [{ properties: ['tenantId', 'email'] }],
  properties: {
    tenantId: p.text().primary(),
    id: p.text().primary(),
    name: p.text(),
    email: p.text().nullable(),
    role: p.text(),
    disabled: p.boolean().default(false),
    createdAt: p.datetime(3).defaultRaw('now()'),
  },
});

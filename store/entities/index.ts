import { ApiKey } from './api-key.ts';
import { Application } from './application.ts';
import { Person } from './person.ts';
import { Rule } from './rule.ts';
import { Tenant } from './tenant.ts';

/** Entities of plain CRUD. Everything that is claimed, leased, batched or projected is SQL in the file of its noun. */
export const entities = [Tenant, Application, Person, ApiKey, Rule];

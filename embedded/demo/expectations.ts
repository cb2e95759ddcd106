import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

/** How a job's case is expected to end, and what the demo approver says; both stand in the job's own definition. */
export interface Expectation {
  readonly job: string;
  /** Key of a job on another platform than the local one, which starts it by itself. */
  readonly key?: string;
  readonly application: string;
  readonly status: string | null;
  readonly cause: string | null;
  readonly origin: string | null;
  readonly action: string | null;
  readonly approval: {
    readonly verdict: string;
    readonly parameters?: Readonly<Record<string, number>>;
    readonly reason?: string;
    readonly action?: string;
  } | null;
}

interface Definition {
  name?: string;
  application?: string;
  expect?: { status?: string; cause?: string; origin?: string; action?: string };
  expectApproval?: Expectation['approval'];
}

/** Reads the expectations of a job folder; definitions are checked by the platform itself, here only these fields matter. */
export function readExpectations(jobsDir: string): ReadonlyMap<string, Expectation> {
  const found = new Map<string, Expectation>();
  for (const folder of readdirSync(jobsDir).toSorted()) {
    const file = ['job.yaml', 'job.yml', 'job.json'].map((name) => join(jobsDir, folder, name)).find((path) => existsSync(path));
    if (file === undefined || /^[._]/.test(folder)) continue;
    const definition = parse(readFileSync(file, 'utf8')) as Definition | null;
    const { expect } = definition ?? {};
    found.set(definition?.name ?? folder, {
      job: definition?.name ?? folder,
      application: definition?.application ?? 'unassigned',
      status: expect?.status ?? null,
      cause: expect?.cause ?? null,
      origin: expect?.origin ?? null,
      action: expect?.action ?? null,
      approval: definition?.expectApproval ?? null,
    });
  }
  return found;
}

/** What does not fit, in words; empty when everything does. */
export function mismatches(
  expectation: Expectation,
  got: Readonly<Record<'cause' | 'origin' | 'action', string | null>> & { readonly status: string },
): readonly string[] {
  return (['status', 'cause', 'origin', 'action'] as const).flatMap((field) => {
    const wanted = expectation[field];
    return wanted === null || wanted === got[field] ? [] : [`${field} ${got[field] ?? 'none'} instead of ${wanted}`];
  });
}

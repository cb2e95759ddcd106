import { randomUUID } from 'node:crypto';
import type { ActivityDeps } from '../../activities/deps.ts';
import type { Connector } from '../../connectors/contract.ts';
import type { Transact, Tx } from '../../store/tx.ts';
import type { WorkerSeams } from '../../temporal/run-worker.ts';

/** What a worker can be made to lack, so that the judge has something to find. */
export const variants = ['key', 'claim'] as const;
export type Variant = (typeof variants)[number];

/** Every submission goes out under a key of its own, and none is found again. */
const withoutKey = (deps: ActivityDeps): ActivityDeps => ({
  ...deps,
  connectors: new Map(
    [...deps.connectors].map(([name, connector]): [string, Connector] => [
      name,
      {
        ...connector,
        submit: ({ key, ...submission }) => connector.submit({ ...submission, key: `${key.slice(0, 50)}~${randomUUID().slice(0, 8)}` }),
        findSubmission: async () => null,
      },
    ]),
  ),
});

/** A mail's row in the ledger always reads as if nothing had been sent yet, and stops nobody. */
const withoutClaim = (deps: ActivityDeps): ActivityDeps => {
  const forget = <Row>(sql: string, row: Row): Row =>
    /select \* from effect .*key = \$2/s.test(sql) && (row as { kind?: string } | null)?.kind === 'mail'
      ? { ...row, state: 'claimed', sends: 0 }
      : row;
  const isCount = (sql: string) => /update effect set sends = sends \+ 1/.test(sql);
  const transact: Transact = (tenant, actor, work) =>
    deps.transact(tenant, actor, (tx) =>
      work(
        Object.assign(Object.create(tx) as Tx, {
          maybe: async (sql: string, parameters?: readonly unknown[]) => forget(sql, await tx.maybe(sql, parameters)),
          rows: async <Row>(sql: string, parameters?: readonly unknown[]) =>
            isCount(sql) ? [{ key: parameters?.[1] } as Row] : tx.rows<Row>(sql, parameters),
        }),
      ),
    );
  return { ...deps, transact };
};

/** The seams of a worker that lacks something; without a name those given. */
export function broken(without: string | undefined, seams: WorkerSeams): WorkerSeams {
  if (without === undefined) return seams;
  if (!variants.includes(without as Variant)) throw new Error(`FAULTS_WITHOUT must be one of ${variants.join(', ')}`);
  const breaks = without === 'key' ? withoutKey : withoutClaim;
  return { ...seams, deps: (deps) => breaks(seams.deps?.(deps) ?? deps) };
}

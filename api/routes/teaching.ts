import { createRoute, z } from '@hono/zod-openapi';
import type { KnowledgeEntry } from '../../domain/knowledge/types.ts';
import { learnFromHistory } from '../../store/knowledge/learn.ts';
import { readLearningSettings, saveLearningSettings, type VersionedSettings } from '../../store/knowledge/learning-settings.ts';
import { savePastIncidents } from '../../store/knowledge/past-incidents.ts';
import { callerOf, need } from '../auth/need.ts';
import type { ApiDeps } from '../deps.ts';
import { requireCsv } from '../http/csv-body.ts';
import { judgePast, readHistoryFile, withoutSecrets } from '../past-history.ts';
import { answer, body, createRouter, errors, writeErrors } from '../router.ts';
import { CsvRequest, HistoryAnswer, HistoryQuery, LearningChange, LearningShape } from '../schemas/teaching.ts';

const present = ({ id, title, category, confidence, state }: KnowledgeEntry) => ({ id, title, category, confidence, state });
const presentSettings = ({ version, settings, createdBy, createdAt, note }: VersionedSettings) => ({
  version,
  ...settings,
  patternTypes: [...settings.patternTypes],
  createdBy,
  createdAt,
  note,
});
const csvBody = { required: true, content: { 'application/json': { schema: CsvRequest }, 'text/csv': { schema: z.string() } } } as const;
const nothingLearned = { added: [], strengthened: [], leftOut: 0 };

/** Teaching from a history, and when the product may learn by itself. */
export function createTeachingRoutes({ transact, settings, matcherFor }: ApiDeps) {
  return createRouter()
    .openapi(
      createRoute({
        method: 'post',
        path: '/api/kb/import-incidents',
        tags: ['knowledge'],
        summary: 'Import past incidents from CSV',
        description:
          'Columns: timestamp, title, description, service, severity, resolution_time, solution, tags, and if wanted success. A bad row is reported by its line, the others are kept; the same file again adds nothing.',
        middleware: [need('operator')],
        request: { query: HistoryQuery, body: csvBody },
        responses: { 200: answer('What came of it', HistoryAnswer), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { autoLearn, dryRun, source } = c.req.valid('query');
        const { incidents, problems, rows } = readHistoryFile(await requireCsv(c, c.req.valid('json')));
        const { imported, learned } = await transact(tenant, actor, async (tx) => {
          if (dryRun) return { imported: 0, learned: nothingLearned };
          const judge = judgePast(await matcherFor(tx));
          const safe = incidents.map((incident) => withoutSecrets(incident, settings.secrets));
          const judged = safe.map((one) => ({ ...one, category: judge(`${one.title}\n${one.description}`).category }));
          const count = await savePastIncidents(tx, judged, source ?? null);
          return { imported: count, learned: autoLearn ? await learnFromHistory(tx, judge) : nothingLearned };
        });
        return c.json(
          {
            rows,
            imported,
            known: dryRun ? 0 : incidents.length - imported,
            problems: [...problems],
            learned: learned.added.map(present),
            strengthened: learned.strengthened.map(present),
            leftOut: learned.leftOut,
          },
          200,
        );
      },
    )
    .openapi(
      createRoute({
        method: 'get',
        path: '/api/kb/learning',
        tags: ['knowledge'],
        summary: 'When Nightshift may use what it learned by itself',
        middleware: [need('viewer')],
        responses: { 200: answer('The settings', LearningShape), ...errors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        return c.json(presentSettings(await transact(tenant, actor, readLearningSettings)), 200);
      },
    )
    .openapi(
      createRoute({
        method: 'put',
        path: '/api/kb/learning',
        tags: ['knowledge'],
        summary: 'Set when Nightshift may use what it learned by itself',
        description:
          'What is left out stays as it was. What does not meet the settings waits for a person: entries as candidates, verdicts unconfirmed.',
        middleware: [need('admin')],
        request: { body: body(LearningChange) },
        responses: { 200: answer('The new version', LearningShape), ...writeErrors },
      }),
      async (c) => {
        const { tenant, actor } = callerOf(c);
        const { note, version, ...change } = c.req.valid('json');
        const saved = await transact(tenant, actor, (tx) =>
          saveLearningSettings(tx, change, { note: note ?? null, ...(version === undefined ? {} : { version }) }),
        );
        return c.json(presentSettings(saved), 200);
      },
    );
}
export type TeachingRoutes = ReturnType<typeof createTeachingRoutes>;

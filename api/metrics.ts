import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import { stewardActor } from '../domain/people/actor.ts';
import { readLearningMeasures } from '../store/reads/learning/measures.ts';
import { type Measures, readMeasures } from '../store/reads/measures.ts';
import { everyTenant, type Transact } from '../store/tx.ts';
import { createLearningGauges } from './learning-gauges.ts';

export interface Metrics {
  countRequest(request: { readonly method: string; readonly route: string; readonly status: number; readonly seconds: number }): void;
  /** The Prometheus text; database figures that cannot be read are left out. */
  expose(): Promise<{ readonly contentType: string; readonly text: string }>;
}

/** Searches of this process, by where the answer came from. */
export type KnowledgeStats = () => { readonly hits: number; readonly misses: number };

/** Figures of the database are read at most this often, however many ask. */
const freshMs = 5000;
/** Those of learning look at thirty days, and are read more rarely still. */
const learningFreshMs = 60_000;

/** Figures for Prometheus: requests of this process, and the state of the whole installation. */
export function createMetrics(
  transact: Transact,
  options: { readonly process: boolean; readonly knowledge?: KnowledgeStats } = { process: false },
): Metrics {
  const registry = new Registry();
  if (options.process) collectDefaultMetrics({ register: registry });
  const registers = [registry];
  const durations = new Histogram({
    name: 'nightshift_http_request_duration_seconds',
    help: 'Time to answer a request',
    labelNames: ['method', 'route', 'status'],
    registers,
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  });
  const incidents = new Gauge({ name: 'nightshift_incidents', help: 'Incidents by status', labelNames: ['status'], registers });
  const effects = new Gauge({
    name: 'nightshift_effects',
    help: 'Side effects by kind and state',
    labelNames: ['kind', 'state'],
    registers,
  });
  const outcomes = new Gauge({
    name: 'nightshift_action_outcomes',
    help: 'What came of resubmissions in the last 30 days',
    labelNames: ['action', 'outcome'],
    registers,
  });
  const success = new Gauge({
    name: 'nightshift_action_success_ratio',
    help: 'Share of resubmissions in the last 30 days that ended green',
    labelNames: ['action'],
    registers,
  });
  const pending = new Gauge({ name: 'nightshift_pending_messages', help: 'Moves of people that wait for delivery', registers });
  const lag = new Gauge({
    name: 'nightshift_record_lag_seconds',
    help: 'How far the live feed is behind the newest line of the record',
    registers,
  });
  const up = new Gauge({ name: 'nightshift_database_up', help: '1 while the database answers', registers });
  if (options.knowledge !== undefined) countSearches(registry, options.knowledge);
  const fillLearning = createLearningGauges(registers);
  let readAt = Number.NEGATIVE_INFINITY;
  let learningReadAt = Number.NEGATIVE_INFINITY;

  const fill = (measures: Measures): void => {
    for (const gauge of [incidents, effects, outcomes, success]) gauge.reset();
    for (const row of measures.incidents) incidents.set({ status: row.status }, row.count);
    for (const row of measures.effects) effects.set({ kind: row.kind, state: row.state }, row.count);
    for (const row of measures.outcomes) outcomes.set({ action: row.action, outcome: row.outcome }, row.count);
    for (const action of new Set(measures.outcomes.map((row) => row.action))) {
      const mine = measures.outcomes.filter((row) => row.action === action && row.outcome !== 'interrupted');
      const all = mine.reduce((sum, row) => sum + row.count, 0);
      const green = mine.reduce((sum, row) => sum + (row.outcome === 'green' ? row.count : 0), 0);
      if (all > 0) success.set({ action }, green / all);
    }
    pending.set(measures.pendingMessages);
    lag.set(measures.recordLagSeconds);
  };

  return {
    countRequest: ({ method, route, status, seconds }) => {
      const labels = { method, route, status: String(status) };
      durations.observe(labels, seconds);
    },
    async expose() {
      if (performance.now() - readAt > freshMs) {
        try {
          fill(await transact(everyTenant, stewardActor, readMeasures));
          up.set(1);
          readAt = performance.now();
          if (readAt - learningReadAt > learningFreshMs) {
            fillLearning(await transact(everyTenant, stewardActor, readLearningMeasures));
            learningReadAt = readAt;
          }
        } catch {
          up.set(0);
        }
      }
      return { contentType: registry.contentType, text: await registry.metrics() };
    },
  };
}

function countSearches(registry: Registry, stats: KnowledgeStats): void {
  const searches = new Counter({
    name: 'nightshift_knowledge_searches_total',
    help: 'Searches of the knowledge base: hit is answered from memory, miss by the database',
    labelNames: ['result'],
    registers: [registry],
    collect: () => {
      const { hits, misses } = stats();
      searches.reset();
      searches.inc({ result: 'hit' }, hits);
      searches.inc({ result: 'miss' }, misses);
    },
  });
}

import { Gauge, type Registry } from 'prom-client';
import type { Percentiles } from '../domain/learning/figures.ts';
import { falsePositiveRate, ratio, total } from '../domain/learning/metrics.ts';
import type { LearningMeasures } from '../store/reads/learning/measures.ts';

const quantiles = { p50: '0.5', p90: '0.9', p95: '0.95', p99: '0.99' } as const;

/** Gauges of how well it diagnoses and how fast it is, by the formulas of the learning routes. @returns what fills them */
export function createLearningGauges(registers: Registry[]): (measures: LearningMeasures) => void {
  const gauge = <Label extends string>(name: string, help: string, ...labelNames: Label[]): Gauge<Label> =>
    new Gauge({ name: `nightshift_${name}`, help: `${help}, last 30 days`, labelNames, registers });
  const diagnoses = gauge('diagnoses', 'Diagnoses by method', 'method');
  const share = gauge('diagnosis_method_ratio', 'Share of the diagnoses that a method made', 'method');
  const feedback = gauge('feedback', 'What people said of cases, by kind', 'kind');
  const falsePositives = gauge('false_positive_ratio', 'Share of the cases that were no failure');
  const detect = gauge('time_to_detect_seconds', 'From the end of the failed run to its case', 'quantile');
  const resolve = gauge('time_to_resolve_seconds', 'From the case to its resolution', 'quantile');

  const fillTimes = (target: Gauge<'quantile'>, times: Percentiles): void => {
    for (const [name, quantile] of Object.entries(quantiles) as [keyof typeof quantiles, string][]) {
      const seconds = times[name];
      if (seconds !== null) target.set({ quantile }, seconds);
    }
  };
  return (measures) => {
    for (const one of [diagnoses, share, feedback, falsePositives, detect, resolve]) one.reset();
    const all = total(measures.methods);
    for (const { method, count } of measures.methods) {
      diagnoses.set({ method }, count);
      share.set({ method }, ratio(count, all).value ?? 0);
    }
    for (const { kind, count } of measures.feedback) feedback.set({ kind }, count);
    falsePositives.set(falsePositiveRate(measures).value ?? 0);
    fillTimes(detect, measures.timeToDetect);
    fillTimes(resolve, measures.timeToResolve);
  };
}

import type { Rule } from './learning-contract.ts';

/** The words of rules. */
export const sourceWords: Readonly<Record<Rule['source'], string>> = {
  'built-in': 'Built in',
  own: 'Own',
  override: 'Built in, changed here',
};

export const kindWords: Readonly<Record<Rule['kind'], string>> = {
  phrase: 'A phrase of the message',
  exception: 'The name of an exception',
  code: 'An error code',
  keyword: 'A keyword',
};

export const topicWords: Readonly<Record<string, string>> = {
  database_connectivity: 'Database cannot be reached',
  database_performance: 'Database is slow or blocked',
  database_storage: 'Database is full',
  memory_exhaustion: 'Memory used up',
  memory_leak: 'Memory leaks',
  network_connectivity: 'Connection fails',
  network_timeout: 'Network too slow',
  service_failure: 'Service cannot serve',
  configuration_error: 'Wrong setting',
};

export const costWords: Readonly<Record<Rule['cost'], string>> = {
  low: 'cheap to look for',
  medium: 'takes some time to look for',
  high: 'costly to look for',
};

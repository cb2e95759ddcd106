import type { IncidentFilters } from '../lib/incident-filters.ts';

type Raw = Readonly<Record<string, unknown>>;
const text = (value: unknown): string | undefined => {
  const found = typeof value === 'string' ? value : typeof value === 'number' ? String(value) : '';
  return found.trim() === '' ? undefined : found;
};
const compact = <Shape extends object>(shape: Shape): Shape =>
  Object.fromEntries(Object.entries(shape).filter(([, value]) => value !== undefined)) as Shape;

/** What the addresses may carry; anything else is dropped rather than refused. */
export const incidentsSearch = (raw: Raw): IncidentFilters =>
  compact({
    status: text(raw.status),
    cause: text(raw.cause),
    severity: text(raw.severity),
    application: text(raw.application),
    platform: text(raw.platform),
    job: text(raw.job),
    action: text(raw.action),
    resolvedBy: raw.resolvedBy === 'automation' || raw.resolvedBy === 'human' ? raw.resolvedBy : undefined,
    q: text(raw.q),
    since: text(raw.since),
    until: text(raw.until),
    cursor: text(raw.cursor),
  });

const dialogs = ['take-over', 'resolve', 'cancel', 'false-positive', 'correct'] as const;
export type IncidentDialog = (typeof dialogs)[number];
export const incidentSearch = (raw: Raw): { readonly do?: IncidentDialog } => compact({ do: dialogs.find((name) => name === raw.do) });

export const outboxSearch = (raw: Raw): { readonly key?: string; readonly show?: 'caught' } =>
  compact({ key: text(raw.key), show: raw.show === 'caught' ? ('caught' as const) : undefined });

const knowledgeStates = ['candidate', 'active', 'retired'] as const;
/** What the list of knowledge is narrowed to; `q` asks for what is like a text instead. */
export interface KnowledgeSearch {
  readonly q?: string | undefined;
  readonly collection?: string | undefined;
  readonly category?: string | undefined;
  readonly tag?: string | undefined;
  readonly state?: (typeof knowledgeStates)[number] | undefined;
}
export const knowledgeSearch = (raw: Raw): KnowledgeSearch =>
  compact({
    q: text(raw.q),
    collection: text(raw.collection),
    category: text(raw.category),
    tag: text(raw.tag),
    state: knowledgeStates.find((state) => state === raw.state),
  });
export const newKnowledgeSearch = (raw: Raw): { readonly parent?: string } => compact({ parent: text(raw.parent) });

const ruleSources = ['built-in', 'own', 'override'] as const;
/** What the list of rules is narrowed to. */
export interface RulesSearch {
  readonly q?: string | undefined;
  readonly cause?: string | undefined;
  readonly group?: string | undefined;
  readonly tag?: string | undefined;
  readonly source?: (typeof ruleSources)[number] | undefined;
  readonly state?: 'enabled' | 'disabled' | undefined;
}
export const rulesSearch = (raw: Raw): RulesSearch =>
  compact({
    q: text(raw.q),
    cause: text(raw.cause),
    group: text(raw.group),
    tag: text(raw.tag),
    source: ruleSources.find((source) => source === raw.source),
    state: raw.state === 'enabled' || raw.state === 'disabled' ? raw.state : undefined,
  });
export const editSearch = (raw: Raw): { readonly edit?: true } => compact({ edit: raw.edit === true ? (true as const) : undefined });

const windows = [7, 30, 90] as const;
/** How many days back the figures of learning look. */
export const learningSearch = (raw: Raw): { readonly days?: (typeof windows)[number] } =>
  compact({ days: windows.find((days) => days === Number(raw.days) && days !== 30) });

const reviewTabs = ['feedback', 'suggestions', 'corrections'] as const;
const reviewReasons = ['low-confidence', 'model', 'unknown', 'disagreement'] as const;
/** Which part of the review is open, and what it is narrowed to; without a tab, the diagnoses. */
export interface ReviewSearch {
  readonly tab?: (typeof reviewTabs)[number] | undefined;
  readonly show?: 'judged' | 'all' | undefined;
  readonly reason?: (typeof reviewReasons)[number] | undefined;
  readonly state?: 'accepted' | 'rejected' | undefined;
  readonly q?: string | undefined;
  readonly person?: string | undefined;
}
export const reviewSearch = (raw: Raw): ReviewSearch =>
  compact({
    tab: reviewTabs.find((tab) => tab === raw.tab),
    show: raw.show === 'judged' || raw.show === 'all' ? raw.show : undefined,
    reason: reviewReasons.find((reason) => reason === raw.reason),
    state: raw.state === 'accepted' || raw.state === 'rejected' ? raw.state : undefined,
    q: text(raw.q),
    person: text(raw.person),
  });

import { IconArchive, IconCircleCheckFilled, IconHelpCircle } from '@tabler/icons-react';
import { Mark, type MarkKind } from '../../../components/mark.tsx';
import { ToneBadge } from '../../../components/state-badge.tsx';
import { knowledgeStateWords, knowledgeTones, provenanceWords } from '../../../lib/knowledge-words.ts';
import type { KnowledgeProvenance, KnowledgeState } from '../../../lib/learning-contract.ts';

const icons = { candidate: IconHelpCircle, active: IconCircleCheckFilled, retired: IconArchive } as const;

/** Whether an entry is used, as a shape and a word. */
export function EntryState({ state, pill = false }: { readonly state: KnowledgeState; readonly pill?: boolean }) {
  const Icon = icons[state];
  return (
    <ToneBadge tone={knowledgeTones[state]} pill={pill} icon={<Icon size={16} aria-hidden />}>
      {knowledgeStateWords[state]}
    </ToneBadge>
  );
}

const marks: Readonly<Record<KnowledgeProvenance, MarkKind>> = {
  person: 'person',
  import: 'person',
  incident: 'system',
  builtin: 'system',
  model: 'model',
};

/** Where an entry comes from, with the mark of who wrote it. */
export function Provenance({ provenance, author }: { readonly provenance: KnowledgeProvenance; readonly author: string }) {
  const isNamed = provenance === 'person' || provenance === 'import';
  return <Mark kind={marks[provenance]} label={isNamed ? `${provenanceWords[provenance]}: ${author}` : provenanceWords[provenance]} />;
}

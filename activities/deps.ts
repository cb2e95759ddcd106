import type { Connector } from '../connectors/contract.ts';
import type { Mailer } from '../connectors/mail/contract.ts';
import type { ModelDesk } from '../connectors/model/desk.ts';
import type { ModelMode } from '../domain/diagnosis/model-turn.ts';
import type { Policy } from '../domain/policy/types.ts';
import type { KnowledgeSearch } from '../store/knowledge/search.ts';
import type { MatcherFor } from '../store/rule-matchers.ts';
import type { Transact } from '../store/tx.ts';

/** A language model that is switched on. */
export interface ModelAccess {
  readonly desk: ModelDesk;
  readonly mode: ModelMode;
}

/** Everything the steps reach outside of themselves. Built once, in `temporal/worker.ts`; tests pass their own. */
export interface ActivityDeps {
  readonly transact: Transact;
  /** By platform name. */
  readonly connectors: ReadonlyMap<string, Connector>;
  /** Null when mail is switched off: mails are then recorded as suppressed. */
  readonly mailer: Mailer | null;
  /** Matcher over the rules that hold for the transaction's tenant right now. */
  readonly matcherFor: MatcherFor;
  /** Finds knowledge entries and remembers what it found. */
  readonly knowledge: KnowledgeSearch;
  /** Null where no model is switched on: rules and knowledge decide. */
  readonly model: ModelAccess | null;
  /** What a built-in rule advises the owner to do. */
  readonly adviceFor: (ruleId: string) => string | undefined;
  /** The policy where nobody set anything else. */
  readonly basePolicy: Policy;
  readonly settings: {
    /** Address of the web UI, without a slash at the end. */
    readonly publicUrl: string;
    /** Right side of Message-IDs. */
    readonly mailDomain: string;
    /** Values that must never be stored or sent. */
    readonly secrets: readonly string[];
    /** How long a mail is tried before it counts as undeliverable. */
    readonly mailPatienceMs: number;
    /** How far back the first sweep looks, at least. */
    readonly sweepLookbackMs: number;
  };
  readonly now: () => Date;
  readonly log: (line: Readonly<Record<string, unknown>> & { readonly event: string }) => void;
}

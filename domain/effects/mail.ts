/** A mail as content: what is said, not how it looks. The mail connector renders it as text and HTML. */
export interface MailContent {
  readonly subject: string;
  /** What happened, and what is needed from whom by when. One or two sentences. */
  readonly lead: string;
  readonly sections: readonly MailSection[];
  /** The one thing to open; a link to a signed-in page, never a credential. */
  readonly link: { readonly label: string; readonly url: string } | null;
}

export type MailSection =
  | { readonly kind: 'facts'; readonly title: string; readonly facts: readonly (readonly [label: string, value: string])[] }
  | { readonly kind: 'text'; readonly title: string; readonly text: string }
  | { readonly kind: 'quote'; readonly title: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'changes';
      readonly title: string;
      readonly changes: readonly { readonly name: string; readonly before: string; readonly after: string }[];
    }
  | { readonly kind: 'list'; readonly title: string; readonly items: readonly string[] };

/** A mail on its way: content, envelope, and the ids that keep it unique and in its thread. */
export interface MailMessage extends MailContent {
  readonly to: readonly string[];
  /** Stable over resends, without angle brackets. */
  readonly messageId: string;
  /** Message-ID of the incident's first mail, null for that first mail itself. */
  readonly threadId: string | null;
  readonly purpose: MailPurpose;
  readonly incidentId: string;
}

export const mailPurposes = [
  'owner',
  'escalation',
  'escalation-reminder',
  'approval-request',
  'approval-reminder',
  'retry-notice',
] as const;
export type MailPurpose = (typeof mailPurposes)[number];

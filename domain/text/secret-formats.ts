/** A shape that only secrets have, and the word its placeholder carries. */
export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
  /** What stays in front of the placeholder: the text of this capture. */
  readonly keep?: number;
  /** A sign without which no text can fit: the cheapest way to be done with most of them. */
  readonly needs?: string;
}

/** Tokens that their issuer's prefix gives away, the most specific first. */
export const secretFormats: readonly SecretPattern[] = [
  {
    name: 'private-key',
    pattern: /-----BEGIN [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]{0,40}PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  {
    name: 'jwt',
    pattern:
      /(?:(?<![A-Za-z0-9])|(?<=%(?:25)*[0-9A-Fa-f]{2})|(?<=\\u00[0-9a-f]{2}))eyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*){0,3}/g,
  },
  { name: 'aws-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b/g },
  { name: 'google-key', pattern: /\bAIza[0-9A-Za-z_-]{35}/g },
  { name: 'google-token', pattern: /\bya29\.[0-9A-Za-z_-]{20,}/g },
  { name: 'google-secret', pattern: /\bGOCSPX-[0-9A-Za-z_-]{20,}/g },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g },
  { name: 'gitlab-token', pattern: /\bgl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent)-[A-Za-z0-9_-]{16,}/g },
  { name: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/g },
  { name: 'slack-webhook', pattern: /https:(?:\\*\/){2}hooks\.slack\.com\\*\/(?:services|workflows|triggers)\\*\/[A-Za-z0-9/\\_-]{10,}/g },
  { name: 'teams-webhook', pattern: /https:(?:\\*\/){2}[\w.-]{1,100}\.webhook\.office\.com\\*\/webhookb2\\*\/[^\s"'<>]+/g },
  { name: 'discord-webhook', pattern: /https:(?:\\*\/){2}discord(?:app)?\.com\\*\/api\\*\/webhooks\\*\/[^\s"'<>]+/g },
  { name: 'openai-key', pattern: /\bsk-(?:proj-|svcacct-|admin-|ant-[a-z0-9]+-|or-v1-)?[A-Za-z0-9_-]{20,}/g },
  { name: 'stripe-key', pattern: /\b(?:sk|rk|pk)_(?:live|test)_[A-Za-z0-9]{16,}|\bwhsec_[A-Za-z0-9+/=]{16,}/g },
  { name: 'databricks-token', pattern: /\bdapi[0-9a-f]{32}(?:-\d)?|\bdose[0-9a-f]{32}/g },
  { name: 'sendgrid-key', pattern: /\bSG\.[A-Za-z0-9_-]{16,}\.[A-Za-z0-9_-]{16,}/g },
  { name: 'twilio-key', pattern: /\b(?:SK|AC)[0-9a-f]{32}\b/g },
  { name: 'mailgun-key', pattern: /\bkey-[0-9a-f]{32}\b/g },
  { name: 'mailchimp-key', pattern: /\b[0-9a-f]{32}-us\d{1,2}\b/g },
  { name: 'npm-token', pattern: /\bnpm_[A-Za-z0-9]{30,}/g },
  { name: 'pypi-token', pattern: /\bpypi-[A-Za-z0-9_-]{50,}/g },
  { name: 'huggingface-token', pattern: /\b(?:hf|api_org)_[A-Za-z0-9]{30,}/g },
  { name: 'vault-token', pattern: /\b(?:hv[sbr]\.[A-Za-z0-9_-]{20,}|s\.[A-Za-z0-9]{24}\b)/g },
  { name: 'digitalocean-token', pattern: /\bdo[opr]_v1_[0-9a-f]{64}/g },
  { name: 'shopify-token', pattern: /\bshp(?:at|ca|pa|ss)_[0-9a-fA-F]{32}/g },
  { name: 'square-token', pattern: /\b(?:EAAA[A-Za-z0-9_-]{60}|sq0(?:atp|csp)-[A-Za-z0-9_-]{22,})/g },
  { name: 'newrelic-key', pattern: /\bNRAK-[A-Z0-9]{27}|\bNRII-[A-Za-z0-9_-]{32}/g },
  { name: 'linear-key', pattern: /\blin_(?:api|oauth)_[A-Za-z0-9]{32,}/g },
  { name: 'atlassian-token', pattern: /\bATATT3[A-Za-z0-9_=-]{40,}|\bATBB[A-Za-z0-9]{24,}/g },
  { name: 'azure-secret', pattern: /(?<![A-Za-z0-9_~.-])[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g },
  { name: 'telegram-token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}(?![A-Za-z0-9_-])/g },
  { name: 'grafana-token', pattern: /\bgl(?:sa|c)_[A-Za-z0-9]{32,}(?:_[0-9a-f]{8})?/g },
  { name: 'docker-token', pattern: /\bdckr_(?:pat|oat)_[A-Za-z0-9_-]{20,}/g },
  { name: 'postman-key', pattern: /\bPMAK-[0-9a-f]{24}-[0-9a-f]{34}/g },
  { name: 'doppler-token', pattern: /\bdp\.(?:pt|st|ct|sa|scim|audit)\.[A-Za-z0-9._-]{40,}/g },
  { name: 'pulumi-token', pattern: /\bpul-[0-9a-f]{40}/g },
  { name: 'terraform-token', pattern: /\b[A-Za-z0-9]{14}\.atlasv1\.[A-Za-z0-9_-]{60,}/g },
  { name: 'sentry-token', pattern: /\bsntry[su]_[A-Za-z0-9+/=_-]{40,}/g },
  { name: 'sonar-token', pattern: /\bsq[pau]_[0-9a-f]{40}/g },
  { name: 'dynatrace-token', pattern: /\bdt0[a-z]\d{2}\.[A-Z0-9]{24}\.[A-Z0-9]{64}/g },
  { name: 'rubygems-key', pattern: /\brubygems_[0-9a-f]{48}/g },
  { name: 'brevo-key', pattern: /\bxkeysib-[0-9a-f]{64}-[A-Za-z0-9]{16}/g },
  { name: 'groq-key', pattern: /\b(?:gsk|fw|r8)_[A-Za-z0-9]{36,}|\b(?:pplx|xai|nvapi)-[A-Za-z0-9_-]{40,}/g },
  { name: 'notion-token', pattern: /\bntn_[A-Za-z0-9]{40,}/g },
  { name: 'figma-token', pattern: /\bfig[du]_[A-Za-z0-9_-]{40,}/g },
  { name: 'planetscale-token', pattern: /\bpscale_(?:tkn|pw|oauth)_[A-Za-z0-9_.=-]{32,}/g },
  { name: 'artifactory-key', pattern: /\bAKC[a-z]\d[A-Za-z0-9]{60,}|\bcmVmd[A-Za-z0-9]{59}\b/g },
  { name: 'alibaba-key', pattern: /\bLTAI[A-Za-z0-9]{12,24}\b/g },
  { name: 'age-key', pattern: /\bAGE-SECRET-KEY-1[A-Z0-9]{58}/g },
  { name: 'buildkite-token', pattern: /\bbk(?:ua|aj|pi)_[0-9a-f]{40}/g },
  { name: 'supabase-token', pattern: /\bsb(?:p_[0-9a-f]{40}|_secret_[A-Za-z0-9_-]{20,})/g },
  { name: 'password-hash', pattern: /\$(?:1|2[abxy]?|5|6|y|apr1|argon2(?:id|i|d)|scrypt|pbkdf2[\w-]{0,20})\$[^\s:"',;<>]{12,}/g },
  { name: 'nightshift-key', pattern: /\bnsk_[A-Za-z0-9_-]{16,}/g },
];

/** A token of the above that stops at the end of a line, as folding leaves it. */
export const tokenHead =
  /(?<![A-Za-z0-9])(?:A[KS]IA|AIza|ya29\.|GOCSPX-|gh[pousr]_|github_pat_|gl(?:pat|rt|dt|sa)[-_]|xox[abeoprs]-|sk-|[srp]k_(?:live|test)_|whsec_|dapi|SG\.|SK|key-|npm_|pypi-|hf_|hv[sbr]\.|do[opr]_v1_|shp|sq0|NRAK-|lin_api_|ATATT3|eyJ|dckr_|PMAK-|dp\.|pul-|sntry|sq[pau]_|dt0c|rubygems_|xkeysib-|gsk_|ntn_|figd_|pscale_|AKC|LTAI|AGE-SECRET|bk|nsk_)[A-Za-z0-9_.+/=-]*$/;

/** Nearly every text holds none of these, and is spared the formats above. */
export const formatHint =
  /A[KSBCGIR][ICPDON][AC]A?|AIza|ya29|GOCSPX|gh[pousr]_|github_pat|gl[a-z]{1,5}[-_]|xox|xapp|hooks\.slack|webhook|sk-|_(?:live|test)_|whsec|dapi|dose|SG\.|SK[0-9a-f]{4}|AC[0-9a-f]{4}|key-|-us\d|npm_|pypi|hf_|api_org|hv[sbr]\.|s\.[A-Za-z0-9]{8}|_v1_|shp|EAAA|sq0|NR[AI][KI]|lin_|AT[AB]|Q~|:AA|dckr|PMAK|dp\.|pul-|atlasv1|sntry|sq[pau]_|dt0|rubygems|xkeysib|gsk_|fw_|r8_|pplx|xai-|nvapi|ntn_|fig[du]_|pscale|AKC|cmVmd|LTAI|AGE-SECRET|bk[a-z]{2}_|sb[p_]|\$[0-9a-z]{1,8}\$|nsk_|eyJ|PRIVATE KEY/;

/** A shape that only secrets have, and the word its placeholder carries. `group` names the capture that holds the secret itself. */
export interface SecretPattern {
  readonly name: string;
  readonly pattern: RegExp;
  /** What stays in front of the placeholder: the text of this capture. */
  readonly keep?: number;
}

const secretNames =
  'pass(?:word|wd|phrase|code)?|pwd|secret(?:[_-]?(?:key|access[_-]?key|value|token))?|client[_-]?secret|api[_-]?(?:key|token|secret)|access[_-]?(?:key|token)(?:[_-]?id)?|auth[_-]?(?:key|token)|refresh[_-]?token|id[_-]?token|bearer[_-]?token|session[_-]?(?:token|key|id)|private[_-]?key|encryption[_-]?key|fernet[_-]?key|signing[_-]?(?:key|secret)|master[_-]?key|account[_-]?key|shared[_-]?access[_-]?(?:key|signature)|storage[_-]?key|credential|token|sas|sig|signature|x-amz-(?:signature|security-token|credential)|connection[_-]?string|dsn|webhook[_-]?secret|pin|otp';

/** Provider formats and encodings, the most specific first. */
export const secretPatterns: readonly SecretPattern[] = [
  {
    name: 'private-key',
    pattern: /-----BEGIN [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----[\s\S]*?(?:-----END [A-Z0-9 ]*PRIVATE KEY(?: BLOCK)?-----|$)/g,
  },
  { name: 'jwt', pattern: /\beyJ[A-Za-z0-9_-]{8,}\.[A-Za-z0-9_-]{8,}(?:\.[A-Za-z0-9_-]*)?(?:\.[A-Za-z0-9_-]*)?(?:\.[A-Za-z0-9_-]*)?/g },
  { name: 'aws-key', pattern: /\b(?:AKIA|ASIA|ABIA|ACCA|AGPA|AIDA|AROA|ANPA)[A-Z0-9]{16}\b/g },
  { name: 'google-key', pattern: /\bAIza[0-9A-Za-z_-]{35}/g },
  { name: 'google-token', pattern: /\bya29\.[0-9A-Za-z_-]{20,}/g },
  { name: 'google-secret', pattern: /\bGOCSPX-[0-9A-Za-z_-]{20,}/g },
  { name: 'github-token', pattern: /\b(?:gh[pousr]_[A-Za-z0-9]{20,}|github_pat_[A-Za-z0-9_]{20,})/g },
  { name: 'gitlab-token', pattern: /\bgl(?:pat|ptt|dt|rt|cbt|soat|ft|imt|agent)-[A-Za-z0-9_-]{16,}/g },
  { name: 'slack-token', pattern: /\bxox[abeoprs]-[A-Za-z0-9-]{10,}|\bxapp-\d-[A-Za-z0-9-]{10,}/g },
  { name: 'slack-webhook', pattern: /https:\/\/hooks\.slack\.com\/(?:services|workflows|triggers)\/[A-Za-z0-9/_-]{10,}/g },
  { name: 'teams-webhook', pattern: /https:\/\/[\w.-]+\.webhook\.office\.com\/webhookb2\/[^\s"'<>]+/g },
  { name: 'discord-webhook', pattern: /https:\/\/discord(?:app)?\.com\/api\/webhooks\/[^\s"'<>]+/g },
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
  { name: 'azure-sas', pattern: /([?&;]sig=)[^\s&"'<>;]+/gi, keep: 1 },
  { name: 'azure-key', pattern: /((?:AccountKey|SharedAccessKey|SharedAccessSignature)\s*=\s*)[^\s;"'<>]+/gi, keep: 1 },
  { name: 'azure-secret', pattern: /\b[A-Za-z0-9_~.-]{3}\dQ~[A-Za-z0-9_~.-]{31,34}/g },
  { name: 'telegram-token', pattern: /\b\d{8,10}:AA[A-Za-z0-9_-]{33}\b/g },
  { name: 'nightshift-key', pattern: /\bnsk_[A-Za-z0-9_-]{16,}/g },
  { name: 'url-credentials', pattern: /(\b[a-z][a-z0-9+.-]{1,30}:\/\/[^\s/:@"'<>]*:)[^\s/"'<>]*(?=@)/gi, keep: 1 },
  {
    name: 'credentials',
    pattern:
      /(\b(?:authorization|proxy-authorization)["']?\s*[:=]\s*["']?(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256|ntlm)\s+)[^\s"',;]+(?:[,;]\s*\w+=[^\s"',]+)*/gi,
    keep: 1,
  },
  { name: 'bearer', pattern: /(\bbearer\s+)(?=[^\s"',;]*\d)[A-Za-z0-9._~+/=-]{16,}/gi, keep: 1 },
  { name: 'basic', pattern: /(\bbasic\s+)(?=[A-Za-z0-9+/]*[A-Z0-9+/=])[A-Za-z0-9+/]{12,}={0,2}/g, keep: 1 },
  { name: 'cookie', pattern: /(\b(?:set-)?cookie["']?\s*[:=]\s*["']?)[^\n"']{8,}/gi, keep: 1 },
  {
    name: 'secret',
    pattern:
      /((?:^|\s)--?(?:password|passwd|token|secret|api-key|apikey|access-key|secret-key|client-secret)[ =]+)(?:"[^"\n]*"|'[^'\n]*'|[^\s"'-][^\s"']*)/gi,
    keep: 1,
  },
];

/** `name = value`, `"name": "value"`, `name: value`, `<name>value</name>`, where the name says that the value is secret. */
export const namedSecretPatterns: readonly RegExp[] = [
  new RegExp(
    `((?:^|[^A-Za-z0-9]|(?<=[a-z0-9])(?=password|passwd|secret|apikey|token))(?:${secretNames})s?(?:[_-][A-Za-z0-9]{1,12})?\\\\?["'\`]?\\s*(?:=>|:=|[:=])\\s*)(\\\\?"(?:[^"\\\\\\n]|\\\\[^"\\n])*\\\\?"|'[^'\\n]*'|\`[^\`\\n]*\`|[^\\s,;&"'\`<>(){}\\[\\]|]+)`,
    'gi',
  ),
  new RegExp(`(<(?:\\w+:)?[\\w-]*(?:${secretNames})[^<>]{0,80}>)([^<\\n]+)(?=</)`, 'gi'),
];

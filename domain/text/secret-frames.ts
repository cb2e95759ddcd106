import type { SecretPattern } from './secret-formats.ts';

const names =
  'pass(?:word|wd|phrase|code)?|pwd|secret(?:[._-]?(?:key|access[._-]?key|value|token))?|client[._-]?secret|api[._-]?(?:key|token|secret)|(?:access|subscription|primary|secondary)[._-]?key(?:[_-]?id)?|access[._-]?token|auth[._-]?(?:key|token)|refresh[._-]?token|id[._-]?token|bearer[._-]?token|session[._-]?(?:token|key|id)|private[._-]?key|encryption[._-]?key|fernet[._-]?key|signing[._-]?(?:key|secret)|master[._-]?key|account[._-]?key|shared[._-]?access[._-]?(?:key|signature)|storage[._-]?key|credential|token|sas|sig|signature|x-amz-(?:signature|security-token|credential)|connection[._-]?string|dsn|webhook[._-]?secret|pin|otp';
/** What follows a name that then means no secret: `token_type`, `password_file`. */
const harmlessSuffix =
  'name|id|ur[li]|file|path|type|endpoint|policy|count|counts|ttl|expir\\w*|length|len|size|arn|version|ref|index|idx|field|column|env|alias|provider|location|dir|store|mode|date|at|age|bits|limit|usage|rotation|reset|resets|mount|scope|format|status|state|error|required|hint|prompt|manager|service|server|host|bucket|selector';

const quote = '(?:\\\\{0,7}["\'`]|&quot;|&#39;|&#34;)';
const value = [
  '"(?:[^"\\\\\\n]|\\\\[^\\n]){0,4096}"',
  '(?<open>\\\\{1,7}["\'])(?:(?!(?<!\\\\)\\k<open>)[^\\n]){0,4096}(?<!\\\\)\\k<open>',
  "'[^'\\n]{0,4096}'",
  '`[^`\\n]{0,4096}`',
  '&quot;[^\\n]{0,4096}?&quot;',
  '[^\\s,;&"\'`<>(){}\\[\\]|\\\\][^\\s,;&"\'`<>(){}\\[\\]|\\\\]*',
].join('|');

const camel = '(?<=[a-z0-9])(?=password|passwd|secret|apikey|token|accesskey|credential)';
const named = `(?<name>(?:^|[^A-Za-z0-9]|${camel})(?:${names})s?(?:[._-](?!(?:${harmlessSuffix})\\b)[A-Za-z0-9]{1,12}){0,2}${quote}?[ \\t]*(?:=>|:=|[:=])[ \\t]*)`;

/** `name = value`, `"name": "value"`, `<name>value</name>`, where the name says that the value is secret. The groups are `name` and `value`. */
export const namedSecrets: readonly RegExp[] = [
  new RegExp(
    `(?<name>^(?:export )?[A-Z][A-Z0-9_]*(?:PASS(?:WORD|WD)?|PWD|SECRET|TOKEN|API_?KEY|ACCESS_KEY)=)(?<value>[^\\s"'$\`]\\S*)$`,
    'gm',
  ),
  new RegExp(`${named}(?<value>${value})`, 'gi'),
  new RegExp(`(?<name><(?:\\w{1,30}:)?[\\w.-]{0,60}?(?:${names})(?:\\s[^<>\\n]{0,120})?>)(?<value>[^<\\n]{1,4096})(?=<\\\\*/)`, 'gi'),
  new RegExp(
    `(?<name><name>[^<\\n]{0,120}(?:${names})</name>\\s{0,40}<value>|"name"\\s?:\\s?"[^"\\n]{0,80}(?:${names})"\\s?,\\s{0,20}"value"\\s?:\\s?)(?<value>"[^"\\n]{1,4096}"|[^<"\\n]{1,4096})`,
    'gi',
  ),
  new RegExp(
    `(?<name>(?:^|\\s)--?[\\w-]{0,30}(?:password|passwd|passphrase|token|secret|api-?key|access-key|secret-key|credentials?)(?:[ \\t]+|=))(?<value>"[^"\\n]*"|'[^'\\n]*'|[^\\s"'\\\\-][^\\s"'\\\\]*)`,
    'gi',
  ),
];

/** Places where a secret stands by the grammar of a protocol, an address or a command. */
export const secretFrames: readonly SecretPattern[] = [
  { name: 'azure-sas', pattern: /([?&;]sig=)[^\s&"'<>;\\]+/gi, keep: 1 },
  { name: 'azure-key', pattern: /((?:AccountKey|SharedAccessKey|SharedAccessSignature)\s*=\s*)[^\s;"'<>\\]+/gi, keep: 1 },
  {
    name: 'url-credentials',
    needs: '@',
    pattern: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:(?:\\*\/){2}[^\s/:@"'<>[\\]{0,256}:)[^\s/"'<>\\]{1,1024}(?=@)/gi,
    keep: 1,
  },
  {
    name: 'url-credentials',
    needs: '@',
    pattern: /((?<![a-z0-9+.-])[a-z][a-z0-9+.-]{1,30}:(?:\\*\/){2})(?=[^\s@]{0,200}\d)[A-Za-z0-9_~.%-]{20,256}(?=@)/gi,
    keep: 1,
  },
  { name: 'url-credentials', needs: '@', pattern: /(\bjdbc:oracle:\w{1,10}:[\w$#]{1,64}\/)[^\s@"'<>\\]{1,256}(?=@)/gi, keep: 1 },
  {
    name: 'credentials',
    pattern:
      /(\b(?:proxy-)?authorization\\*["']?\s*[:=]\s*\\*["']?(?:bearer|basic|token|digest|negotiate|apikey|aws4-hmac-sha256|ntlm|ssws|splunk|oauth|hmac|sharedkey|key)\s+)[^\s"',;\\]+(?:[,;]\s*\w+=[^\s"',\\]+)*/gi,
    keep: 1,
  },
  { name: 'bearer', pattern: /(\bbearer\s+)(?=[^\s"',;]*\d)[A-Za-z0-9._~+/=-]{16,}/gi, keep: 1 },
  { name: 'basic', pattern: /(\bbasic\s+)(?=[A-Za-z0-9+/]*[A-Z0-9+/=])[A-Za-z0-9+/]{12,}={0,2}/g, keep: 1 },
  { name: 'cookie', pattern: /(\b(?:set-)?cookie\\*["']?\s*[:=]\s*\\*["']?)(?=[\w.-]{1,80}=)[^\n"'\\]{8,}/gi, keep: 1 },
  { name: 'secret', pattern: /(\s(?:-u|--user|--proxy-user)[ =]["']?[^\s:"'/]{1,100}:)[^\s"'\\/]+/g, keep: 1 },
  { name: 'secret', pattern: /(\bsshpass\s+-p\s*["']?)[^\s"'\\]+/g, keep: 1 },
  { name: 'secret', pattern: /(\bmysql(?:dump|admin|import|check)?\s[^\n|;]{0,200}?\s-p)[^\s"'\\]+/g, keep: 1 },
  {
    name: 'secret',
    needs: '@',
    pattern: /(\b(?:sqlplus|sqlldr|expdp|impdp|rman|exp|imp)\s[^\n]{0,100}?[\s"'][\w$#]{1,64}\/)[^\s@"'/\\]{1,128}(?=@)/gi,
    keep: 1,
  },
  { name: 'secret', pattern: /(\blogin\s+[^\s,;]{1,100}\s+password\s+)[^\s\\]+/g, keep: 1 },
  {
    name: 'secret',
    pattern:
      /(\b(?:identified\s+(?:with\s+\w+\s+)?by|password)(?:\s+|\s*[=(]\s*)(?:values\s*|password\s*\(\s*)?)(?:\\*'[^'\n]{1,256}\\*'|\\*"[^"\n]{1,256}\\*")/gi,
    keep: 1,
  },
  {
    name: 'secret',
    pattern:
      /((?<![\w.:/-])(?:[\w-]{1,63}\.)+[\w-]{1,63}:(?:\d{4,5}|\*):[\w*-]{1,63}:[\w*-]{1,63}:)(?=[^\s:"]*(?:\d[A-Za-z]|[A-Za-z]\d|[a-z][A-Z]))[^\s:"'\\]{8,128}/g,
    keep: 1,
  },
  {
    name: 'secret',
    pattern:
      /((?:password|passwd|secret|token|private_key|api_key)\w{0,12}:[ \t]*[|>][+-]?[ \t]*\n)[ \t]+[^\s][^\n]*(?:\n[ \t]+[^\s][^\n]*)*/gi,
    keep: 1,
  },
];

/** Nearly every line holds none of these, and is spared the frames and names above. */
export const frameHint =
  /pass|pwd|secret|token|key|cred|sas|sig|dsn|connection|pin|otp|session|cookie|authorization|bearer|basic|identified|:\\*\/|mysql|sql|exp|imp|rman|\s-u|--user|--proxy|:(?:\d{4,5}|\*):/i;

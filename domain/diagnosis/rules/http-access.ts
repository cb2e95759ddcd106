import { byCode, defineRules } from './define-rules.ts';
import { status } from './http-status.ts';

/** Logins and rights, as HTTP servers and their clients tell of them. */
export const httpAccessRules = defineRules('http', [
  [
    '401',
    'PERMISSION',
    '\\b401 (?:Client Error|Unauthori[sz]ed|Unauthenticated)|\\bUnauthori[sz]ed\\b|\\bUNAUTHENTICATED\\b|not authenticated|authentication (?:is )?required|requires authentication|(?:could not|unable to|failed to) authenticate|authentication (?:has )?(?:failed|failure|error|unsuccessful)|failed authentication|auth(?:entication)? fail(?:ed|ure)?\\b|auth(?:entication)? error',
    'The login was refused',
    { confidence: 0.9 },
  ],
  ['401-code', 'PERMISSION', status('401'), 'The login was refused', { ...byCode, confidence: 0.91, priority: 1 }],
  [
    'bad-credentials',
    'PERMISSION',
    '(?:invalid|incorrect|wrong|bad|unknown)[ _-](?:user ?name|credentials?|password|login|user(?: name)? or password|api[ _-]?key|access[ _-]?key|access[ _-]?token|auth(?:entication|orization)?[ _-]?(?:token|key|header|credentials?)|token|client[ _-]?secret|client credentials|bearer token|signature|grant)\\b|(?:credentials?|password|user ?name|api[ _-]?key|login|access token|token)(?: you (?:provided|supplied))? (?:(?:is|are|was|were) )?(?:invalid|incorrect|wrong|rejected|revoked|not (?:valid|accepted|recogni[sz]ed))|username (?:unknown|or password)[^\\n]{0,40}(?:incorrect|invalid|wrong)|(?:incorrect|wrong) (?:username|user name|user|login)[^\\n]{0,20}password|invalid_client|invalid_grant|invalid_token|login (?:failed|incorrect|denied|refused|invalid|unsuccessful)|unable to log ?in|logon (?:failure|failed|denied)|could not log ?in',
    'The login data is not accepted',
    { confidence: 0.84, priority: 4 },
  ],
  [
    'expired-token',
    'PERMISSION',
    '(?:token|session|login|credentials?|ticket|password|signature|api key|access key|refresh token|secret|certificate|sas|license|licence|subscription|account|session token|jwt)(?: \\S{1,40})?(?: included in the request)? (?:has |have |is |was |are )?(?:been )?(?:expired|revoked|no longer valid)|expired (?:token|credentials?|password|api key|ticket|access token|jwt)|ExpiredToken(?:Exception)?|TokenExpiredError|signature has expired|jwt expired|token[ _]expired|password must be changed',
    'A token, ticket or password has run out',
    { confidence: 0.92, priority: 5 },
  ],
  [
    '403',
    'PERMISSION',
    "\\b403 (?:Client Error|Forbidden|\\bPOST\\b|\\bGET\\b|\\bPUT\\b|\\bDELETE\\b|HEAD)|\\bForbidden\\b|not authori[sz]ed|is not permitted|not allowed to (?:access|perform|read|write|use|create|view|execute|update|delete|call)|insufficient[ _](?:privileges?|permissions?|scopes?|access|rights|authentication scopes)|lacks? (?:the )?(?:\\S{1,60} )?(?:privilege|permission|scope|authori[sz]ation|access)s?|(?:do|does) ?(?:not|n't) have (?:(?:the|any|sufficient|enough|required|necessary|proper|appropriate|\\S{1,80}) ){0,2}(?:permission|privilege|access|rights|role|scope|authori[sz]ation)|missing (?:required )?(?:permission|privilege|scope|grant)s?|required (?:permission|scope|privilege|role)s?:|permission[ _]denied|access[ _](?:is |was )?denied|AccessDenied|AuthorizationException|AuthorizationError|must be (?:owner|superuser|member|granted)|requires? (?:the )?\\S{1,60} (?:permission|privilege|role|scope)|no permission|unauthori[sz]ed (?:access|operation|to)",
    'The account is not allowed to do this',
    { confidence: 0.91 },
  ],
  [
    '403-forbidden',
    'PERMISSION',
    '(?::|returned|status|error) 403 Forbidden|ForbiddenError',
    'The account is not allowed to do this',
    { confidence: 0.9, priority: 8 },
  ],
  ['403-code', 'PERMISSION', status('403'), 'The account is not allowed to do this', { ...byCode, confidence: 0.84 }],
  [
    'account-locked',
    'PERMISSION',
    '(?:account|user)(?: \\S{1,60})? (?:is |has been |was )?(?:locked|disabled|suspended|deactivated|blocked|inactive)|too many (?:failed )?(?:login|authentication) (?:attempts|failures)',
    'The account is locked or switched off',
    { confidence: 0.91, priority: 5 },
  ],
  [
    'mfa',
    'PERMISSION',
    'multi-?factor authentication|\\bMFA\\b[^\\n]{0,40}(?:required|failed|enabled)|AADSTS5007[69]|interaction_required|consent_required|two-factor',
    'A second factor or a consent is asked for',
    { confidence: 0.91, priority: 4 },
  ],
  [
    'ip-blocked',
    'PERMISSION',
    'ip (?:address )?\\S{0,45} ?(?:is |was )?(?:not (?:allowed|whitelisted|allowlisted|permitted|authorized)|blocked|denied)|not (?:allowed|authorized|permitted) to (?:connect|access)[^\\n]{0,60}\\bIP\\b|ip (?:allow|white)[ -]?list|blocked by (?:a )?(?:firewall|network policy|ip)',
    'The address of the caller is not on the list of the other side',
    { confidence: 0.9, priority: 5 },
  ],
]);

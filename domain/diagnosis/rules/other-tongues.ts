import { again, asksFirst, defineRules, ours, withMore } from './define-rules.ts';

/** What systems set to German, French, Spanish, Portuguese, Italian or Chinese say of the commonest failures. */
export const otherTongueRules = defineRules('tongue', [
  [
    'denied',
    'PERMISSION',
    'Zugriff (?:wurde )?verweigert|keine Berechtigung|Fehler bei der Anmeldung|Anmeldung[^\\n]{0,40}fehlgeschlagen|Authentifizierung[^\\n]{0,60}fehlgeschlagen|Passwort-Authentifizierung|Benutzername oder (?:das )?Kennwort|Accès (?:est )?refusé|Permission (?:non accordée|refusée)|droit refusé|authentification[^\\n]{0,60}échoué|Permiso denegado|Acceso denegado|autentificación[^\\n]{0,40}falló|Error de inicio de sesión|Permissão negada|Acesso negado|Accesso negato|Permesso negato|权限不足|拒绝访问|访问被拒绝|没有权限|认证失败|密码错误',
    'The caller is not allowed',
    { confidence: 0.9, priority: 8 },
  ],
  [
    'network',
    'NETWORK',
    'Verbindung[^\\n]{0,60}(?:verweiger|abgelehnt|nicht (?:möglich|hergestellt)|unterbrochen|getrennt|zurückgesetzt)|keine Verbindung hergestellt|Verbindungsaufbau[^\\n]{0,30}fehlgeschlagen|connexion (?:a été )?(?:refusée|réinitialisée|perdue|impossible|fermée)|Conexión (?:rechazada|rehusada|reinicializada|perdida)|no se pudo (?:conectar|establecer)|Connessione (?:rifiutata|interrotta)|Conexão recusada|连接被拒绝|连接拒绝|连接重置|连接失败|连接被重置|拒绝连接|无法连接',
    'The connection failed',
    { confidence: 0.9, priority: 8 },
  ],
  [
    'time',
    'TIMEOUT',
    "Zeitüberschreitung|Zeitlimit (?:überschritten|erreicht)|délai (?:d'attente )?(?:\\S+ )?(?:dépassé|expiré)|tiempo de espera (?:agotado|excedido)|tempo limite|连接超时|请求超时|执行超时",
    'A time limit ran out',
    { ...again, confidence: 0.84, priority: 7 },
  ],
  [
    'missing',
    'DATA',
    'Datei (?:oder Verzeichnis )?(?:\\S+ )?nicht (?:gefunden|finden)|kann (?:den|die|das) angegebene[nr]? (?:Datei|Pfad)[^\\n]{0,20}nicht finden|Aucun fichier ou (?:dossier|répertoire)|fichier[^\\n]{0,40}introuvable|No existe el (?:archivo|fichero)|Arquivo ou diretório|File o directory non esistente|没有那个文件或目录|找不到(?:文件|指定的)|文件不存在|doppelter Schlüsselwert|ungültige Eingabe|clé dupliquée|llave duplicada|clave duplicada|主键冲突|重复键',
    'What the job reads is missing or wrong',
    { confidence: 0.87, priority: 7 },
  ],
  [
    'code',
    'SYNTAX',
    "Syntaxfehler|Falsche Syntax|bereits ein Objekt mit dem Namen|Ungültiger (?:Objekt|Spalten)name|(?:Relation|Spalte|Tabelle|Funktion) [^\\n]{1,80} existiert nicht|erreur de syntaxe|(?:relation|colonne|table|fonction) [^\\n]{1,80} n'existe pas|error de sintaxis|Sintaxis incorrecta|no existe la (?:columna|relación|tabla|función)|erro de sintaxe|语法错误|语法不正确|列名无效|对象名[^\\n]{0,40}无效|表(?:或视图)?不存在",
    'The query or code is wrong',
    { confidence: 0.9, priority: 8 },
  ],
  [
    'space',
    'RESOURCE',
    "Kein Speicherplatz|nicht genügend (?:Arbeits)?speicher|(?:zu wenig|kein freier) Speicher|Datenträger (?:ist )?voll|plus d'espace|Aucun espace disponible|mémoire insuffisante|No queda espacio|memoria insuficiente|Spazio (?:su disco )?(?:esaurito|insufficiente)|Não há espaço|空间不足|内存不足|内存溢出|磁盘已满",
    'Memory or disk is used up',
    { ...asksFirst, ...withMore, confidence: 0.9, priority: 8 },
  ],
  [
    'locked',
    'CONCURRENCY',
    'Verklemmung|gesperrt durch|von einem anderen (?:Prozess|Benutzer)|interblocage|verrouillé par|utilisé par un autre|bloqueo mutuo|interbloqueo|está siendo utilizado por otro|被死锁|死锁牺牲|发生死锁|死锁检测|锁等待超时|gegenseitige Blockierung|デッドロック',
    'Another job or session is in the way',
    { ...ours, confidence: 0.89, priority: 9 },
  ],
  [
    'installation',
    'CONFIGURATION',
    '不受信任的颁发机构|nicht vertrauenswürdige[nr]? Zertifizierungsstelle|Befehl nicht gefunden|Klasse nicht registriert|commande introuvable|orden no encontrada|comando não encontrado|comando non trovato|未找到命令|命令未找到|插件(?:加载失败|不存在|初始化错误)|配置错误|配置有误|配置文件不存在|配置文件错误|缺少参数|缺少配置',
    'Something is not installed or not set',
    { confidence: 0.89, priority: 7 },
  ],
  [
    'stopped',
    'CANCELLED',
    "(?:vom|durch den) Benutzer abgebrochen|abgebrochen durch|annulée? par l'utilisateur|cancelad[oa] por el usuario|cancelad[oa] pelo usuário|annullat[oa] dall'utente|用户取消|被用户终止|已取消",
    'Somebody stopped it',
    { confidence: 0.87, priority: 8 },
  ],
  [
    'no-answer',
    'NETWORK',
    '连接的主机没有反应|没有正确答复|目标计算机积极拒绝|远程主机强迫关闭|verbundene(?:r|n)? (?:Partei|Host) nach einer bestimmten Zeit',
    'The other side does not answer',
    { confidence: 0.92, priority: 9 },
  ],
  [
    'shutdown',
    'SERVICE_UNAVAILABLE',
    'Herunterfahren verlangt|aufgrund von Anweisung des Administrators|正在关闭|服务(?:不可用|暂时不可用)|Dienst (?:ist )?nicht verfügbar|service (?:temporairement )?indisponible|servicio no disponible',
    'The service is being stopped or does not serve',
    { ...again, confidence: 0.86, priority: 8 },
  ],
]);

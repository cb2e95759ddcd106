/** What is wrong, in the same notation as the subjects. A phrase may stand under several faults. */
export const faultPhrases: Readonly<Record<string, string>> = {
  unreachable: `
    down, offline, unreachable, unavailable, not respond, not responding, no response, not reachable, not+reach, not+connect,
    fail+connect, connection+refused, connection+lost, connection+reset, connection+closed, connection+broken,
    connection+dropped, connection+error, connection+abort, no+connection, health check+fail, heartbeat+lost,
    heartbeat+missed, probe+fail, ping+fail, refused, econnrefused, econnreset, ehostunreach, no route, host+unreachable,
    lost contact, not available, gone away, not running, stopped, unresponsive, outage, no broker available,
    nobrokersavailable, broken pipe, dropped+link, dead, disconnected, connection+peer`,
  unavailable: `
    unavailable, 502, 503, 500, bad gateway, internal server error, service unavailable, starting up, maintenance,
    overloaded, temporarily, not ready, no leader, failover, safe mode, shutting down, recovery mode, degraded,
    backend error`,
  timeout: `
    timeout, timed out, time out, ran past limit, deadline exceeded, deadline, took too long, etimedout, time limit, time+exceeded,
    not finish+time, not complete+time, no answer within, no reply within, no response within, expired+waiting,
    waited too long, sla miss, 408, 504, gateway timeout, hung, hang, stuck, stalled, ran too long, runtime limit,
    wall clock limit, gave up+waiting`,
  exhausted: `
    exhausted, out memory, oom, full, no space left, enospc, ran out, run out, used up, limit+reached, memory+limit, disk+limit, size+limit,
    resource+limit, storage+limit, insufficient, not enough, not allocate, fail+allocate, overflow, depleted,
    no more, no free, no available slots, max+reached, maximum+reached, too many connections, too many clients,
    too many open files, emfile, enomem, heap space, gc overhead limit, oomkilled, bad alloc, memoryerror, memory error,
    capacity, exit code 137, 137, saturated, evicted, low disk, remaining connection slots, high usage, usage+100,
    pool+limit, not get+connection+pool, connection+not available`,
  denied: `
    denied, deny, unauthorized, unauthorised, forbidden, not authorized, not authorised, not permitted, not allowed,
    not+permission, no+permission, lack+permission, missing+permission, insufficient+privilege, insufficient+permission,
    lack+privilege, lacks+grant, eacces, eperm, authentication+fail, authorization+fail, login+fail, logon+fail, sign+fail,
    password+wrong, password+incorrect, invalid+credential, invalid+password, invalid+token, bad credential,
    rejected+credential, 401, 403, no access, access+refused, must be owner, lack, not+access`,
  expired: `
    expired, expiry, expiration, no longer valid, out of date, stale, revoked, past its validity, lapsed,
    certificate+not valid`,
  throttled: `
    throttled, throttling, rate limit, rate exceeded, too many requests, 429, slow down, slowdown, quota+exceeded,
    requests+exceeded, request+limit, calls+exceeded, calls+limit, requestlimitexceeded`,
  missing: `
    missing, not found, no such, not exist, does not exist, enoent, 404, absent, not find, not locate, undefined,
    not defined, nosuchkey, unknown column, unknown table, not set, not arrive, not present, not installed, not deliver,
    no file, file+lost, unset, empty`,
  invalid: `
    invalid, malformed, not parse, fail+parse, parse error, parse exception, parsing, unexpected, bad format, wrong format,
    not valid, illegal, cast, convert, not decode, decode, encoding, mismatch, incompatible, wrong type, type error,
    out of range, truncated, unparseable, unrecognized, does not match, not+readable`,
  corrupt: `
    corrupt, corrupted, checksum, crc, damaged, bad block, inconsistent, integrity, torn page, not a parquet file,
    magic number`,
  violated: 'duplicate, violates, violation, constraint, unique, foreign key, already exists, not null, integrity constraint',
  contended: `
    deadlock, lock wait, lock+timeout, lock+not, locked, blocked, serialization, serialize, concurrent, conflict,
    already running, in use, busy, contention, held by, another process, another session, optimistic, resource busy`,
  killed: `
    killed, sigkill, sigterm, signal 9, terminated, evicted, preempted, oomkilled, exit code 137, aborted, spot+reclaimed,
    executor+lost, node+lost, lost+executor`,
  crashed: `
    crash, crashed, segfault, segmentation fault, core dump, panic, crashloopbackoff, fatal, exited, restarting, died,
    crash loop`,
  syntax: `
    syntax, syntax error, parse error, compile, compilation, unresolved, ambiguous column, name error, nameerror,
    unknown function, syntaxerror, indentation, unsupported`,
  drift: `
    version, mismatch, incompatible, schema+changed, column+added, column+renamed, schema drift, schema mismatch, upgraded,
    deprecated, layout+changed, schema+differ, column+removed`,
  slow: 'slow, latency, lagging, lag, behind, delay, delayed, backlog, long running, degraded performance, performance',
  cancelled: 'cancelled, canceled, cancel, interrupted, skipped, manually stopped',
  unresolved: `
    resolve+host, name resolution, enotfound, nxdomain, unknown host, name or service not known, eai again,
    nodename nor servname, dns+fail, not+resolve, lookup+fail`,
  untrusted: `
    self signed, certificate+verify, verify failed, unable to find valid certification path, unknown authority,
    handshake+fail, handshake+error, untrusted, pkix, hostname+mismatch`,
};

/** The columns of a file of past incidents. */
export const head = 'timestamp,title,description,service,severity,resolution_time,solution,tags,success';

/** Five past incidents of different kinds, with the byte order mark, times and cells of several lines that such files have. */
export const history = `\ufeff${head}
2026-01-10 02:11:00,Ledger database refuses connections,too many clients already,ledger-db,high,300,Closed idle sessions,database;pool,true
10.01.2026 04:00:00,Export job out of memory,java.lang.OutOfMemoryError: Java heap space,export,critical,10m,"Raised the heap,\nthen ran it again",memory,true
2026-01-11T05:00:00Z,Disk full on the report host,no space left on device,Report Host,medium,00:20:00,Deleted old reports,disk,yes
2026-01-12 06:00:00,Upstream answers with 502,bad gateway from the partner interface,partner,low,60,Waited and sent it again,http,
2026-01-13 07:00:00,Login of the batch user refused,authentication failed for user batch,directory,high,900,Renewed the password,auth,true
`;

echo "$NIGHTSHIFT_RUN_KEY" >> "$NIGHTSHIFT_JOB_STATE/starts"
[ "$(wc -l < "$NIGHTSHIFT_JOB_STATE/starts")" -gt 1 ] && exit 0
echo 'Error: connect ECONNREFUSED 127.0.0.1:5432' >&2
exit 1

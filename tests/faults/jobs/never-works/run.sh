echo "$NIGHTSHIFT_RUN_KEY" >> "$NIGHTSHIFT_JOB_STATE/starts"
echo 'Error: connect ECONNREFUSED 127.0.0.1:5432' >&2
exit 1

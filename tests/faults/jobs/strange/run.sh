echo "$NIGHTSHIFT_RUN_KEY" >> "$NIGHTSHIFT_JOB_STATE/starts"
echo 'it went sideways' >&2
exit 1

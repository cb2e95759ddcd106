echo "$NIGHTSHIFT_RUN_KEY" >> "$NIGHTSHIFT_JOB_STATE/starts"
[ "$1" -ge 256 ] && exit 0
echo 'FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory' >&2
exit 134

echo "$NIGHTSHIFT_RUN_KEY" >> "$NIGHTSHIFT_JOB_STATE/starts"
echo 'no input today'
exit 3

echo "$NIGHTSHIFT_RUN_KEY" >> "$NIGHTSHIFT_JOB_STATE/starts"
printf '/srv/job.mjs:3\nconst = 4;\n      ^\n\nSyntaxError: Unexpected token =\n' >&2
exit 1

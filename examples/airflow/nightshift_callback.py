"""Tells Nightshift that a run of a DAG failed: DAG(..., on_failure_callback=tell_nightshift).

Belongs beside the DAGs. Needs NIGHTSHIFT_URL and NIGHTSHIFT_API_KEY in the environment of the DAG processor (Airflow 3)
or of the scheduler (Airflow 2), and NIGHTSHIFT_PLATFORM where the platform is not called airflow.
"""

import json
import os
import urllib.request


def tell_nightshift(context):
    report = {
        "platform": os.environ.get("NIGHTSHIFT_PLATFORM", "airflow"),
        "job": context["dag"].dag_id,
        "run": context["run_id"],
    }
    request = urllib.request.Request(
        os.environ["NIGHTSHIFT_URL"].rstrip("/") + "/api/triggers/failures",
        data=json.dumps(report).encode(),
        headers={
            "content-type": "application/json",
            "authorization": "Bearer " + os.environ["NIGHTSHIFT_API_KEY"],
        },
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as answer:
            answer.read()
    except OSError as error:
        # The sweep finds the failure later: nothing is lost by this.
        print(f"Nightshift could not be told: {error}")

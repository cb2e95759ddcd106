"""Drives the simulated workspace by the official client through every call that the connector makes, and says in JSON what it understood."""

import json
import sys

from databricks.sdk import WorkspaceClient
from databricks.sdk.errors import DatabricksError
from databricks.sdk.service import compute, jobs

host, token, client_id, client_secret, job_id, other_job = sys.argv[1:7]
job_id, other_job = int(job_id), int(other_job)
said = {}


def tell(name, value):
    said[name] = value


def refused(name, call):
    try:
        call()
        tell(name, "accepted")
    except DatabricksError as error:
        tell(name, f"{type(error).__name__}: {error.error_code}")


client = WorkspaceClient(host=host, token=token, auth_type="pat")
principal = WorkspaceClient(host=host, client_id=client_id, client_secret=client_secret, auth_type="oauth-m2m")

tell("jobs", [job.settings.name for job in client.jobs.list(limit=2)])
tell("jobs as a principal", len(list(principal.jobs.list(limit=100))))
job = client.jobs.get(job_id)
tell("job", [job.job_id, [task.task_key for task in job.settings.tasks], job.settings.job_clusters[0].new_cluster.num_workers])
tell("jobs with tasks", [len(job.settings.tasks or []) for job in client.jobs.list(expand_tasks=True)])

failed = [run for run in client.jobs.list_runs(completed_only=True, expand_tasks=True, limit=2)]
tell("ended runs", len({run.run_id for run in failed}))
run = client.jobs.get_run(int(sys.argv[7]), include_history=True)
tell(
    "run",
    [
        run.run_id,
        run.state.life_cycle_state.value,
        run.state.result_state.value,
        run.status.termination_details.code.value,
        run.status.termination_details.type.value,
        [task.task_key for task in run.tasks],
        run.repair_history[0].type.value,
        {one.name: one.value for one in run.job_parameters},
    ],
)
output = client.jobs.get_run_output(run.tasks[0].run_id)
tell("output", output.error)
refused("output of a run of several tasks", lambda: client.jobs.get_run_output(run.run_id))
refused("a run that there is not", lambda: client.jobs.get_run(1))
refused("a job that there is not", lambda: client.jobs.get(1))

first = client.jobs.run_now(job_id, idempotency_token="key-1", job_parameters={"day": "2026-01-02"}).response.run_id
again = client.jobs.run_now(job_id, idempotency_token="key-1", job_parameters={"day": "2026-01-02"}).response.run_id
tell("run-now, the same token twice", first == again)
tell("a going run", client.jobs.get_run(first).state.life_cycle_state.value)
client.jobs.cancel_run(first).response
tell("a cancelled run", client.jobs.get_run(first).status.termination_details.code.value)

cluster = compute.ClusterSpec(num_workers=4, node_type_id="large")
task = jobs.SubmitTask(task_key="merge", new_cluster=cluster, timeout_seconds=600)
copy = client.jobs.submit(run_name="copy", tasks=[task], idempotency_token="key-2").response.run_id
tell("submit, the same token twice", copy == client.jobs.submit(run_name="copy", tasks=[task], idempotency_token="key-2").response.run_id)
shown = client.jobs.get_run(copy)
tell("a copy", [shown.run_name, shown.run_type.value, shown.tasks[0].new_cluster.node_type_id])

changed = jobs.JobCluster(job_cluster_key="main", new_cluster=compute.ClusterSpec(num_workers=8, node_type_id="large"))
client.jobs.update(job_id, new_settings=jobs.JobSettings(job_clusters=[changed], description="changed"))
job = client.jobs.get(job_id)
tell("an updated job", [job.settings.description, job.settings.job_clusters[0].new_cluster.num_workers, len(job.settings.tasks)])
client.jobs.update(job_id, fields_to_remove=["description"])
tell("a removed field", client.jobs.get(job_id).settings.description)

repair = client.jobs.repair_run(run.run_id, rerun_all_failed_tasks=True, rerun_dependent_tasks=True).response.repair_id
repaired = client.jobs.get_run(run.run_id, include_history=True)
tell("a repaired run", [repaired.repair_history[-1].id == repair, repaired.tasks[0].attempt_number, repaired.job_clusters[0].new_cluster.num_workers])
refused("repair of a going run", lambda: client.jobs.repair_run(run.run_id, rerun_all_failed_tasks=True))
print(json.dumps(said))

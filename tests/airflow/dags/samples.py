"""DAGs that fail in the ways that the tests need, on the real Airflow."""

import datetime

from airflow.sdk import DAG, Variable, task
from nightshift_callback import tell_nightshift

common = {
    "schedule": None,
    "start_date": datetime.datetime(2024, 1, 1, tzinfo=datetime.timezone.utc),
    "catchup": False,
}


def is_open(name):
    return Variable.get(name, default="no") == "yes"


def waits_for(dag_id):
    """Fails in its second task until the variable of its name says yes."""
    with DAG(dag_id, **common) as dag:

        @task
        def fetch():
            print("fetched 17 rows")

        @task
        def load():
            if not is_open(dag_id):
                raise ConnectionError("connection to warehouse.example.com:5432 refused")
            print("loaded 17 rows")

        @task
        def publish():
            print("published")

        fetch() >> load() >> publish()
    return dag


until_variable = waits_for("until_variable")
cleared_by_hand = waits_for("cleared_by_hand")
whole_path = waits_for("whole_path")

with DAG("always_fails", on_failure_callback=tell_nightshift, **common):

    @task
    def copy():
        raise FileNotFoundError("/data/archive.csv does not exist")

    copy()

with DAG("mapped", **common):

    @task
    def part(number):
        print("part", number)
        if number == 2 and not is_open("mapped"):
            raise MemoryError("part 2 needs more memory")

    part.expand(number=[1, 2, 3])

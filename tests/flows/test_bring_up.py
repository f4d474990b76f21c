"""What a start lets run once."""

from pathlib import Path

from flows.bring_up import FAILURE, FIRST_RUNS
from flows.job import RunFailed


def test_every_first_run_is_of_a_flow_that_is_deployed() -> None:
    deployed = (Path(__file__).parents[2] / "prefect.yaml").read_text("utf-8")
    assert [name for name in FIRST_RUNS if f"name: {name.partition('/')[2]}\n" not in deployed] == []


def test_a_run_that_failed_is_told_by_what_stands_behind_the_name_of_its_error() -> None:
    assert RunFailed.__name__ == FAILURE

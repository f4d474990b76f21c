"""What a start lets run once."""

from pathlib import Path

from flows.bring_up import FIRST_RUNS


def test_every_first_run_is_of_a_flow_that_is_deployed() -> None:
    deployed = (Path(__file__).parents[2] / "prefect.yaml").read_text("utf-8")
    assert [name for name in FIRST_RUNS if f"name: {name.partition('/')[2]}\n" not in deployed] == []

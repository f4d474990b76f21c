"""What every run has around its one call."""

import shutil

import pytest

from flows import tick
from flows.job import RunFailed
from models.installation.settings import Settings
from tests.flows.dashboard import MONDAY

pytestmark = pytest.mark.xdist_group("prefect")


def test_a_database_of_another_version_fails_the_run_and_says_what_to_do(
    prefect_api: None,
    settings: Settings,
) -> None:
    shutil.rmtree(settings.var)
    with pytest.raises(RunFailed, match="trespann init"):
        tick.tick.with_options(retries=0)(today=MONDAY)

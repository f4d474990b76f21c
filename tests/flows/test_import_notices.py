"""Notices, read by a run through a real server."""

from pathlib import Path

import pytest

from exchange.notices import notice_import
from flows import import_notices
from flows.job import RunFailed
from models.installation.settings import Settings
from tests.flows.dashboard import MONDAY, labelled, on, shown

pytestmark = pytest.mark.xdist_group("prefect")


def test_what_is_no_notice_is_counted_as_skipped(prefect_api: None, settings: Settings) -> None:
    (settings.notices / "letter.xml").write_text("<letter/>", encoding="utf-8")
    state = on(MONDAY, import_notices.import_notices, return_state=True)
    assert state.result().skipped == 1
    assert shown(state) == labelled(state.result().as_dict(), notice_import.LABELS)


def test_a_folder_that_is_not_there_fails_the_run_in_plain_swedish(
    prefect_api: None,
    settings: Settings,
    tmp_path: Path,
) -> None:
    once = import_notices.import_notices.with_options(retries=0)
    with pytest.raises(RunFailed, match="Det finns ingen mapp"):
        on(MONDAY, once, folder=str(tmp_path / "nowhere"))

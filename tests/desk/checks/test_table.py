from datetime import UTC, date, datetime
from pathlib import Path

from sqlalchemy import Engine

from cli.doctor import ADVICE
from desk.checks.finding import Advice, Moment
from desk.checks.table import of_database
from models.installation.settings import Settings


def test_every_check_of_a_database_finds_something_of_its_own_name(engine: Engine, tmp_path: Path):
    at = Moment(Settings(var=tmp_path), date(2026, 3, 2), datetime(2026, 3, 2, 8, 0, tzinfo=UTC))

    names = [finding.name for finding in of_database(engine, at)]

    assert len(names) == len(set(names)) == 20


def test_the_command_line_has_words_for_every_advice():
    assert ADVICE.keys() == set(Advice)

"""The example city: begun once, gone on with where it was cut off, and never where it was not asked for."""

from datetime import date, timedelta
from itertools import islice
from pathlib import Path

import pytest
from sqlalchemy import select

from desk import example_city
from desk.example_city import awaits_its_life, begun, live_up_to_start, with_example
from exchange.directory_import import load_city
from exchange.notices.notice_import import import_notices
from exchange.plans.plan_import import import_plan
from models.installation.settings import EXAMPLES, Settings
from models.queries.heartbeats import last_day
from models.storage.database import engine_at, reading
from models.storage.schema import upgrade
from models.tables import Message, ObligationRow, Person
from states.facts import Role
from tests.example import DAYS, SATURDAY, ExampleCities, only_the_stories

pytestmark = pytest.mark.xdist_group("example")

STARTED = date(2026, 11, 28)
_message, _person, _obligation = Message.__table__, Person.__table__, ObligationRow.__table__


@pytest.fixture
def fresh(tmp_path: Path) -> Settings:
    settings = Settings(_env_file=None, var=tmp_path / "var")
    settings.var.mkdir()
    with engine_at(settings.database) as engine:
        upgrade(engine)
        load_city(engine, EXAMPLES / "city.toml")
    return settings


def test_the_day_of_the_first_start_is_kept(fresh: Settings) -> None:
    first = with_example(fresh, STARTED)
    assert first.plan == fresh.var / "example" / "plan.csv"
    assert with_example(fresh, STARTED + timedelta(days=200)) == first
    assert (fresh.var / "example" / "started").read_text("ascii") == "2026-11-28\n"


@pytest.mark.parametrize(
    "own",
    [
        {"plan": Path("plan.csv")},
        {"notices": Path("notices")},
        {"directory": Path("city.toml")},
        {"smtp_host": "relay.example"},
    ],
    ids=str,
)
def test_who_has_files_of_their_own_or_mails_for_real_gets_no_example(fresh: Settings, own: dict[str, object]) -> None:
    settings = fresh.model_copy(update=own)
    assert with_example(settings, STARTED) == settings
    assert not (fresh.var / "example").exists()


def test_a_city_that_has_cases_of_its_own_gets_no_example(fresh: Settings) -> None:
    with engine_at(fresh.database) as engine:
        import_plan(engine, EXAMPLES / "plan.csv", today=STARTED)
        assert not awaits_its_life(engine, fresh)
    assert with_example(fresh, STARTED) == fresh


def test_a_city_that_was_cut_off_goes_on_where_it_was(
    fresh: Settings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(example_city, "EXAMPLES", only_the_stories(tmp_path / "examples"))
    settings = begun(fresh, STARTED)
    lived: list[date] = []

    def watched(days: list[date], most: int) -> list[date]:
        lived.extend(days[:most])
        return days[:most]

    with engine_at(settings.database, synchronous="OFF") as engine:
        live_up_to_start(engine, settings, each=lambda days: watched(days, 3))
        assert awaits_its_life(engine, settings)
        live_up_to_start(engine, settings, each=lambda days: islice(watched(days, 2), 2))
        with reading(engine) as connection:
            assert last_day(connection, "tick") == lived[-1]
    assert lived == sorted(set(lived))


@pytest.mark.parametrize("day", DAYS, ids=str)
def test_what_the_nightly_imports_read_is_known_already(
    day: date, example_cities: ExampleCities, tmp_path: Path
) -> None:
    settings = example_cities.moved_to(tmp_path, day)
    with engine_at(settings.database) as engine:
        plan = import_plan(engine, settings.var / "example" / "plan.csv", today=day)
        notices = import_notices(engine, settings.var / "example" / "notices", today=day)
    assert (plan.created, plan.updated, plan.skipped) == (0, 0, 0)
    assert (notices.created, notices.updated) == (0, 0)


def test_every_supplier_has_somebody_who_calls_and_suppliers_were_mailed(example_cities: ExampleCities) -> None:
    with engine_at(example_cities.on(SATURDAY).database) as engine, reading(engine) as connection:
        cared_for = connection.execute(select(_obligation.c.contact_id, _obligation.c.supplier_person_id)).all()
        suppliers = select(_person.c.id).where(_person.c.role == Role.SUPPLIER)
        mails = len(connection.execute(select(_message.c.id).where(_message.c.person_id.in_(suppliers))).all())
        states = set(connection.execute(select(_message.c.state)).scalars())
    assert sum(None not in pair for pair in cared_for) >= 6
    assert mails >= 6
    assert states == {"sent"}

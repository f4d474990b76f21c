"""Figures as if they had been stored of cases, without the cases that would have them."""

from collections.abc import Iterable
from datetime import date

from sqlalchemy import Engine, insert

from matters.ladder_file import DEFAULT
from matters.rules_in_force import rules_with
from models.agenda import hold_to
from models.figures import Figure
from models.storage.database import writing
from models.tables import Case, ContractingUnit, FigureRow

YEAR, TODAY = 2026, date(2026, 12, 2)


def add_units(engine: Engine, *names: str) -> None:
    """Add contracting units, numbered from 101."""
    with writing(engine) as connection:
        for number, name in enumerate(names, 101):
            connection.execute(insert(ContractingUnit).values(id=number, name=name))


def keep(engine: Engine, figures: Iterable[Figure], *, today: date = TODAY) -> None:
    """Store each figure as that of a case of its own, which is not due."""
    with writing(engine) as connection:
        hold_to(connection, rules_with(DEFAULT), today)
        for number, one in enumerate(figures):
            told = {"reference": f"K-{number}", "reference_key": f"k-{number:06}", "title": f"Ärende {number}"}
            added = insert(Case.__table__).values(opened_on=date(YEAR, 1, 12), **told).returning(Case.__table__.c.id)
            case_id = connection.execute(added).scalar_one()
            connection.execute(insert(FigureRow).values(case_id=case_id, **one._asdict()))


def times(number: int, name: str, key: str = "", unit: int | None = 101, **known) -> list[Figure]:
    return [Figure(name, key, known.pop("year", YEAR), unit, **known) for _ in range(number)]

"""A procurement as a folder of notices, and what importing it comes to."""

import random
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import Engine, select, text
from sqlalchemy.orm import aliased

from exchange.import_report import ImportReport
from exchange.notices.notice_import import import_notices
from exchange.notices.questions import open_questions
from models.casefile import CaseFile
from models.casestore import load_some
from models.particulars import said_of
from models.storage.database import reading, writing
from models.tables import Case, CaseLink, ImportedNotice, NoticeName, SkippedNotice
from states.records.observations import current
from tests.models.building import (
    TODAY,
    notice_xml,
    uuid,
    winner,
    write,
)

TOMORROW = TODAY + timedelta(days=1)


# One procurement from the first plan to the end of the contract, as files: name -> content.
PLANNING = notice_xml("pin", form="planning", published="2025-09-01", planned="2026-01-15", oj="1-2025")
CALL = notice_xml(
    "call",
    procedure="P",
    oj="11-2026",
    published="2026-01-19",
    previous=[f"{uuid('pin')}-01"],
    deadline="2026-02-19",
    months="24",
)
CHANGE = notice_xml(
    "change",
    procedure="P",
    oj="12-2026",
    published="2026-02-02",
    changes=f"{uuid('call')}-01",
    deadline="2026-02-26",
    months="36",
)
AWARD = notice_xml(
    "award",
    form="result",
    procedure="P",
    oj="13-2026",
    published="2026-02-25",
    decided="2026-02-16",
    signed="2026-02-24",
    winners=[winner("LOT-0001", "Städ AB")],
    months="36",
)
MORE = notice_xml(
    "more",
    form="result",
    procedure="P",
    oj="14-2026",
    published="2026-02-27",
    decided="2026-02-17",
    winners=[winner("LOT-0001", "Rent AB", "556000-1111")],
    months="36",
)
MODIFIED = notice_xml(
    "modified", form="cont-modif", procedure="P", oj="15-2026", published="2026-03-01", modifies="13-2026", months="48"
)
STORY = {"b.xml": CALL, "c.xml": CHANGE, "d.xml": AWARD, "e.xml": MORE, "f.xml": MODIFIED}
CASE_OF_STORY = f"N-{uuid('P')[:13]}"


def put(folder: Path, **contents: str) -> None:
    for name, content in contents.items():
        write(folder, f"{name}.xml", content)


def take_in(engine: Engine, path: Path, **asked: Any) -> ImportReport:
    return import_notices(engine, path, **{"today": TODAY} | asked)


def outcomes(report: ImportReport) -> dict[str, str]:
    return {line.name: str(line.outcome) for line in report.lines}


def told(report: ImportReport, name: str) -> tuple[str, str]:
    (line,) = (line for line in report.lines if line.name == name)
    return line.text.sv, line.text.en


def files_of(engine: Engine) -> list[CaseFile]:
    with reading(engine) as connection:
        ids = connection.execute(select(Case.id).order_by(Case.id)).scalars().all()
        return load_some(connection, [id_ for id_ in ids if id_ is not None])


def meaning(engine: Engine) -> dict[frozenset[str], Any]:
    """Return what the cases come to, by the notices in each: what an import may not make depend on its order."""
    found: dict[frozenset[str], Any] = {}
    with reading(engine) as connection:
        keys: dict[int, set[str]] = {}
        for key, case_id in connection.execute(select(ImportedNotice.key, ImportedNotice.case_id)).tuples():
            keys.setdefault(case_id, set()).add(key)
        names: dict[int, set[str]] = {}
        for name, case_id in connection.execute(select(NoticeName.name, NoticeName.case_id)).tuples():
            names.setdefault(case_id, set()).add(name)
        for case in files_of(engine):
            if case.id not in keys:  # a case that goes on in another
                continue
            said = {(row.name, row.value, row.source) for row in said_of(connection, [case.id])[case.id]}
            columns = (case.title, case.unit_id, case.kind, case.procedure, case.months)
            found[frozenset(keys[case.id])] = (
                columns,
                set(case.recorded),
                set(current(case.recorded)),
                said,
                names[case.id],
            )
    return found


OF_NOTICES = ("import_question", "case_link", "imported_notice", "notice_name")
"""The tables that are emptied before those of the cases."""


def asked(engine: Engine) -> list[tuple[str, str]]:
    """Return the references on both sides of each open question."""
    with reading(engine) as connection:
        return [(one.mine.reference, one.other.reference) for one in open_questions(connection)]


def linked(engine: Engine) -> set[tuple[str, str, str]]:
    """Return the links between cases: the title of the later one, how, and the title of the earlier one."""
    later, earlier = aliased(Case), aliased(Case)
    query = (
        select(later.title, CaseLink.kind, earlier.title)
        .select_from(CaseLink)
        .join(later, later.id == CaseLink.case_id)
        .join(earlier, earlier.id == CaseLink.other_id)
    )
    with reading(engine) as connection:
        return set(connection.execute(query).tuples().all())


def clear(engine: Engine) -> None:
    with writing(engine) as connection:
        for table in (*OF_NOTICES, "journal", "particular", "observation", "track", '"case"'):
            connection.execute(text(f"DELETE FROM {table}"))


def shuffled(names: Sequence[Any], seed: int) -> list[Any]:
    """Return the same disorder for the same seed."""
    return random.Random(seed).sample(names, len(names))  # noqa: S311 - chance that can be repeated


def skipped(engine: Engine) -> dict[str, str]:
    with reading(engine) as connection:
        return dict(connection.execute(select(SkippedNotice.name, SkippedNotice.cause_sv)).tuples().all())

"""Cases, units and notices for tests of what is stored. Every name and number is made up."""

import hashlib
import sqlite3
from collections.abc import Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID
from xml.sax.saxutils import escape

import psycopg
from sqlalchemy import Connection, Engine, func, insert, select

from models.actor import CLOCK, Actor
from models.casefile import CaseFile
from models.casestore import save
from models.journal import Entry, first_broken
from models.obligations import oblige
from models.operations import NewCase, assess, find, note_observation, open_case, record, settle
from models.storage.database import driver, reading, writing
from models.subject_meant import winner_meant
from models.tables import (
    Case,
    ContractingUnit,
    ImportedNotice,
    JournalEntry,
    NoticeName,
    ObligationRow,
    ObservationRow,
    Particular,
    Person,
    SkippedNotice,
    Track,
)
from states.facts import Milestone, Role
from states.law.applicability import AssessmentOutcome, ProcurementKind, RequirementForm
from states.law.procedures import Procedure
from states.records.observations import Observation, current

TODAY = date(2026, 3, 2)
OFFICER = Actor(Role.OFFICER, 1)
SUPPORT = Actor(Role.SUPPORT, 2)
TABLES = (
    ContractingUnit,
    Person,
    Case,
    Track,
    ObligationRow,
    ObservationRow,
    Particular,
    JournalEntry,
    ImportedNotice,
    NoticeName,
    SkippedNotice,
)

# --- cases -----------------------------------------------------------------------------------------------------------


def new_case(reference: str = "UH-1", title: str = "Städning av skolor", **known: Any) -> NewCase:
    known = {"kind": ProcurementKind.SERVICE, "months": 24.0, "headcount": 6.0} | known
    return NewCase(reference, title, **known)


def opened(engine: Engine, reference: str = "UH-1", *, today: date = TODAY, **known: Any) -> int:
    """Store an open case and return its id."""
    with writing(engine) as connection:
        return open_case(connection, new_case(reference, **known), source="test", by=OFFICER, today=today).id


def seen(
    milestone: Milestone,
    on: date | None,
    *,
    by: Actor = OFFICER,
    as_of: date = TODAY,
    lot: str = "",
    supplier: str = "",
    value: str = "",
    placement: str = "",
    court: str = "",
    applicant: str = "",
) -> Observation:
    """Return what a person enters."""
    return Observation(milestone, on, str(by), True, as_of, lot, supplier, value, placement, court, applicant)


def enter(
    engine: Engine,
    reference: str,
    observation: Observation,
    *,
    by: Actor = OFFICER,
    today: date = TODAY,
    reason: str = "",
) -> bool:
    with writing(engine) as connection:
        return record(connection, find(connection, reference), observation, by=by, today=today, reason=reason)


def handed_over(
    engine: Engine,
    *winners: tuple[str, str],
    forms: Iterable[RequirementForm] = (RequirementForm.EMPLOYMENT,),
    named_by: str = "officer:1",
) -> int:
    """Store a case without a standstill that is matched from TODAY on, won by (lot, supplier); return its id."""
    case_id = opened(engine, procedure=Procedure.RENEWED_COMPETITION_CH19)  # free of it under every act
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_1, TODAY))
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        assess(connection, case, AssessmentOutcome.REQUIRED, forms=forms, on=TODAY, by=SUPPORT, today=TODAY)
    enter(engine, "UH-1", seen(Milestone.DOCUMENTS_PUBLISHED, TODAY))
    enter(engine, "UH-1", seen(Milestone.AWARD_NOTICE_SENT, TODAY, value="electronic"))
    for lot, supplier in winners:
        name_winner(engine, lot, supplier, source=named_by)
    enter(engine, "UH-1", seen(Milestone.CONTACT_POINT_2, TODAY))
    return case_id


def name_winner(engine: Engine, lot: str, supplier: str, *, source: str = "officer:1", on: date = TODAY) -> None:
    """Let a person, or a notice where the source is one, name a winner."""
    by_person = not source.startswith("notice")
    told = Observation(Milestone.WINNER_NAMED, on, source, by_person, on, lot, supplier)
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        note_observation(case, told, by=OFFICER if by_person else CLOCK, today=on)
        settle(case, on)
        save(connection, [case])


def promised(engine: Engine, supplier: str, lot: str = "", *, today: date = TODAY, **promise: Any) -> bool:
    """Enter what a supplier of the case promises."""
    with writing(engine) as connection:
        case = find(connection, "UH-1")
        return oblige(connection, case, winner_meant(case, supplier, lot), promise, by=SUPPORT, today=today)


def tracks(engine: Engine, process: str) -> dict[str, str]:
    """Return the state of each track of a process, by its subject."""
    return {track.subject: track.state for track in read(engine).tracks if track.process == process}


def read(engine: Engine, reference: str = "UH-1") -> CaseFile:
    with writing(engine) as connection:
        return find(connection, reference)


def dates(case: CaseFile) -> dict[str, date]:
    """Return the days that count, by milestone."""
    return {str(one.milestone): one.on for one in current(case.recorded) if one.on is not None}


def add_unit(engine: Engine, name: str, **columns: Any) -> int:
    with writing(engine) as connection:
        added = connection.execute(insert(ContractingUnit).values(name=name, **columns).returning(ContractingUnit.id))
        return int(added.scalar_one())


def add_person(engine: Engine, email: str, role: str = "officer", unit_id: int | None = None) -> int:
    values = {"name": "Påhittad Person", "email": email, "phone": "031-390 06 00", "role": role, "unit_id": unit_id}
    with writing(engine) as connection:
        return int(connection.execute(insert(Person).values(values).returning(Person.id)).scalar_one())


def counts(engine: Engine) -> dict[str, int]:
    """Return the number of rows of every table that holds a case, its history or an import."""
    with reading(engine) as connection:
        return {
            table.__name__: connection.execute(select(func.count()).select_from(table)).scalar_one() for table in TABLES
        }


def contents(engine: Engine) -> dict[str, list[tuple[Any, ...]]]:
    """Return every row of those tables."""
    with reading(engine) as connection:
        return {
            table.__name__: [
                tuple(row)
                for row in connection.execute(select(*table.__table__.c).order_by(*table.__table__.primary_key))
            ]
            for table in TABLES
        }


def journal(connection: Connection, case_id: int) -> list[tuple[Entry, str]]:
    c = JournalEntry.__table__.c
    columns = (c.number, c.on, c.actor, c.event, c.process, c.subject, c.source, c.target, c.detail, c.digest)
    rows = connection.execute(select(*columns).where(c.case_id == case_id).order_by(c.number, c.id))
    return [(Entry(*row[:-1]), row[-1]) for row in rows]


def broken(engine: Engine, case_id: int) -> int | None:
    """Return the first entry of a case's journal that was tampered with, as it stands in the database."""
    with reading(engine) as connection:
        c = Case.__table__.c
        length, head = connection.execute(select(c.journal_length, c.journal_head).where(c.id == case_id)).one()
        return first_broken(journal(connection, case_id), length=length, head=head)


def events(engine: Engine, case_id: int) -> list[str]:
    with reading(engine) as connection:
        return [entry.event for entry, _ in journal(connection, case_id)]


def file_with(*recorded: Observation, **columns: Any) -> CaseFile:
    known: dict[str, Any] = {
        "id": 1,
        "reference": "UH-1",
        "title": "Städning",
        "unit_id": None,
        "officer_id": None,
        "support_id": None,
        "kind": "service",
        "procedure": "",
        "act": "lou",
        "months": 24.0,
        "headcount": None,
        "value": None,
        "single_tenderer": False,
        "outcome": "pending",
        "forms": "",
        "outcome_reason": "",
        "opened_on": TODAY,
        "next_check": None,
        "version": 0,
        "journal_length": 0,
        "journal_head": "",
    }
    return CaseFile(**known | columns, recorded=list(recorded))


# --- what reaches the database ---------------------------------------------------------------------------------------


@contextmanager
def statements(connection: Connection) -> Iterator[list[str]]:
    """Collect the statements that reach the driver; a write of many rows is one."""
    asked: list[str] = []
    dbapi = driver(connection)
    if isinstance(dbapi, sqlite3.Connection):
        # SQLite tells each row of a write of its own, all with the same text before the values.
        dbapi.set_trace_callback(lambda sql: asked.append(sql) if not asked or shape(asked[-1]) != shape(sql) else None)
        yield asked
        dbapi.set_trace_callback(None)
        return

    class Told(psycopg.Cursor[Any]):
        def execute(self, query: Any, *rest: Any, **options: Any) -> Any:
            asked.append(str(query))
            return super().execute(query, *rest, **options)

        def executemany(self, query: Any, *rest: Any, **options: Any) -> Any:
            asked.append(str(query))
            return super().executemany(query, *rest, **options)

    dbapi.cursor_factory = Told
    yield asked
    dbapi.cursor_factory = psycopg.Cursor


def shape(sql: str) -> str:
    return sql.split("VALUES", maxsplit=1)[0].split(" SET ", maxsplit=1)[0]


# --- notices ---------------------------------------------------------------------------------------------------------

BUYER = ("Grundskoleförvaltningen", "212000-9999")
_UBL = "urn:oasis:names:specification:ubl:schema:xsd:"
_NAMESPACES = (
    f'xmlns:cac="{_UBL}CommonAggregateComponents-2" xmlns:cbc="{_UBL}CommonBasicComponents-2"'
    f' xmlns:ext="{_UBL}CommonExtensionComponents-2"'
    ' xmlns:efac="http://data.europa.eu/p27/eforms-ubl-extension-aggregate-components/1"'
    ' xmlns:efbc="http://data.europa.eu/p27/eforms-ubl-extension-basic-components/1"'
    ' xmlns:efext="http://data.europa.eu/p27/eforms-ubl-extensions/1"'
)
_SUBTYPES = {
    "planning": "4",
    "competition": "16",
    "dir-awa-pre": "25",
    "result": "29",
    "cont-modif": "38",
    "completion": "E5",
}


def uuid(word: str) -> str:
    """Return the same made-up id for the same word."""
    return str(UUID(bytes=hashlib.md5(word.encode(), usedforsecurity=False).digest(), version=4))


def winner(lot: str, name: str, number: str = "556000-0000") -> tuple[str, str, str]:
    return (lot, name, number)


def notice_xml(
    word: str,
    *,
    form: str = "competition",
    subtype: str | None = None,
    procedure: str | None = None,
    version: str = "01",
    oj: str | None = None,
    published: str | None = "2026-02-02+01:00",
    dispatched: str | None = "2026-01-30+01:00",
    title: str = "Städning av skolor",
    buyer: tuple[str, str] = BUYER,
    number: str | None = None,
    nature: str = "services",
    deadline: str | None = None,
    planned: str | None = None,
    months: str | None = None,
    previous: Iterable[str] = (),
    changes: str | None = None,
    reason: str | None = None,
    modifies: str | None = None,
    outcome: str = "selec-w",
    decided: str | None = None,
    signed: str | None = None,
    winners: Sequence[tuple[str, str, str]] = (),
    lots: Sequence[str] = ("LOT-0001",),
    body: str = "",
) -> str:
    """Return a notice in the eForms format; `word` makes up its id."""
    root = "ContractAwardNotice" if form in {"result", "dir-awa-pre", "cont-modif"} else "ContractNotice"
    companies = [("ORG-0001", *buyer)] + [(f"ORG-1{n}", name, no) for n, (_, name, no) in enumerate(winners)]
    organisations = "".join(
        f"<efac:Organization><efac:Company><cac:PartyIdentification><cbc:ID>{id_}</cbc:ID></cac:PartyIdentification>"
        f"<cac:PartyName><cbc:Name languageID='SWE'>{escape(name)}</cbc:Name></cac:PartyName>"
        f"<cac:PartyLegalEntity><cbc:CompanyID>{no}</cbc:CompanyID></cac:PartyLegalEntity></efac:Company></efac:Organization>"
        for id_, name, no in companies
    )
    why = f"<efac:ChangeReason>{_tag('cbc:ReasonCode', reason)}</efac:ChangeReason>" if reason else ""
    changed = f"<efac:Changes>{_tag('efbc:ChangedNoticeIdentifier', changes)}{why}</efac:Changes>" if changes else ""
    modified = (
        f"<efac:ContractModification>{_tag('efbc:ChangedNoticeIdentifier', modifies)}</efac:ContractModification>"
        if modifies
        else ""
    )
    publication = (
        f"<efac:Publication>{_tag('efbc:NoticePublicationID', oj)}{_tag('efbc:PublicationDate', published)}"
        "</efac:Publication>"
        if oj or published
        else ""
    )
    references = "".join(
        f"<cac:NoticeDocumentReference><cbc:ID>{one}</cbc:ID></cac:NoticeDocumentReference>" for one in previous
    )
    extension = (
        "<ext:UBLExtensions><ext:UBLExtension><ext:ExtensionContent><efext:EformsExtension>"
        f"{changed}{modified}"
        f"{_result(outcome, decided, signed, winners, lots) if form in {'result', 'dir-awa-pre'} else ''}"
        f"<efac:NoticeSubType><cbc:SubTypeCode>{subtype or _SUBTYPES[form]}</cbc:SubTypeCode></efac:NoticeSubType>"
        f"<efac:Organizations>{organisations}</efac:Organizations>{publication}"
        "</efext:EformsExtension></ext:ExtensionContent></ext:UBLExtension></ext:UBLExtensions>"
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><{root} xmlns="{_UBL}{root}-2" {_NAMESPACES}>{extension}'
        f"<cbc:ID schemeName='notice-id'>{uuid(word)}</cbc:ID>"
        f"{_tag('cbc:ContractFolderID', uuid(procedure) if procedure else None)}"
        f"{_tag('cbc:IssueDate', dispatched)}<cbc:VersionID>{version}</cbc:VersionID>{_tag('cbc:PlannedDate', planned)}"
        f"<cbc:NoticeTypeCode listName='{form}'>x</cbc:NoticeTypeCode>"
        "<cbc:NoticeLanguageCode>SWE</cbc:NoticeLanguageCode>"
        "<cac:ContractingParty><cac:Party><cac:PartyIdentification><cbc:ID>ORG-0001</cbc:ID>"
        "</cac:PartyIdentification></cac:Party></cac:ContractingParty>"
        f"<cac:TenderingProcess><cbc:ProcedureCode>open</cbc:ProcedureCode>{references}</cac:TenderingProcess>"
        f"<cac:ProcurementProject>{_tag('cbc:ID', number)}<cbc:Name languageID='SWE'>{escape(title)}</cbc:Name>"
        f"<cbc:ProcurementTypeCode>{nature}</cbc:ProcurementTypeCode></cac:ProcurementProject>"
        f"{''.join(_lot(lot, months, deadline) for lot in lots)}{body}</{root}>"
    )


def _tag(name: str, text: str | None) -> str:
    return f"<{name}>{escape(text)}</{name}>" if text else ""


def _lot(lot: str, months: str | None, deadline: str | None) -> str:
    length = (
        f"<cac:PlannedPeriod><cbc:DurationMeasure unitCode='MONTH'>{months}</cbc:DurationMeasure></cac:PlannedPeriod>"
    )
    due = f"<cac:TenderSubmissionDeadlinePeriod>{_tag('cbc:EndDate', deadline)}</cac:TenderSubmissionDeadlinePeriod>"
    return (
        f"<cac:ProcurementProjectLot><cbc:ID schemeName='Lot'>{lot}</cbc:ID>"
        f"<cac:TenderingProcess>{due if deadline else ''}</cac:TenderingProcess>"
        f"<cac:ProcurementProject><cbc:Name languageID='SWE'>{lot}</cbc:Name>{length if months else ''}"
        "</cac:ProcurementProject></cac:ProcurementProjectLot>"
    )


def _result(
    outcome: str,
    decided: str | None,
    signed: str | None,
    winners: Sequence[tuple[str, str, str]],
    lots: Sequence[str],
) -> str:
    results = "".join(
        f"<efac:LotResult><cbc:TenderResultCode>{outcome}</cbc:TenderResultCode>"
        + "".join(
            f"<efac:SettledContract><cbc:ID>CON-{n}</cbc:ID></efac:SettledContract>"
            for n, (of_lot, *_) in enumerate(winners)
            if of_lot == lot
        )
        + f"<efac:TenderLot><cbc:ID>{lot}</cbc:ID></efac:TenderLot></efac:LotResult>"
        for lot in lots
    )
    contracts = "".join(
        f"<efac:SettledContract><cbc:ID>CON-{n}</cbc:ID>{_tag('cbc:AwardDate', decided)}{_tag('cbc:IssueDate', signed)}"
        f"<efac:LotTender><cbc:ID>TEN-{n}</cbc:ID></efac:LotTender></efac:SettledContract>"
        for n, _ in enumerate(winners)
    )
    tenders = "".join(
        f"<efac:LotTender><cbc:ID>TEN-{n}</cbc:ID><efac:TenderingParty><cbc:ID>TPA-{n}</cbc:ID></efac:TenderingParty>"
        f"<efac:TenderLot><cbc:ID>{lot}</cbc:ID></efac:TenderLot></efac:LotTender>"
        for n, (lot, *_) in enumerate(winners)
    )
    parties = "".join(
        f"<efac:TenderingParty><cbc:ID>TPA-{n}</cbc:ID><efac:Tenderer><cbc:ID>ORG-1{n}</cbc:ID></efac:Tenderer>"
        "</efac:TenderingParty>"
        for n, _ in enumerate(winners)
    )
    return f"<efac:NoticeResult>{results}{tenders}{contracts}{parties}</efac:NoticeResult>"


def write(folder: Path, name: str, content: str) -> Path:
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(content, encoding="utf-8")
    return path

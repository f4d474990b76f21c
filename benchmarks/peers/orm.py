"""Plain SQLModel: sessions and objects, with `transitions` for the machine."""

from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

from sqlmodel import Field, Session, SQLModel, col, select
from transitions import Machine

from benchmarks.moves import OBSERVED, planned
from benchmarks.worlds import TODAY
from models.journal import Entry, digest
from models.storage.database import open_engine
from models.storage.schema import upgrade
from models.tables import Case, DemandOrderRow, JournalEntry, ObligationRow, ObservationRow, Track

STEPS = ["planning", "advertised", "award", "standstill", "matching", "hire", "follow_up", "closed"]


class PeerCase(SQLModel, table=True):
    __tablename__ = "peer_case"
    metadata = SQLModel.metadata.__class__()  # not among the product's tables

    id: int = Field(default=None, primary_key=True)
    state: str
    version: int = 0
    dates: str = ""


class PeerLine(SQLModel, table=True):
    __tablename__ = "peer_line"
    metadata = PeerCase.metadata

    id: int = Field(default=None, primary_key=True)
    case_id: int
    said: str


class _Token:
    state: str


def _machine() -> tuple[Machine, _Token]:
    token = _Token()
    steps = [{"trigger": "advance", "source": before, "dest": after} for before, after in pairwise(STEPS)]
    return Machine(token, states=STEPS, initial=STEPS[0], auto_transitions=False, transitions=steps), token


def one_row(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases of one row each."""
    engine = open_engine(f"sqlite:///{folder}/peer_orm.db")
    PeerCase.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all(PeerCase(id=n, state=STEPS[0], dates=str(OBSERVED)) for n in range(1, cases + 1))
        session.commit()
    machine, token = _machine()

    def move(numbers: range) -> None:
        for number in numbers:
            with Session(engine) as session:
                case = session.exec(select(PeerCase).where(PeerCase.id == number)).one()
                machine.set_state(case.state)
                token.advance()  # type: ignore[attr-defined]
                case.state, case.version = token.state, case.version + 1
                session.add(PeerLine(case_id=number, said=f"advance {token.state}"))
                session.commit()

    return move


def same_rows(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases of the product's own tables, read and written as objects, with its chained journal."""
    engine = open_engine(f"sqlite:///{folder}/peer_orm_rows.db")
    upgrade(engine)
    planned(engine, cases)
    machine, token = _machine()

    def move(numbers: range) -> None:
        for number in numbers:
            with Session(engine) as session:
                case = session.exec(select(Case).where(Case.id == number)).one()
                tracks = session.exec(select(Track).where(Track.case_id == number).order_by(col(Track.id))).all()
                for rows in (ObligationRow, ObservationRow, DemandOrderRow):
                    session.exec(select(rows).where(rows.case_id == number)).all()
                machine.set_state(tracks[0].state)
                token.advance()  # type: ignore[attr-defined]
                entry = Entry(
                    case.journal_length + 1, TODAY, "officer:1", "advertise", "procurement", "", STEPS[0], token.state
                )
                case.journal_head = digest(case.journal_head, entry)
                case.journal_length, case.version, case.next_check = entry.number, case.version + 1, TODAY
                tracks[0].state, tracks[0].since = token.state, TODAY
                session.add(JournalEntry(case_id=number, digest=case.journal_head, **entry._asdict()))
                session.commit()

    return move

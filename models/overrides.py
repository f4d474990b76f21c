"""Overrides: the support function puts a track into a state that its table of moves does not lead to.

What is risky is not done but asked for, and done when a second person approves it. Nothing is ever taken out of the
history: undoing is one more override, back to where the track came from.
"""

from collections.abc import Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Connection, Select, insert, or_, select, update

from models import queries
from models.actor import CLOCK, Actor
from models.casefile import CaseFile, TrackFile
from models.casestore import load, save
from models.links import heirs
from models.operations import Moved, force, settle
from models.refusals import Refused, UnknownCase, UnknownTrack
from models.tables import Case, OverrideRequest, Person
from states.facts import Role
from states.placement import PLACEMENT
from states.registry import PROCESSES
from states.risks import PlacementReason, Risk, risks
from states.text import Text

_case = Case.__table__  # type: ignore[attr-defined]
_person = Person.__table__  # type: ignore[attr-defined]
_request = OverrideRequest.__table__  # type: ignore[attr-defined]

FORCED = "override"
UNDONE = "undone"
WAITING, APPLIED, DECLINED, LAPSED = "waiting", "applied", "declined", "lapsed"
APPROVERS = (Role.SUPPORT, Role.MANAGER)


@dataclass(frozen=True, slots=True)
class TrackChange:
    """One track before and after; `before` is "" for a track that opens, `parent` the supplier of a position."""

    process: str
    subject: str
    parent: str
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class Change:
    """What an override comes to: every track of the case, the clock's moves that follow, and what is risky about it."""

    reference: str
    process: str
    subject: str
    source: str
    target: str
    tracks: tuple[TrackChange, ...]
    moves: tuple[Moved, ...]
    risks: tuple[Risk, ...]

    @property
    def needs_second(self) -> bool:
        return any(risk.needs_second for risk in self.risks)

    @property
    def result(self) -> str:
        """Return the state that the track ends up in: not the target where the clock leads on from it."""
        mine = (self.process, self.subject)
        return next(track.after for track in self.tracks if (track.process, track.subject) == mine)

    @property
    def taken_back(self) -> bool:
        """Tell whether what is recorded leads the track straight back to where it stood."""
        return self.result == self.source


@dataclass(frozen=True, slots=True)
class Overridden:
    """An override that was made, or what it would come to where it waits for a second person under a number."""

    change: Change
    request: int | None = None


def preview(
    file: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> Change:
    """Return what an override would come to; the case in hand is left as it is."""
    return tried(file, track, target, reason=reason, by=by, today=today)[1]


def tried(
    file: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> tuple[CaseFile, Change]:
    """Return a copy of a case in which the override was made, and what it came to."""
    copy = _copied(file)
    mine = copy.track(track.process, track.subject)
    if mine is None:
        raise UnknownTrack(file.reference, track.process, track.subject)
    return copy, _forced(copy, mine, target, event=FORCED, detail=reason, by=by, today=today)


def override(
    connection: Connection,
    file: CaseFile,
    process: str,
    subject: str,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> Overridden:
    """Put a track into a state with a reason, or ask a second person where that is risky.

    Raises UnknownTrack, or Refused for anybody but the support function, an unknown state, the same state, and a
    missing reason.
    """
    track = admitted(connection, file, process, subject, target, reason=reason, by=by)
    return _made_or_asked(connection, file, track, target, reason=reason.strip(), by=by, today=today)


def undo(
    connection: Connection,
    file: CaseFile,
    entry_number: int,
    *,
    reason: str,
    by: Actor,
    today: date,
) -> Overridden:
    """Put a track back to where its latest move or override came from, by the same rules as any override."""
    track, source = undoing(connection, file, entry_number)
    admitted(connection, file, track.process, track.subject, source, reason=reason, by=by)
    return _made_or_asked(
        connection, file, track, source, reason=reason.strip(), by=by, today=today, undone=entry_number
    )


def undoing(connection: Connection, file: CaseFile, entry_number: int) -> tuple[TrackFile, str]:
    """Return the track that an entry of the journal moved last, and where it came from; raise Refused for others."""
    entries = [entry for entry, _seal in queries.journal(connection, file.reference).entries]
    told = next((entry for entry in entries if entry.number == entry_number), None)
    if told is None:
        raise Refused(_no_entry(entry_number, len(entries)))
    moves = [entry for entry in entries if entry.source and entry.event in _events_of(entry.process)]
    track = file.track(told.process, told.subject)
    if told not in moves or track is None:
        raise Refused(_no_move(entry_number))
    later = [
        one for one in moves if (one.process, one.subject) == (told.process, told.subject) and one.number > told.number
    ]
    # What the clock did on the same day came of the step itself, and goes with it.
    others = [one for one in later if (one.actor, one.on) != (str(CLOCK), told.on)]
    if others:
        raise Refused(_not_the_latest(entry_number, others[-1].number))
    return track, told.source


def admitted(
    connection: Connection, file: CaseFile, process: str, subject: str, target: str, *, reason: str, by: Actor
) -> TrackFile:
    """Return the track that is to be forced; raise UnknownTrack, or Refused with what is wrong with the request."""
    if by.role is not Role.SUPPORT:
        raise Refused(_NOT_YOURS)
    track = file.track(process, subject)
    if track is None:
        raise UnknownTrack(file.reference, process, subject)
    states = PROCESSES[process].states
    if target not in set(states):
        raise Refused(_unknown_state(process, target))
    if track.state == target:
        raise Refused(_already_there(process, target))
    if heirs(connection, [file.id]):
        raise Refused(_merged(file.reference))
    _check_reason(process, reason)
    return track


def _made_or_asked(
    connection: Connection,
    file: CaseFile,
    track: TrackFile,
    target: str,
    *,
    reason: str,
    by: Actor,
    today: date,
    undone: int | None = None,
) -> Overridden:
    foreseen = preview(file, track, target, reason=reason, by=by, today=today)
    if foreseen.needs_second:
        return Overridden(foreseen, _ask(connection, file, foreseen, reason=reason, by=by, today=today))
    event, detail = (FORCED, reason) if undone is None else (UNDONE, f"{undone} {reason}")
    made = _forced(file, track, target, event=event, detail=detail, by=by, today=today)
    save(connection, [file])
    return Overridden(made)


def _forced(
    file: CaseFile,
    track: TrackFile,
    target: str,
    *,
    event: str,
    detail: str,
    by: Actor,
    today: date,
) -> Change:
    source, before = track.state, {(one.process, one.subject): one.state for one in file.tracks}
    found = risks(track.process, source, target, file.facts_of(track, today))
    force(file, track, target, event=event, by=by, today=today, reason=detail)
    moves = settle(file, today)
    return Change(
        file.reference,
        track.process,
        track.subject,
        source,
        str(target),
        tuple(
            TrackChange(one.process, one.subject, one.parent, before.get((one.process, one.subject), ""), one.state)
            for one in file.tracks
        ),
        tuple(moves),
        found,
    )


def _copied(file: CaseFile) -> CaseFile:
    """Return a case that can be changed without changing this one; nothing that was worked out of it is shared."""
    stored = {one.name: getattr(file, one.name) for one in fields(file) if not one.name.startswith("_")}
    own = {
        "tracks": [replace(track) for track in file.tracks],
        "obligations": [replace(owed) for owed in file.obligations],
        "recorded": list(file.recorded),
        "entries": list(file.entries),
        "observed": list(file.observed),
        "columns": dict(file.columns),
    }
    return CaseFile(**stored | own)


def _events_of(process: str) -> frozenset[str]:
    """Return the events of the journal that move a track of a process."""
    return frozenset({*PROCESSES[process].triggers, FORCED, UNDONE}) if process else frozenset()


def _check_reason(process: str, reason: str) -> None:
    if not reason.strip():
        raise Refused(_WHY)
    if process == PLACEMENT.name and reason.strip() not in set(PlacementReason):
        raise Refused(_CODED)


# --- four eyes -------------------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Request:
    """A risky override that was asked for, and what became of it; people are actors ("support:3")."""

    id: int
    case_id: int
    reference: str
    process: str
    subject: str
    source: str
    target: str
    reason: str
    risks: tuple[str, ...]
    state: str
    asked_by: str
    asked_on: date


@dataclass(frozen=True, slots=True)
class Decided:
    """What came of an approval: the case, and what was changed; None where the request had lapsed."""

    file: CaseFile
    change: Change | None


class UnknownRequest(LookupError):
    """No override was asked for under this number."""

    def __init__(self, number: int) -> None:
        super().__init__(number)
        self.text = Text(
            f"Ingen begäran har nummer {number}. Se ”trespann approve”.",
            f"No request has the number {number}. See “trespann approve”.",
        )


def requests(connection: Connection) -> list[Request]:
    """Return what waits for a second person, the oldest first."""
    waiting = _requests().where(_request.c.state == WAITING).order_by(_request.c.id)
    return [_read(row) for row in connection.execute(waiting)]


def request(connection: Connection, number: int) -> Request:
    """Return what was asked for under a number; raise UnknownRequest."""
    row = connection.execute(_requests().where(_request.c.id == number)).first()
    if row is None:
        raise UnknownRequest(number)
    return _read(row)


def still_stands(asked: Request, file: CaseFile) -> bool:
    """Tell whether a request waits, its track stands where it stood when it was made, and the states are called so."""
    track = file.track(asked.process, asked.subject)
    known = asked.target in set(PROCESSES[asked.process].states)
    return asked.state == WAITING and track is not None and track.state == asked.source and known


def check_second(connection: Connection, asked: Request, *, by: Actor, today: date) -> None:
    """Raise Refused unless this person may approve what another asked for, and nobody has decided it yet."""
    _check_person(connection, by, today, APPROVERS, _NOT_AN_APPROVER)
    if person_of(asked.asked_by) == by.person_id:
        raise Refused(_NOT_ONES_OWN)
    if asked.state != WAITING:
        raise Refused(_decided_already(asked.id))


def approve(connection: Connection, request_id: int, *, by: Actor, today: date) -> Decided:
    """Make an override that somebody else asked for, or let the request lapse where the track has moved since.

    Raises UnknownRequest, or Refused for who may not approve it and for what is decided already.
    """
    asked = request(connection, request_id)
    check_second(connection, asked, by=by, today=today)
    file = _loaded(connection, asked)
    stands = still_stands(asked, file)
    _decide(connection, asked, APPLIED if stands else LAPSED, by=by, today=today)
    track = file.track(asked.process, asked.subject)
    if track is None or not stands:
        file.note(today, actor=str(by), event="override_lapsed", track=track, detail=str(asked.id))
        save(connection, [file])
        return Decided(file, None)
    change = _forced(file, track, asked.target, event=FORCED, detail=asked.reason, by=by, today=today)
    save(connection, [file])
    return Decided(file, change)


def decline(connection: Connection, request_id: int, *, reason: str, by: Actor, today: date) -> Request:
    """Turn down what was asked for, with a reason; who asked may also take it back."""
    _check_person(connection, by, today, APPROVERS, _NOT_AN_APPROVER)
    asked = request(connection, request_id)
    _check_reason(asked.process, reason)
    file = _loaded(connection, asked)
    _decide(connection, asked, DECLINED, by=by, today=today)
    file.note(
        today,
        actor=str(by),
        event="override_declined",
        track=file.track(asked.process, asked.subject),
        detail=f"{asked.id} {reason.strip()}",
    )
    save(connection, [file])
    return asked


def approvers(connection: Connection, *, besides: int | None, today: date) -> dict[str, str]:
    """Return who may approve what a person asked for, names by e-mail address, the support function first."""
    p = _person.c
    query = select(p.email, p.name).where(p.role.in_(APPROVERS), p.id != (besides or 0), _works_here(today))
    return dict(connection.execute(query.order_by(p.role.desc(), p.email)).tuples().all())


def actor_of(connection: Connection, person_id: int) -> Actor:
    """Return a person of the directory as who acts, in the role that the directory gives."""
    role = connection.execute(select(_person.c.role).where(_person.c.id == person_id)).scalar_one()
    return Actor(Role(role), person_id)


def person_of(actor: str) -> int | None:
    """Return the number of the person in an actor as it is stored ("support:3")."""
    number = actor.partition(":")[2]
    return int(number) if number.isdecimal() else None


def _ask(connection: Connection, file: CaseFile, foreseen: Change, *, reason: str, by: Actor, today: date) -> int:
    """Write down what is asked for and return its number; that of the same request where it waits already."""
    _check_person(connection, by, today, (Role.SUPPORT,), _WHO_ASKS)
    same = {name: getattr(foreseen, name) for name in ("process", "subject", "source", "target")}
    waits = [_request.c[name] == value for name, value in same.items()]
    known = connection.execute(
        select(_request.c.id).where(_request.c.case_id == file.id, _request.c.state == WAITING, *waits),
    ).scalar()
    if known is not None:
        return int(known)
    values = same | {"reason": reason, "risks": " ".join(risk.name for risk in foreseen.risks), "state": WAITING}
    added = insert(_request).values(case_id=file.id, asked_by=str(by), asked_on=today, decided_by="", **values)
    number = int(connection.execute(added.returning(_request.c.id)).scalar_one())
    file.note(
        today,
        actor=str(by),
        event="override_asked",
        track=file.track(foreseen.process, foreseen.subject),
        source=foreseen.source,
        target=foreseen.target,
        detail=f"{number} {reason}",
    )
    save(connection, [file])
    return number


def _decide(connection: Connection, asked: Request, state: str, *, by: Actor, today: date) -> None:
    """Write down what became of a request, unless somebody else was quicker."""
    still_waits = (_request.c.id == asked.id) & (_request.c.state == WAITING)
    decided = {"state": state, "decided_by": str(by), "decided_on": today}
    if connection.execute(update(_request).where(still_waits).values(decided)).rowcount != 1:
        raise Refused(_decided_already(asked.id))


def _check_person(connection: Connection, by: Actor, today: date, roles: Sequence[Role], otherwise: Text) -> None:
    """Refuse whoever is not known in the directory in a role that may do this."""
    known = select(_person.c.id).where(_person.c.id == by.person_id, _person.c.role == str(by.role), _works_here(today))
    if by.role not in roles or connection.execute(known).first() is None:
        raise Refused(otherwise)


def _works_here(today: date) -> ColumnElement[bool]:
    return or_(_person.c.left_on.is_(None), _person.c.left_on > today)


def _loaded(connection: Connection, asked: Request) -> CaseFile:
    file = load(connection, asked.case_id)
    if file is None:
        raise UnknownCase(asked.reference)
    return file


def _requests() -> Select[Any]:
    r = _request.c
    columns = (r.process, r.subject, r.source, r.target, r.reason, r.risks, r.state, r.asked_by, r.asked_on)
    return select(r.id, r.case_id, _case.c.reference, *columns).join(_case, _case.c.id == r.case_id)


def _read(row: Any) -> Request:
    return Request(**(row._asdict() | {"risks": tuple(row.risks.split())}))


# --- what is refused -------------------------------------------------------------------------------------------------

_NOT_YOURS = Text(
    "Bara stödfunktionen kan flytta ett ärende utanför reglerna.",
    "Only the support function can move a case outside the rules.",
)
_WHY = Text("Ange skälet med --reason.", "Give the reason with --reason.")
_CODES = ", ".join(PlacementReason)
_CODED = Text(
    f"Om en plats skrivs inget i fritext. Ange ett av skälen {_CODES}.",
    f"Nothing is written in free text about a position. Give one of the reasons {_CODES}.",
)
_WHO_ASKS = Text(
    "Det här måste godkännas av en andra person. Ange med --as vem i stödfunktionen som begär det.",
    "This has to be approved by a second person. Say with --as who in the support function asks for it.",
)
_NOT_AN_APPROVER = Text(
    "Bara den som i registret står som stödfunktion eller chef kan avgöra en begäran.",
    "Only who is in the directory as support function or manager can decide on a request.",
)
_NOT_ONES_OWN = Text(
    "Den som har begärt något kan inte själv godkänna det. En andra person behövs.",
    "Nobody can approve what they asked for themselves. A second person is needed.",
)


def _unknown_state(process: str, target: str) -> Text:
    states = ", ".join(PROCESSES[process].states)
    return Text(
        f"Läget ”{target}” finns inte i {PROCESSES[process].label.sv}. Lägen: {states}.",
        f"There is no state “{target}” in the {PROCESSES[process].label.en}. States: {states}.",
    )


def _merged(reference: str) -> Text:
    return Text(
        f"{reference} uppgår i ett annat ärende och kan inte öppnas igen. Se ”trespann case show”.",
        f"{reference} was merged into another case and cannot be opened again. See “trespann case show”.",
    )


def _already_there(process: str, state: str) -> Text:
    label = PROCESSES[process].duties[PROCESSES[process].states(state)].label
    return Text(f"Det står redan i läget ”{label.sv}”.", f"It is in the state “{label.en}” already.")


def _decided_already(number: int) -> Text:
    return Text(f"Begäran {number} är redan avgjord.", f"Request {number} is decided already.")


def _no_entry(number: int, length: int) -> Text:
    return Text(
        f"Journalen har ingen post {number}; den har {length} poster.",
        f"The journal has no entry {number}; it has {length} entries.",
    )


def _no_move(number: int) -> Text:
    return Text(
        f"Post {number} i journalen är inget steg och kan inte ångras. Misstag i det som är registrerat tas tillbaka"
        " med ”trespann record --withdraw”.",
        f"Entry {number} of the journal is no step and cannot be undone. Mistakes in what is recorded are taken back"
        " with “trespann record --withdraw”.",
    )


def _not_the_latest(number: int, latest: int) -> Text:
    return Text(
        f"Bara det senaste steget kan ångras. Efter post {number} kom post {latest}; ångra den först.",
        f"Only the latest step can be undone. After entry {number} came entry {latest}; undo that one first.",
    )

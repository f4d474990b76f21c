"""What an act does, in words, before it is saved: it is carried out, read off, and rolled back; nothing is sent.

Showing and saving run the same code, so that what was shown is what is saved.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlalchemy import Connection, Engine, select

from desk.acting import carry_out, check_unchanged, digest_of, moves_since, states_of
from desk.labels import track_label, way_label
from matters.agenda import closed_points
from matters.consequences import Consequences, Owed, ReminderChange
from matters.directory import Directory, read_directory_of
from matters.ladder import Ladder
from matters.open_matters import about_subject, open_now, place_number
from matters.receipts import heading_of
from models.casefile import CaseFile
from models.casestore import load, save
from models.overrides.forcing import TrackChange
from models.queries.directory import names
from models.reminders.off import is_off
from models.reminders.receipts import is_receipt
from models.storage.database import undone, writing
from models.tables import Reminder
from notifications.plan import plan_anew
from states.law.clearance import signing_of
from states.processes.procurement import PROCUREMENT
from states.processes.sync import SYNC_POINTS
from states.records.contract import contract_end
from states.text import Text, capital, dated, in_sentence, joined, verbatim

_reminder = Reminder.__table__
MOST = 12
"""So many lines of a kind are told; the rest is counted."""
Entering = Callable[[Connection, CaseFile], object]
"""Changes a loaded case; raises a Refusal where that cannot be."""


class CaseGone(LookupError):
    """There is no such case any more."""


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What an act does: which processes move, which days come or go, and which mails go out or are called off."""

    states: tuple[Text, ...] = ()
    days: tuple[Text, ...] = ()
    mails: tuple[Text, ...] = ()
    called_off: tuple[Text, ...] = ()

    @property
    def digest(self) -> str:
        return digest_of(self.states, self.days, self.mails, self.called_off)

    @property
    def nothing(self) -> bool:
        """Tell whether nothing follows but what is written down."""
        return not (self.states or self.days or self.mails or self.called_off)


def foresee(engine: Engine, case_id: int, enter: Entering, *, today: date, ladder: Ladder) -> Foreseen:
    """Return what an act on a case would do; nothing is written.

    Other writers of SQLite wait meanwhile. Raises CaseGone, and every Refusal of the act.
    """
    with undone(engine), writing(engine) as connection:
        return _carried_out(connection, case_id, enter, today=today, ladder=ladder)


def do_as_foreseen(
    engine: Engine, case_id: int, enter: Entering, *, seen: str, today: date, ladder: Ladder
) -> Foreseen:
    """Carry out an act whose consequences somebody has seen, and replan the mails of the case.

    `seen` is the digest of what `foresee` returned. Raises Outdated where something else would follow now, CaseGone,
    CaseChanged, and every Refusal of the act. Nothing is stored then.
    """

    def act(connection: Connection) -> Foreseen:
        now = _carried_out(connection, case_id, enter, today=today, ladder=ladder)
        check_unchanged(seen, now.digest)
        return now

    return carry_out(engine, act)


def _carried_out(connection: Connection, case_id: int, enter: Entering, *, today: date, ladder: Ladder) -> Foreseen:
    case = load(connection, case_id)
    if case is None:
        raise CaseGone(case_id)
    plan_anew(connection, case, today=today, ladder=ladder)  # what is due already is no consequence of the act
    before = _standing(connection, case, today, ladder)
    enter(connection, case)
    save(connection, [case])
    plan_anew(connection, case, today=today, ladder=ladder)
    return _told(before, _standing(connection, case, today, ladder))


# --- how a case stands -----------------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class _Standing:
    """What is compared before and after: states, what is owed, closed points, reckoned days, and planned mails."""

    states: Mapping[tuple[str, str], str]
    owed: Mapping[tuple[str, str], tuple[Text, date | None]]
    points: frozenset[tuple[str, str, str]]
    reckoned: Mapping[Text, date | None]
    planned: frozenset[tuple[Text, str, date]]
    """What is told, to whom, and on which day."""
    case: CaseFile
    today: date


def _standing(connection: Connection, case: CaseFile, today: date, ladder: Ladder) -> _Standing:
    directory = read_directory_of(connection, [case])
    return _Standing(
        states_of(case),
        {
            (matter.name, track.subject): (_heading(case, matter.heading, track.subject), matter.deadline(facts))
            for track, facts, matter, _ in open_now(case, today, ladder)
        },
        frozenset((one.point.name, one.process, one.subject) for one in closed_points(case, today)),
        dict(_reckoned(case, today)),
        frozenset(_planned(connection, case, ladder, directory)),
        case.copy(),
        today,
    )


def _heading(case: CaseFile, heading: Text, subject: str) -> Text:
    return _ABOUT.fill(heading=heading, about=_about(case, subject)) if subject else heading


def _about(case: CaseFile, subject: str) -> Text:
    track = next((one for one in case.tracks if one.subject == subject), None)
    if track is None:
        return verbatim(f" ({subject})" if subject else "")
    number = place_number(case, track) if track.parent else 0
    return Text(*(about_subject(track.subject, track.parent, number, language) for language in ("sv", "en")))


def _reckoned(case: CaseFile, today: date) -> Iterator[tuple[Text, date | None]]:
    facts = case.facts(today)
    period, end = signing_of(facts), contract_end(facts)
    if period is not None:
        yield _MAY_SIGN, period.earliest_signing
    if end is not None:
        yield capital(end.label), end.day


def _planned(
    connection: Connection, case: CaseFile, ladder: Ladder, directory: Directory
) -> Iterator[tuple[Text, str, date]]:
    r = _reminder.c
    query = select(r.matter, r.subject, r.step, r.person_id, r.due_on).where(
        r.case_id == case.id, r.state == "planned", r.met_on.is_(None)
    )
    rows = list(connection.execute(query))
    unknown = {row.person_id for row in rows} - directory.people.keys()
    others = names(connection, unknown) if unknown else {}
    for row in rows:
        reader = directory.people.get(row.person_id)
        if row.matter in ladder.matters or is_receipt(row.matter):
            heading = _heading(case, heading_of(row.matter, ladder), row.subject)
            what = _IS_OFF.fill(what=heading) if is_off(row.step) else heading
            yield what, reader.name if reader else others.get(row.person_id, "–"), row.due_on


_ABOUT = verbatim("{heading}{about}")
_IS_OFF = Text("inte längre aktuellt: {what}", "no longer due: {what}")
_MAY_SIGN = Text("Avtal får tecknas tidigast", "The contract may be signed at the earliest")


# --- in words --------------------------------------------------------------------------------------------------------


def _told(before: _Standing, after: _Standing) -> Foreseen:
    moved = moves_since(after.case, before.states)
    return Foreseen(
        tuple(_some([*map(_moved, moved), *map(_opened, _points(before, after))])),
        tuple(_some([*_day_changes(before.owed, after.owed), *_reckoned_changes(before.reckoned, after.reckoned)])),
        tuple(_some(_mail_lines(after.planned - before.planned, after.today, _GOES))),
        tuple(_some(_mail_lines(before.planned - after.planned, after.today, _CALLED_OFF))),
    )


def in_words(seen: Consequences, people: Mapping[int, str], ladder: Ladder, today: date, case: CaseFile) -> Foreseen:
    """Return the same of the preview of an override; `people` are names by number."""
    moved = [one for one in seen.change.tracks if one.before != one.after]
    planned, off = ({_as_mail(one, people, ladder, case) for one in some} for some in (seen.planned, seen.withdrawn))
    points = [(one.point, one.process, one.subject) for one in seen.opened]
    return Foreseen(
        tuple(_some([*map(_moved, moved), *map(_opened, points)])),
        tuple(_some(_day_changes(_by_matter(seen.before, ladder, case), _by_matter(seen.after, ladder, case)))),
        tuple(_some(_mail_lines(planned, today, _GOES))),
        tuple(_some(_mail_lines(off, today, _CALLED_OFF))),
    )


def _as_mail(one: ReminderChange, people: Mapping[int, str], ladder: Ladder, case: CaseFile) -> tuple[Text, str, date]:
    return _heading(case, heading_of(one.matter, ladder), one.subject), people.get(one.person_id, "–"), one.due_on


def _by_matter(owed: Iterable[Owed], ladder: Ladder, case: CaseFile) -> dict[tuple[str, str], tuple[Text, date | None]]:
    return {
        (one.matter, one.subject): (_heading(case, ladder.matters[one.matter].heading, one.subject), one.deadline)
        for one in owed
    }


def _points(before: _Standing, after: _Standing) -> list[tuple[str, str, str]]:
    """Return the points at which somebody waited before, whose process still stands there, and that are open now."""
    goes_on = {(track.process, track.subject) for track in after.case.tracks}
    return [one for one in sorted(before.points - after.points) if one[1:] in goes_on]


def _moved(one: TrackChange) -> Text:
    track = track_label(one.process, one.subject, one.parent)
    if not one.before:
        return capital(_BEGINS.fill(track=track))
    way = way_label(one.process, one.before, one.after)
    return capital(way if one.process == PROCUREMENT.name else _WAY.fill(track=track, way=way))


def _opened(point: tuple[str, str, str]) -> Text:
    name, process, subject = point
    label = next(one.label for one in SYNC_POINTS if one.name == name)
    return _OPENS.fill(point=capital(label), track=track_label(process, subject))


_BEGINS = Text("{track} börjar", "{track} begins")
_WAY = Text("{track}: {way}", "{track}: {way}")
_OPENS = Text("{point} är passerad för {track}", "{point} is passed for {track}")


def _day_changes(
    before: Mapping[tuple[str, str], tuple[Text, date | None]],
    after: Mapping[tuple[str, str], tuple[Text, date | None]],
) -> Iterator[Text]:
    for key in dict.fromkeys([*after, *before]):
        if key not in after:
            yield _NO_LONGER.fill(what=before[key][0])
        elif key not in before:
            what, day = after[key]
            yield _OWED_BY.fill(what=what, day=day) if day else _OWED.fill(what=what)
        elif (was := before[key][1]) != (day := after[key][1]):
            yield _moves(after[key][0], was, day)


def _reckoned_changes(before: Mapping[Text, date | None], after: Mapping[Text, date | None]) -> Iterator[Text]:
    for label in dict.fromkeys([*after, *before]):
        was, day = before.get(label), after.get(label)
        if was != day:
            yield _moves(label, was, day)


def _moves(what: Text, was: date | None, day: date | None) -> Text:
    if was is None and day is not None:
        return _IS.fill(what=what, day=day)
    if day is None and was is not None:
        return _WAS.fill(what=what, was=was)
    return _FROM_TO.fill(what=what, was=_said(was), day=_said(day))


def _said(day: date | None) -> Text:
    return dated(day) if day else verbatim("–")


_NO_LONGER = Text("Behövs inte längre: {what}", "No longer needed: {what}")
_OWED_BY = Text("{what}: senast {day}", "{what}: by {day}")
_OWED = Text("{what}: ska göras, utan sista dag", "{what}: to be done, without a last day")
_FROM_TO = Text("{what}: flyttas från {was} till {day}", "{what}: moves from {was} to {day}")
_IS = Text("{what}: {day}", "{what}: {day}")
_WAS = Text("{what}: var {was}, går nu inte att säga", "{what}: was {was}, cannot be told now")


@dataclass(frozen=True, slots=True)
class _Wording:
    today: Text
    later: Text


_GOES = _Wording(
    Text("{who} får mejl i dag: {what}", "{who} gets a mail today: {what}"),
    Text("{who} får mejl {day}: {what}", "{who} gets a mail on {day}: {what}"),
)
_CALLED_OFF = _Wording(
    Text("Mejlet till {who} skickas inte: {what}", "The mail to {who} is not sent: {what}"),
    Text("Mejlet till {who} skickas inte: {what}", "The mail to {who} is not sent: {what}"),
)


def _mail_lines(mails: Iterable[tuple[Text, str, date]], today: date, said: _Wording) -> list[Text]:
    """Return mails as sentences: who is told the same on the same day stands in one."""
    together: dict[tuple[date, Text], list[str]] = {}
    for what, who, day in sorted(mails, key=lambda one: (one[2], one[0].sv, one[1])):
        together.setdefault((max(day, today), what), []).append(who)
    return [
        (said.today if day <= today else said.later).fill(
            who=joined(map(verbatim, dict.fromkeys(who))), what=in_sentence(what), day=day
        )
        for (day, what), who in together.items()
    ]


def _some(told: Iterable[Text]) -> Sequence[Text]:
    every = list(dict.fromkeys(told))
    more = [_MORE.fill(number=len(every) - MOST)] if len(every) > MOST else []
    return [*every[:MOST], *more]


_MORE = Text("och {number} till", "and {number} more")

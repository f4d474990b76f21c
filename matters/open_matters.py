"""What is owed now: the matters of a case that are open, what it calls for today, its agenda, and its next check."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from types import MappingProxyType

from matters.agenda import ASKED, LiveTrack, agenda
from matters.directory import Directory, Reader
from matters.ladder import Due, Ladder, Matter, Rung, climbed_from, due, next_day, step_name, told_next
from matters.recipients import NOBODY, Recipient
from models.agenda import AgendaItem
from models.casefile import CaseFile, TrackFile
from models.reminders.openings import FIRST_TIME, Opening, Openings, step_of
from models.storage.driver_statements import Row
from states.facts import Facts, Role
from states.law import clearance
from states.machine import held_up
from states.processes import supplier
from states.processes.procurement import PROCUREMENT
from states.processes.registry import PROCESSES
from states.text import Text

_ONE_DAY = timedelta(days=1)


@dataclass(slots=True)
class Ahead:
    """What a case calls for: reminders of today, whether everybody has a recipient, and tracks that wait for nothing.

    A reminder is (matter, subject, step, person, base date, due date).
    """

    rows: list[Row] = field(default_factory=list)
    reachable: bool = True
    starving: list[str] = field(default_factory=list)


def look_ahead(
    case: CaseFile, today: date, directory: Directory, ladder: Ladder, openings: Openings = MappingProxyType({})
) -> Ahead:
    """Return what a case calls for today; set its agenda, and its next check, up to which the agenda holds.

    Pure but for these two. `openings` tell which matters were met before and are open again; without them nothing has
    been met. A case that goes on always has a next check, also where no day is known on which anything changes.
    """
    ahead = Ahead()
    days: list[date] = []
    live: list[LiveTrack] = []
    for track, facts in live_tracks(case, today):
        holders = holders_of(case, track)
        matters = list(ladder.open_matters(track.process, track.state, facts))
        turning = [day for day in _turning_days(track, facts) if day > today]
        dated = coming = bool(turning)
        days += turning
        for matter, base in matters:
            opening = openings.get((case.id, matter.name, track.subject, base), FIRST_TIME)
            since = opening.counts_from(today)
            if opening == Opening(today, over=True):
                days.append(today + _ONE_DAY)  # told, met and open again, all today: tomorrow it is told again
            days += [day for day in matter.turns(facts) if day > today]
            parts = climbed_from(matter, base, since)
            for item in _due(matter, facts, parts, today):
                asked = matter.units(facts) if matter.units else None
                readers = directory.readers(item.rung.to, case, today, holders=holders, units=asked)
                turn = directory.next_turn(item.rung.to, case, today, holders=holders)
                if turn is not None:
                    days.append(turn)
                if not readers:
                    ahead.reachable = False
                else:
                    step = step_of(step_name(matter, item.rung, facts), since)
                    told = [*readers, *_followers(matter, item.rung, directory, today)]
                    ahead.rows += [
                        (matter.name, track.subject, step, one.id, base, item.due_on) for one in dict.fromkeys(told)
                    ]
            days += [day for part in parts if (day := told_next(*part, today)) is not None]
            # A reminder that only comes again brings nothing new.
            coming = coming or next_day(matter, base, today) is not None
            dated = dated or any(next_day(*part, today) is not None for part in parts)
        starves = _starves(case, track, facts, directory, holders, dated=dated)
        if starves:
            ahead.starving.append(f"{case.reference} {track.process}")
        live.append(LiveTrack(track, facts, matters, holders, lives=coming or not (dated or starves)))
    if not ahead.reachable:
        days.append(today + _ONE_DAY)
    if not days and goes_on(case):
        days.append(_round(today))
    case.next_check = min(days, default=None)
    case.agenda = agenda(case, today, live)
    return ahead


def _due(matter: Matter, facts: Facts, parts: Iterable[tuple[Matter, date]], today: date) -> Iterator[Due]:
    """Yield the rungs that are due, but for whoever did what they tell of."""
    own = matter.own(facts)
    for part, counted_from in parts:
        yield from (item for item in due(part, counted_from, today) if item.rung.to is not own)


def agenda_of(case: CaseFile, today: date, ladder: Ladder) -> tuple[AgendaItem, ...]:
    """Return the agenda of a case as it is worked out afresh; nothing of the case is set. Raises Unreadable."""
    live = []
    for track, facts in live_tracks(case, today):
        matters = list(ladder.open_matters(track.process, track.state, facts))
        days = (next_day(matter, base, today) for matter, base in matters)
        lives = any(day > today for day in _turning_days(track, facts)) or any(day is not None for day in days)
        live.append(LiveTrack(track, facts, matters, holders_of(case, track), lives))
    return agenda(case, today, live)


def _followers(matter: Matter, rung: Rung, directory: Directory, today: date) -> list[Reader]:
    """Return the parties that follow a matter and can be reached: they are told once, when it is told first."""
    if rung is not matter.rungs[0]:
        return []
    return [one for one in directory.told_of(matter.name) if one.is_reachable(today)]


def goes_on(case: CaseFile) -> bool:
    """Tell whether the purchase has not ended: only then is anything owed, and a day known to look again."""
    purchase = case.track(PROCUREMENT.name)
    return purchase is not None and purchase.state not in PROCUREMENT.ends


def _round(today: date) -> date:
    """Return the day of the next monthly round, on which cases are looked at that wait for people alone.

    It is the first of a month, not so many days from today: one tick and daily ticks must find the same day.
    """
    return (today.replace(day=1) + timedelta(days=32)).replace(day=1)


def live_tracks(case: CaseFile, today: date) -> Iterator[tuple[TrackFile, Facts]]:
    """Yield the tracks of a case that goes on, with their facts; once the purchase has ended nothing more is owed."""
    if not goes_on(case):
        return
    case.check_strays()
    for track in case.tracks:
        if track.state not in PROCESSES[track.process].ends:
            yield track, case.facts_of(track, today)


def open_now(case: CaseFile, today: date, ladder: Ladder) -> Iterator[tuple[TrackFile, Facts, Matter, date]]:
    """Yield every matter of a case that is open, with its track, the facts it was read from, and its base date."""
    for track, facts in live_tracks(case, today):
        for matter, base in ladder.open_matters(track.process, track.state, facts):
            yield track, facts, matter, base


def concerns(matter: Matter, facts: Facts, reader: Reader) -> bool:
    """Tell whether an open matter is still one of its reader: of several units that are asked, some have answered."""
    if matter.units is None or reader.labour_market_unit_id is None:
        return True
    return reader.labour_market_unit_id in matter.units(facts)


def holders_of(case: CaseFile, track: TrackFile) -> Mapping[Recipient, int | None]:
    """Return who looks after the supplier that a track is about."""
    return holders_for(case, track.parent or track.subject)


def holders_for(case: CaseFile, supplier: str) -> Mapping[Recipient, int | None]:
    """Return who looks after a supplier, as its track is called; nobody for ""."""
    owed = case.obligation(supplier) if supplier else None
    if owed is None:
        return NOBODY
    return {Recipient.CONTACT: owed.contact_id, Recipient.SUPPLIER: owed.supplier_person_id}


_TURNS = {PROCUREMENT.name: clearance.turning_days, supplier.SUPPLIER_PROCESS.name: supplier.turning_days}


def _turning_days(track: TrackFile, facts: Facts) -> tuple[date, ...]:
    turns = _TURNS.get(track.process)
    return turns(facts) if turns else ()


def _starves(
    case: CaseFile,
    track: TrackFile,
    facts: Facts,
    directory: Directory,
    holders: Mapping[Recipient, int | None],
    *,
    dated: bool,
) -> bool:
    def staffed(role: Role) -> bool:
        return directory.recipient(ASKED[role], case, facts.today, holders=holders) is not None

    return held_up(PROCESSES[track.process], track.state, facts, staffed=staffed, dated=dated)


def place_number(case: CaseFile, track: TrackFile) -> int:
    """Return the number of a position among those of its supplier, from 1: what people on both sides call it."""
    numbers = [one.subject for one in case.positions().get(track.parent, ())]
    return numbers.index(track.subject) + 1


def about(case: CaseFile, track: TrackFile | None, language: str) -> str:
    """Return which supplier or position a matter is about, to stand behind its heading."""
    if track is None:
        return ""
    number = place_number(case, track) if track.parent else 0
    return about_subject(track.subject, track.parent, number, language)


def about_subject(subject: str, parent: str, number: int, language: str) -> str:
    """Return the same of a track of which only this is known; `number` as `place_number` gives it."""
    if not parent:
        return f" ({subject})" if subject else ""
    position = Text("plats", "position").in_(language)
    return f" ({position} {number}, {parent})"

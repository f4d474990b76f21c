"""What can be done in a case now, what comes later, and what is not possible yet: by whoever looks at it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from desk.access import AccountRole
from desk.case_sight import OpenOne, Sight
from desk.explaining import Way, standing_ways
from matters.agenda import ASKED
from matters.directory import Reader
from matters.ladder import Matter
from matters.open_matters import concerns
from matters.waits import waits_in
from models.casefile import TrackFile
from notifications.invitations.links import Purpose
from notifications.invitations.rules import OFFERED, RULES
from states.facts import ROLE_LABELS, Role
from states.processes.registry import PROCESSES
from states.refusal import Reason
from states.text import Text, capital, joined, verbatim

SOON = timedelta(days=14)
"""What is due so soon has come, whether anybody was reminded of it yet or not."""


@dataclass(frozen=True, slots=True)
class CaseStep:
    """A page of a case on which something open is met; what is met elsewhere, or by time alone, has no `purpose`.

    `subject` is the supplier or position that the page is about, as its track is called. `day` is the last day of what
    is most pressing, and `why` how it was reckoned. `come` tells that somebody was reminded of it, or that it is due
    soon; `mine` that whoever looks may take it, and `own` that they are the one who is asked.
    """

    purpose: Purpose | None
    subject: str
    heading: Text
    day: date | None
    why: tuple[Text, ...]
    come: bool
    mine: bool
    own: bool
    asked: Reader | None


@dataclass(frozen=True, slots=True)
class ByHand:
    """A move that whoever looks can make by hand today."""

    process: str
    subject: str
    trigger: str
    label: Text
    reason_needed: bool


@dataclass(frozen=True, slots=True)
class NotYet:
    """What is not possible yet, why, and who can help."""

    what: Text
    why: tuple[Text, ...]
    helps: Text


@dataclass(frozen=True, slots=True)
class WhatToDo:
    """All that can be done in a case: `now` has the most pressing first."""

    now: tuple[CaseStep, ...] = ()
    later: tuple[CaseStep, ...] = ()
    by_hand: tuple[ByHand, ...] = ()
    not_yet: tuple[NotYet, ...] = ()


def what_to_do(sight: Sight) -> WhatToDo:
    """Return all that can be done in a case, as it concerns who looks at it; raise Unreadable."""
    steps, ways = sorted(_steps(sight), key=_pressing), list(_ways(sight))
    return WhatToDo(
        tuple(one for one in steps if one.come),
        tuple(one for one in steps if not one.come),
        tuple(_by_hand(sight, ways)),
        tuple(_not_yet(sight, ways)),
    )


# --- what is open ----------------------------------------------------------------------------------------------------


def _steps(sight: Sight) -> Iterator[CaseStep]:
    grouped: dict[tuple[Purpose | None, str, str], list[OpenOne]] = defaultdict(list)
    for track, facts, matter, base in sight.opened():
        purpose, of = _page_of(sight, matter, track)
        grouped[purpose, of.subject, "" if purpose else matter.name].append((track, facts, matter, base))
    for (purpose, subject, _), found in grouped.items():
        yield _step(sight, purpose, subject, found)


def _page_of(sight: Sight, matter: Matter, track: TrackFile) -> tuple[Purpose | None, TrackFile]:
    """Return the page on which a matter is met, the first that is for who looks, and the track that it is about."""
    pages = []
    for purpose in OFFERED.get(matter.name, ()):
        process = RULES[purpose].process
        of = track if track.process == process else sight.case.track(process, track.parent)
        if of is not None:
            pages.append((purpose, of))
    theirs = [one for one in pages if _is_for(sight, *one)]
    return next(iter(theirs or pages), (None, track))


def _is_for(sight: Sight, purpose: Purpose, track: TrackFile) -> bool:
    of_support = Role.SUPPORT in RULES[purpose].acting.values()
    return (sight.who.role is not AccountRole.SUPPORT or of_support) and sight.may_take(purpose, track)


def _step(sight: Sight, purpose: Purpose | None, subject: str, found: Sequence[OpenOne]) -> CaseStep:
    track, facts, matter, _ = min(found, key=lambda one: one[2].deadline(one[1]) or date.max)
    asked = sight.asked(matter.rungs[0].to, track)
    own = asked is not None and asked.id == sight.who.person_id
    page = sight.case.track(RULES[purpose].process, subject) if purpose else None
    heading = matter.heading_for(asked.role if own and asked else _VOICES.get(sight.who.role, ""))
    may_take = purpose is not None and page is not None and sight.may_take(purpose, page)
    return CaseStep(
        purpose=purpose,
        subject=subject,
        heading=_ABOUT.fill(heading=heading, about=sight.about(track)),
        day=matter.deadline(facts),
        why=tuple(matter.reasoning(facts)),
        come=any(_has_come(one, sight.today) for one in found),
        mine=may_take and any(_concerns(one, sight) for one in found),
        own=own,
        asked=asked,
    )


_VOICES = {AccountRole.SUPPORT: "support", AccountRole.OFFICER: "officer", AccountRole.LABOUR_MARKET: "labour_market"}
"""In which voice a heading is said to those who are not asked themselves."""
_ABOUT = verbatim("{heading}{about}")


def _concerns(one: OpenOne, sight: Sight) -> bool:
    _, facts, matter, _ = one
    reader = sight.directory.people.get(sight.who.person_id or 0)
    return reader is None or concerns(matter, facts, reader)


def _has_come(one: OpenOne, today: date) -> bool:
    _, facts, matter, base = one
    day = matter.deadline(facts)
    return any(rung.due_on(base) <= today for rung in matter.rungs) or (day is not None and day <= today + SOON)


def _pressing(step: CaseStep) -> tuple[bool, bool, bool, date]:
    """Return what to sort steps by: what whoever looks may do themselves, and is asked for, comes first."""
    return (not step.come, not step.mine, not step.own, step.day or date.max)


# --- what else is possible, and what is not --------------------------------------------------------------------------


def by_hand(sight: Sight) -> Iterator[ByHand]:
    """Return the moves that whoever looks can make by hand today; raise Unreadable."""
    return _by_hand(sight, list(_ways(sight)))


def _by_hand(sight: Sight, ways: Sequence[Way]) -> Iterator[ByHand]:
    if not sight.may_act():
        return
    for way in ways:
        if way.allowed and not way.by_clock and sight.who.actor.role in way.people:
            track = way.track
            trigger = PROCESSES[track.process].triggers[way.move.trigger]
            label = _ABOUT.fill(heading=capital(trigger), about=sight.about(track))
            yield ByHand(track.process, track.subject, way.move.trigger, label, way.reason_needed)


def _ways(sight: Sight) -> Iterator[Way]:
    for track in sight.case.tracks:
        if track.state not in PROCESSES[track.process].ends:
            yield from standing_ways(sight.case, track, sight.today)


def _not_yet(sight: Sight, ways: Sequence[Way]) -> Iterator[NotYet]:
    """Yield what people can do only once something else is so: moves by hand, and the points that processes wait at.

    What is the same of several suppliers or positions is told once.
    """
    alike: dict[tuple[str, str, tuple[str, ...]], list[Way]] = defaultdict(list)
    for way in ways:
        if way.people and not way.by_clock and not way.allowed:
            alike[way.track.process, way.move.trigger, tuple(one.reason.key for one in way.unmet)].append(way)
    for those in alike.values():
        yield _blocked(sight, those)
    for wait in waits_in(sight.case, sight.directory, sight.today, sight.ladder.days):
        label = PROCESSES[wait.process].label
        who = _person(wait.person) if wait.person else ROLE_LABELS[wait.role]
        what = _POINT.fill(point=capital(wait.point.label), of=label, subject=wait.subject)
        yield NotYet(_tidied(what), tuple(one.text for one in wait.missing), _HELPS.fill(who=who))


def _blocked(sight: Sight, ways: Sequence[Way]) -> NotYet:
    way = ways[0]
    trigger = capital(PROCESSES[way.track.process].triggers[way.move.trigger])
    those = [sight.about(one.track) for one in ways[:_NAMED]]
    more = _AND_MORE.fill(number=len(ways) - _NAMED) if len(ways) > _NAMED else verbatim("")
    what = _ALL.fill(what=trigger, those=joined(those, ","), more=more)
    reasons = [one.reason for one in way.unmet]
    return NotYet(what, tuple(one.text for one in reasons), _who_helps(sight, way, reasons))


_NAMED = 3
"""So many suppliers or positions are named where the same holds for several."""
_ALL = verbatim("{what}{those}{more}")
_AND_MORE = Text(" och {number} till", " and {number} more")
_POINT = Text("{point}: {of} {subject}", "{point}: {of} {subject}")
_HELPS = Text("Det kan {who}.", "{who} can do that.")


def _tidied(text: Text) -> Text:
    return Text(text.sv.rstrip(), text.en.rstrip())


def _who_helps(sight: Sight, way: Way, reasons: Iterable[Reason]) -> Text:
    """Return who can do something about the first condition, by name where it is one person; "" where only time can."""
    roles = next((one.met_by for one in reasons if one.met_by), ())
    people = [role for role in roles if role is not Role.CLOCK]
    if not people:
        return verbatim("")
    names = [_name_of(sight, way.track, role) for role in people]
    return _HELPS.fill(who=Text(" eller ".join(one.sv for one in names), " or ".join(one.en for one in names)))


def _name_of(sight: Sight, track: TrackFile, role: Role) -> Text:
    person = sight.asked(ASKED[role], track) if role in ASKED else None
    return _person(person) if person is not None else ROLE_LABELS[role]


def _person(person: Reader) -> Text:
    return _WITH_PHONE.fill(name=person.name, phone=person.phone) if person.phone else verbatim(person.name)


_WITH_PHONE = verbatim("{name}, {phone}")

"""The picture as text: a table of all events by date, the states of each lane, and what an imagined course moves."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from desk.lanes.drawn import BarKind, LabelKind, Lane, LaneBar, LaneLabel, Lanes, Link
from states.text import Text, capital, joined
from web.board.picture import words


@dataclass(frozen=True, slots=True)
class TableRow:
    """A row of the table: the day as a machine and as people read it, the lane, what it is, and how it stands."""

    on: date
    day: str
    lane: str
    what: str
    css: str
    state: str


_LATE_BY = Text("försenat {days} dagar", "{days} days late")
_LATE_BY_ONE = Text("försenat 1 dag", "1 day late")
_DONE = Text("klart", "done")
_DUE_TODAY = Text("i dag", "today")
_EXPECTED = Text("väntas", "expected")
_PLANNED = Text("planerat", "planned")
_EXCEPTION = Text("undantag", "exception")
_LASTED = Text("har passerat", "has passed")


def table(lanes: Lanes, language: str) -> list[TableRow]:
    """Return all events and sync points by date; what has no day is in the list of sync points alone."""
    rows = [_of_label(label, lane, lanes.today, language) for lane in lanes.lanes for label in lane.labels]
    rows += [_of_link(link, lanes, language) for link in lanes.links if link.on is not None]
    return sorted(rows, key=lambda row: row.on)


def _of_label(label: LaneLabel, lane: Lane, today: date, language: str) -> TableRow:
    css, state = _state_of(label, today)
    return TableRow(
        label.on,
        words.day_of_year(label.on).in_(language),
        lane.title.in_(language),
        capital(words.counted(label)).in_(language),
        css,
        state.in_(language),
    )


def _state_of(label: LaneLabel, today: date) -> tuple[str, Text]:
    if label.kind is LabelKind.OVERRIDE:
        return "except", _EXCEPTION
    if label.kind is LabelKind.HAPPENED:
        return "done", _DONE
    if label.late:
        return "late", _LATE_BY.fill(days=label.late) if label.late > 1 else _LATE_BY_ONE
    if label.on == today:
        return "today", _DUE_TODAY
    if label.on < today:
        return "done", _LASTED
    return "later", _PLANNED if label.kind is LabelKind.PLANNED else _EXPECTED


def _of_link(link: Link, lanes: Lanes, language: str) -> TableRow:
    on = link.on or lanes.today
    return TableRow(
        on,
        words.day_of_year(on).in_(language),
        lanes.lanes[link.source].title.in_(language),
        capital(words.link_name(link, lanes)).in_(language),
        words.STATE_CSS[link.status],
        words.STATUS[link.status].in_(language),
    )


@dataclass(frozen=True, slots=True)
class LaneInWords:
    """The states of a lane as one sentence part after another."""

    title: str
    states: str


_PASSED = Text("{state} {first}–{last}", "{state} {first}–{last}")
_ON_NOW = Text("nu {state} sedan {first}", "now {state} since {first}")
_FROM = Text("väntas {state} från {first}", "expected: {state} from {first}")
_EXPECTED_FOR = Text("väntas {state} {first}–{last}", "expected: {state} {first}–{last}")
_UP_TO = Text("väntas {state} till {last}", "expected: {state} until {last}")


def lanes_in_words(lanes: Lanes, language: str) -> Iterator[LaneInWords]:
    """Yield the states of each lane, and how many positions are filled."""
    for lane in lanes.lanes:
        told = [*_in_words(lane.bars), *_in_words(lane.seats)]
        if told:
            yield LaneInWords(words.title_of(lane).in_(language), joined(told, "; ").in_(language))


def _in_words(bars: tuple[LaneBar, ...]) -> Iterator[Text]:
    now = next((bar.name for bar in bars if bar.kind is BarKind.CURRENT), None)
    for bar in bars:
        first, last = words.day_of_year(bar.begins), words.day_of_year(bar.ends) if bar.ends else None
        match bar.kind:
            case BarKind.PASSED if last is not None:
                yield _PASSED.fill(state=bar.name, first=first, last=last)
            case BarKind.CURRENT:
                yield _ON_NOW.fill(state=bar.name, first=first)
            case BarKind.EXPECTED if bar.name == now:
                if last is not None:
                    yield _UP_TO.fill(state=bar.name, last=last)
            case _ if last is not None:
                yield _EXPECTED_FOR.fill(state=bar.name, first=first, last=last)
            case _:
                yield _FROM.fill(state=bar.name, first=first)


def moved_days(lanes: Lanes, language: str) -> list[str]:
    """Return what an imagined course moves, a sentence for each day; that nothing moves is said, too."""
    if lanes.imagined is None:
        return []
    found = []
    for one in lanes.imagined.moved:
        told = {
            "lane": lanes.lanes[one.lane].title,
            "what": one.what,
            "before": words.told_day(one.before, lanes.today),
        }
        if one.now is not None:
            found.append(words.MOVED.fill(now=words.told_day(one.now, lanes.today), **told))
        else:
            found.append(words.GONE.fill(until=words.told_day(lanes.imagined.until, lanes.today), **told))
    return [one.in_(language) for one in found or [words.NOTHING_MOVES]]

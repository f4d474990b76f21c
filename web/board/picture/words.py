"""The words of the picture: days as they stand beside a bar, what each mark says, and the picture as text."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date

from desk.lanes.drawn import LabelKind, Lane, LaneKind, LaneLabel, Lanes, Link, LinkStatus
from states.text import MONTHS, WEEKDAYS, Text, capital, joined, verbatim

_SHORT_MONTHS = {
    "sv": ("jan", "feb", "mar", "apr", "maj", "jun", "jul", "aug", "sep", "okt", "nov", "dec"),
    "en": ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
}


def short_day(day: date) -> Text:
    """Return a day as it stands beside a bar: "3 dec", "3 Dec"."""
    return _in_both(lambda language: f"{day.day} {_SHORT_MONTHS[language][day.month - 1]}")


def day_of_year(day: date) -> Text:
    """Return a day as it stands in the table: "3 dec 2026"."""
    return _in_both(lambda language: f"{day.day} {_SHORT_MONTHS[language][day.month - 1]} {day.year}")


def told_day(day: date, today: date) -> Text:
    """Return a day within a sentence: "3 december", with the year if it is not this one."""
    year = "" if day.year == today.year else f" {day.year}"
    return _in_both(lambda language: f"{day.day} {MONTHS[language][day.month - 1]}{year}")


def month_name(first: date, *, whole: bool) -> Text:
    """Return what a month is called on the axis."""
    names = MONTHS if whole else _SHORT_MONTHS
    return _in_both(lambda language: names[language][first.month - 1])


def month_and_year(day: date) -> Text:
    """Return the month of a day: "december 2026"."""
    return _in_both(lambda language: f"{MONTHS[language][day.month - 1]} {day.year}")


def weekday(day: date) -> Text:
    """Return which day of the week it is: "torsdag"."""
    return _in_both(lambda language: WEEKDAYS[language][day.weekday()])


def _in_both(says: Callable[[str], str]) -> Text:
    return Text(says("sv"), says("en"))


# --- beside a mark ---------------------------------------------------------------------------------------------------


def beside(label: LaneLabel) -> Text:
    """Return what stands beside a tick: "kontaktperson 1 dec, försenat"."""
    day = (
        short_day(label.on)
        if label.until is None
        else _FROM_TO.fill(first=short_day(label.on), last=short_day(label.until))
    )
    return _BESIDE.fill(what=counted(label), day=day, more=_more(label))


def without_day(label: LaneLabel) -> Text:
    """Return the same where the day stands above it."""
    return _WITHOUT_DAY.fill(what=capital(counted(label)), more=_more(label))


def counted(label: LaneLabel) -> Text:
    """Return what a label says, with how many it stands for: "anställning började (3)"."""
    return _COUNTED.fill(what=label.what, number=str(label.number)) if label.number > 1 else label.what


def _more(label: LaneLabel) -> Text:
    if label.late:
        return _LATE
    return _OVERRIDDEN if label.kind is LabelKind.OVERRIDE else verbatim("")


_BESIDE = verbatim("{what} {day}{more}")
_WITHOUT_DAY = verbatim("{what}{more}")
_FROM_TO = verbatim("{first}–{last}")
_COUNTED = verbatim("{what} ({number})")
_LATE = Text(", försenat", ", late")
_OVERRIDDEN = Text(", undantag", ", exception")
TODAY = Text("i dag {day}", "today {day}")
TODAY_IN_FULL = Text("I dag, {weekday} {day}", "Today, {weekday} {day}")
NOW = Text("nu: {state}", "now: {state}")
HEADING = Text("Tre processer i takt", "Three processes in step")
TITLE = Text(
    "Ärendets tre processer på en tidsaxel, {first} till {last}",
    "The three processes of the case on one axis of time, {first} to {last}",
)
TITLE_UPRIGHT = Text(
    "Ärendets tre processer uppifrån och ned, {first} till {last}",
    "The three processes of the case from top to bottom, {first} to {last}",
)
AS_TEXT = Text("Visa bilden som text", "Show the picture as text")
IN_ORDER = Text("Allt som bilden visar, i dagordning", "All that the picture shows, in the order of the days")
SYNC_POINTS = Text("Synkpunkter", "Sync points")
WIDER = Text(
    "{first} till {last} ritas bredare än övriga månader.", "{first} to {last} are drawn wider than the other months."
)
LATER = Text("Dagar efter {last} står i tabellen.", "Days after {last} stand in the table.")
EARLIER = Text("{number} tidigare händelser står i tabellen", "{number} earlier events stand in the table")
DAY, PROCESS, WHAT, STATE = Text("Dag", "Day"), Text("Process", "Process"), Text("Vad", "What"), Text("Läge", "State")
STATES = Text("Lägena, process för process", "The states, process by process")
FOLDED = Text("Leverantörer som delar bana ({number})", "Suppliers that share a lane ({number})")
UNFOLD = Text("Visa en bana för varje leverantör", "Show a lane for each supplier")
IMAGINED = Text("Det här skulle flyttas", "This would move")
REFUSED = Text("Det här går inte", "This cannot be")
NOTHING_MOVES = Text("Ingen dag flyttas.", "No day moves.")
MOVED = Text("{lane}, {what}: {now} i stället för {before}", "{lane}, {what}: {now} instead of {before}")
GONE = Text(
    "{lane}, {what}: inte före {until}, i stället för {before}", "{lane}, {what}: not by {until}, instead of {before}"
)
IMAGINED_COURSE = Text("tänkt förlopp", "imagined course")
KEYS: tuple[tuple[str, Text], ...] = (
    ("gone", Text("passerat", "passed")),
    ("now", Text("pågår nu", "now")),
    ("will", Text("väntas", "expected")),
    ("court", Text("i domstol", "in court")),
    ("open", Text("öppen synkpunkt", "open sync point")),
    ("waits", Text("väntar", "waiting")),
    ("stops", Text("hindrad", "blocked")),
    ("flag", Text("sista dag", "last day")),
    ("except", Text("undantag", "exception")),
)
"""By mark, what it means."""
SAID: Mapping[str, Text] = {
    "as_text": AS_TEXT,
    "in_order": IN_ORDER,
    "sync_points": SYNC_POINTS,
    "day": DAY,
    "process": PROCESS,
    "what": WHAT,
    "state": STATE,
    "states": STATES,
    "unfold": UNFOLD,
    "moved": IMAGINED,
    "imagined": IMAGINED_COURSE,
    "refused": REFUSED,
}
"""What stands around the picture, by what the template calls it."""
_KEY_OF_LANE = verbatim("{key} {title}")


def lane_keys(lanes: Lanes, language: str) -> str:
    """Return what the letters above the narrow picture mean."""
    named = ((lane.key, verbatim(lane.name) if _is_one(lane) else _lowered(lane.title)) for lane in lanes.lanes)
    return " · ".join(_KEY_OF_LANE.fill(key=key, title=title).in_(language) for key, title in named)


def _is_one(lane: Lane) -> bool:
    return lane.kind is LaneKind.SUPPLIER and bool(lane.name)


def _lowered(text: Text) -> Text:
    return Text(text.sv[:1].lower() + text.sv[1:], text.en[:1].lower() + text.en[1:])


def title_of(lane: Lane) -> Text:
    """Return what a lane is called where there is one line for it, with the name of its supplier."""
    return _NAMED.fill(title=lane.title, name=lane.name) if _is_one(lane) else lane.title


_NAMED = Text("{title}, {name}", "{title}, {name}")


# --- sync points -----------------------------------------------------------------------------------------------------


def link_name(link: Link, lanes: Lanes) -> Text:
    """Return what a sync point is called, with the supplier that it is about."""
    about = [lanes.lanes[place] for place in (link.source, *link.targets)]
    of_one = [lane for lane in about if lane.kind in {LaneKind.SUPPLIER, LaneKind.MORE_SUPPLIERS}]
    if len(of_one) != 1 or 0 in {link.source, *link.targets}:
        return link.name
    return _ABOUT.fill(name=link.name, lane=_lowered(of_one[0].title))


_ABOUT = Text("{name}, {lane}", "{name}, {lane}")
STATE_CSS: Mapping[LinkStatus, str] = {
    LinkStatus.OPEN: "done",
    LinkStatus.WAITING: "wait",
    LinkStatus.BLOCKED: "stop",
}
STATUS: Mapping[LinkStatus, Text] = {
    LinkStatus.OPEN: Text("öppen", "open"),
    LinkStatus.WAITING: Text("väntar", "waiting"),
    LinkStatus.BLOCKED: Text("hindrad", "blocked"),
}
_SINCE = Text("Öppen sedan {day}", "Open since {day}")
_UNTIL = Text("{status}, senast {day}", "{status}, by {day}")
_NO_DAY = Text("{status}, ingen dag är känd", "{status}, no day is known")


@dataclass(frozen=True, slots=True)
class SyncLine:
    """A sync point of the numbered list; `css` is the class of its state."""

    name: str
    css: str
    status: str
    why: str


def sync_lines(lanes: Lanes, language: str) -> Iterator[SyncLine]:
    """Yield the sync points in the order of their numbers."""
    for link in lanes.links:
        yield SyncLine(
            capital(link_name(link, lanes)).in_(language),
            STATE_CSS[link.status],
            link_status(link, lanes.today).in_(language),
            joined(link.why, " ").in_(language),
        )


def link_told(link: Link, lanes: Lanes) -> Text:
    """Return a sync point in a few words: its name, and how it stands unless it is open."""
    name = capital(link_name(link, lanes))
    return name if link.status is LinkStatus.OPEN else _NAME_STATUS.fill(name=name, status=STATUS[link.status])


_NAME_STATUS = verbatim("{name}: {status}")


def link_status(link: Link, today: date) -> Text:
    """Return how a sync point stands, with its day."""
    status = capital(STATUS[link.status])
    if link.on is None:
        return _NO_DAY.fill(status=status)
    day = told_day(link.on, today)
    return _SINCE.fill(day=day) if link.status is LinkStatus.OPEN else _UNTIL.fill(status=status, day=day)


def described(lanes: Lanes) -> Text:
    """Return how many lanes and sync points the picture has, and how these stand."""
    names = ", ".join(title_of(lane).sv for lane in lanes.lanes)
    english = ", ".join(title_of(lane).en for lane in lanes.lanes)
    counts = {status: sum(link.status is status for link in lanes.links) for status in LinkStatus}
    return _DESCRIBED.fill(
        lanes=Text(names, english),
        points=len(lanes.links),
        open=counts[LinkStatus.OPEN],
        waiting=counts[LinkStatus.WAITING],
        blocked=counts[LinkStatus.BLOCKED],
    )


_DESCRIBED = Text(
    "Banor: {lanes}. Synkpunkter: {points}, varav {open} öppna, {waiting} som väntar och {blocked} hindrade. Allt som"
    " bilden visar står också som text under den.",
    "Lanes: {lanes}. Sync points: {points}, of which {open} open, {waiting} waiting and {blocked} blocked. All that the"
    " picture shows stands below it as text, too.",
)

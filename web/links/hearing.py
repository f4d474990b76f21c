"""Who hears of what is recorded on a page, and by when."""

from collections.abc import Iterator, Sequence
from datetime import date, time, timedelta

from matters.receipts import audience, reported_by, told_by
from matters.recipients import Recipient
from matters.rows.receipts import RECEIPTS
from states.records.observations import Observation
from states.text import Text, dated
from web.links.pages import PAGES
from web.links.scene import Scene
from web.links.view import forms_of


def who_hears(scene: Scene, at: time, *, done: bool) -> str:
    """Return who is told of what the reader has just recorded, or of what the page is there to record; "" for nobody.

    `at` is the time of day.
    """
    records = reported_by(scene.case, f"{scene.role}:{scene.reader.id}", scene.today) if done else _expected(scene)
    language = scene.reader.language
    return " ".join(text.in_(language) for text in _sentences(scene, records, at))


def _expected(scene: Scene) -> Sequence[Observation]:
    """Return what the page is there to record, as if it were recorded today."""
    if not forms_of(scene):
        return ()
    owed = scene.case.obligation(scene.track.parent or scene.track.subject) if scene.track.subject else None
    return [
        Observation(
            milestone,
            scene.today,
            f"{scene.role}:{scene.reader.id}",
            by_person=True,
            as_of=scene.today,
            lot=owed.lot if owed else "",
            supplier=owed.supplier if owed else "",
            placement=scene.track.subject if scene.track.parent else "",
        )
        for milestone in PAGES[scene.purpose].records(scene)
    ]


def _sentences(scene: Scene, records: Sequence[Observation], at: time) -> Iterator[Text]:
    by_day: dict[date, list[Text]] = {}
    at_once = {to for one in records if one.milestone in RECEIPTS for to in RECEIPTS[one.milestone].at_once}
    for to in audience(scene.case, records, scene.directory, scene.today):
        day = told_by(to, scene.today, at, scene.ladder, at_once=to in at_once)
        by_day.setdefault(day, []).append(_CALLED[to])
    for day in sorted(by_day):
        yield _HEARS.fill(who=_listed(by_day[day]), when=_when(day, scene.today))


def _listed(names: Sequence[Text]) -> Text:
    first, *others = names
    for number, name in enumerate(others, 1):
        first = (_LAST if number == len(others) else _MORE).fill(first=first, name=name)
    return first


def _when(day: date, today: date) -> Text:
    near = {today: _TODAY, today + timedelta(days=1): _TOMORROW}
    return near.get(day) or dated(day)


_HEARS = Text("Besked går till {who} senast {when}.", "A notice goes to {who} {when} at the latest.")
_MORE = Text("{first}, {name}", "{first}, {name}")
_LAST = Text("{first} och {name}", "{first} and {name}")
_TODAY = Text("i dag", "today")
_TOMORROW = Text("i morgon", "tomorrow")
_CALLED = {
    Recipient.OFFICER: Text("upphandlaren", "the officer"),
    Recipient.SUPPORT: Text("stödfunktionen", "the support function"),
    Recipient.LABOUR_MARKET: Text("arbetsmarknadsenheten", "the labour-market unit"),
    Recipient.CONTACT: Text("kontaktpersonen", "the contact person"),
    Recipient.SUPPLIER: Text("leverantören", "the supplier"),
}

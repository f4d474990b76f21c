"""The parts of a page."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from states.facts import Milestone, Role
from states.records.milestones import RecordingRefused, check_recording
from states.text import Text
from web.links.forms import Form
from web.links.scene import Scene


@dataclass(frozen=True, slots=True)
class PageLine:
    """A line of facts: a label and its value, which may be a link to call or write to."""

    label: Text
    value: Text
    link: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: lines of facts, and forms to report on them; `folded` ones are closed at first."""

    heading: Text | None = None
    lines: tuple[PageLine, ...] = ()
    forms: tuple[Form, ...] = ()
    folded: bool = False
    notes: tuple[Text, ...] = ()


Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """The page of one purpose; `records` are the milestones that it is there to record, the decisive one last.

    `blocked` returns why nothing can be reported yet. `sections` may read what was typed, for the number of rows.
    """

    title: Text
    records: Callable[[Scene], Sequence[Milestone]]
    sections: Callable[[Scene, Typed], Sequence[Section]]
    blocked: Callable[[Scene], Sequence[Text]]


def ready(_: Scene) -> Sequence[Text]:
    return ()


def refused_today(scene: Scene, milestone: Milestone, *, value: str = "") -> Sequence[Text]:
    """Return why a milestone cannot be recorded today, by the rule of the milestone itself."""
    try:
        # A reason is asked for by the form, so that the lack of one is no hindrance.
        check_recording(scene.facts, milestone, scene.today, by=Role(scene.role), value=value, reason="-")
    except RecordingRefused as refused:
        return tuple(reason.text for reason in refused.reasons)
    return ()

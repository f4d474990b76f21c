"""What a page consists of, whatever it is about."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from states.facts import Milestone, Role
from states.records.milestones import RecordingRefused, check_recording
from states.text import Text
from web.links.forms import Form
from web.links.scene import Scene


@dataclass(frozen=True, slots=True)
class PageLine:
    """One thing that is so: what it is, and how it stands."""

    label: Text
    value: Text


@dataclass(frozen=True, slots=True)
class Section:
    """A part of a page: what is so, and what can be told about it; `folded` ones are opened by who wants them."""

    heading: Text | None = None
    lines: tuple[PageLine, ...] = ()
    forms: tuple[Form, ...] = ()
    folded: bool = False
    notes: tuple[Text, ...] = ()


Typed = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Page:
    """What one purpose shows and asks; `records` are the milestones that it is there to record, the decisive one last.

    `blocked` tells why nothing can be told yet. `sections` may look at what was typed, for how many rows are asked for.
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

"""Awards as tests tell of them: by the days of the notices and of one application before the administrative court."""

from datetime import date
from typing import Any

from states.law.acts import Act
from states.law.courts import Event, EventKind, Ruling
from states.law.procedures import Channel
from states.law.standstill import Award


def award_with(
    sent: date | None = None,
    *,
    channel: Channel = Channel.ELECTRONIC,
    stated_end: date | None = None,
    voluntary: bool = False,
    intent_published: date | None = None,
    extensions: tuple[tuple[date, date, bool], ...] = (),
    review_filed: date | None = None,
    extension_lifted: date | None = None,
    ruling: date | None = None,
    interim_order: date | None = None,
    interim_lifted: date | None = None,
    ten_days_waived: bool = False,
    act: Act | None = Act.LOU,
    **known: Any,
) -> Award:
    """Return an award with its events; an extension is the day it was told, the new last day, and whether to all.

    The ten days are waived by what came last: an order that was lifted, else the ruling.
    """
    days = {
        EventKind.NOTICE: sent,
        EventKind.INTENT: intent_published,
        EventKind.FILED: review_filed,
        EventKind.NO_EXTENDED: extension_lifted,
        EventKind.RULING: ruling,
        EventKind.ORDER: interim_order,
        EventKind.ORDER_LIFTED: interim_lifted,
    }
    details: dict[EventKind, dict[str, Any]] = {
        EventKind.NOTICE: {"channel": channel, "until": stated_end, "voluntary": voluntary},
        EventKind.INTENT: {"until": None if sent else stated_end},
        EventKind.RULING: {"ruling": Ruling.REJECTED, "ten_days": not ten_days_waived or interim_lifted is not None},
        EventKind.ORDER_LIFTED: {"ten_days": not ten_days_waived},
    }
    events = [Event(on, kind)._replace(**details.get(kind, {})) for kind, on in days.items() if on is not None]
    extended = [Event(told, EventKind.EXTENSION, until=until, to_all=to_all) for told, until, to_all in extensions]
    return Award(act=act, events=(*events, *extended), **known)

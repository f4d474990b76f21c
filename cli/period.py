"""A standstill as people and programs read it; apart from the cases, since it needs no database."""

from datetime import date
from typing import Any

from cli.i18n import _, language, said
from cli.output import fields, say
from states.law.standstill import Standstill
from states.text import long_date

Object = dict[str, Any]


def long_day(day: date) -> str:
    return long_date(day, language())


def tell_standstill(period: Standstill, *, indent: int = 0) -> None:
    """Print until when no contract may be signed, and each step of the reasoning with what it rests on."""
    unknown = _("cannot be told yet") if period.applies else ""
    answer = _("yes, voluntary") if period.voluntary else _("yes") if period.applies else _("no")
    fields(
        [
            (_("Standstill applies"), answer),
            (_("Last day"), long_day(period.last_day) if period.last_day else unknown),
            (_("Earliest signing"), long_day(period.earliest_signing) if period.earliest_signing else unknown),
        ],
        indent=indent,
    )
    for step in period.steps:
        say(f"- {said(step.text)} ({step.rule})", indent=indent, hanging=2)


def standstill_object(period: Standstill) -> Object:
    return {
        "applies": period.applies,
        "last_day": period.last_day,
        "earliest_signing": period.earliest_signing,
        "steps": [{"date": s.day, "rule": s.rule, "sv": s.text.sv, "en": s.text.en} for s in period.steps],
    }

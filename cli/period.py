"""A standstill as people and programs read it; apart from the cases, since it needs no database."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from cli.i18n import _, language, said
from cli.output import fields, say
from states.law.acts import LAW_AS_OF
from states.law.governed import AS_OF
from states.law.histories import earliest_in_words, strictest_in_words
from states.law.standstill import Bar, ReckoningStep, Standstill
from states.text import long_date

Object = dict[str, Any]


def long_day(day: date) -> str:
    return long_date(day, language())


def has_run_out(period: Standstill, day: date) -> bool:
    """Tell whether the last day of a standstill lies behind a day."""
    return period.last_day is not None and period.last_day < day


def tell_standstill(period: Standstill, day: date | None = None, *, indent: int = 0) -> None:
    """Print until when no contract may be signed, and each step of the reasoning with what it rests on.

    After its last day, as seen from `day`, a standstill is told to have run out.
    """
    unknown = _("cannot be told yet") if period.applies else ""
    answer = _("yes, voluntary") if period.voluntary else _("yes") if period.applies else _("no")
    if day is not None and has_run_out(period, day):
        answer = _("no, it has run out")
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
    for warning in period.warnings:
        say(_("Stricter reading: {warning}").format(warning=said(warning)), indent=indent, hanging=2)
    say(said(AS_OF), indent=indent)


def standstill_object(period: Standstill) -> Object:
    """Return a standstill for programs: days as dates, and in words where nobody can tell a day."""
    return {
        "applies": period.applies,
        "last_day": period.last_day,
        "earliest_signing": earliest_in_words(period),
        "strictest": strictest_in_words(period),
        "steps": _steps(period.steps),
        "bars": [_bar(bar) for bar in period.bars],
        "warnings": [{"sv": one.sv, "en": one.en} for one in period.warnings],
        "law_as_of": LAW_AS_OF,
    }


def _bar(bar: Bar) -> Object:
    return {
        "rule": bar.steps[0].rule if bar.steps else "",
        "court": bar.court or "",
        "applicant": bar.applicant,
        "last_day": bar.last,
        "counts": bar.doubt is None,
        "steps": _steps(bar.steps),
    }


def _steps(steps: Sequence[ReckoningStep]) -> list[Object]:
    return [{"date": step.day, "rule": step.rule, "sv": step.text.sv, "en": step.text.en} for step in steps]

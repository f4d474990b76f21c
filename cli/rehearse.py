"""A rehearsal of a case: its future as a time line."""

import re
from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, On, Reference, choose, day, maybe_day, milestone_named, role_named, today
from cli.output import as_json, heading, say, table
from cli.record import Record
from cli.typer_base import Commands

if TYPE_CHECKING:
    from desk.rehearsal import PlannedEvent, Rehearsal, RehearsalLine
    from states.facts import Milestone
    from states.text import Text

app = Commands()

WHERE = "--event"
_A_YEAR = timedelta(days=365)
EXAMPLE = '"review_filed 2026-04-02"'


@app.command(cls=Record)
def rehearse(
    reference: Reference,
    *,
    until: Annotated[
        str,
        typer.Option(
            "--until", metavar="DATE", help="The last day, five years ahead at most; left out: a year from now."
        ),
    ] = "",
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="EVENT",
            help="What happens: a milestone, its day and what goes with it, such as “award_notice_sent 2026-04-02"
            " electronic”. Then there may be lot=, supplier=, placement=, court=, applicant= and by=. May be given"
            " several times.",
        ),
    ] = None,
    on: On = "",
    json: AsJson = False,
) -> None:
    """Rehearse what would come of a case: its steps, deadlines and mails, day by day. Nothing is changed or sent.

    Tell with --event what people do meanwhile. An event that the rules refuse is shown with the reasons.

    For example:

      trespann rehearse UH-2026-14 --until 2026-12-31

      trespann rehearse UH-2026-14 --until 2026-12-31 --event "review_filed 2026-04-02"
    """
    from cli.database import opened
    from desk import rehearsal
    from models.installation.settings import Settings

    first, settings = today(on), Settings()
    last = maybe_day(until, "--until", today=first) or first + _A_YEAR
    events = [_event(text, today=first) for text in event or ()]
    with opened(settings) as engine:
        played = rehearsal.rehearse(engine, reference, today=first, until=last, events=events, settings=settings)
    if json:
        as_json(_object(played))
    else:
        _tell(played)


# --- what is typed ---------------------------------------------------------------------------------------------------

_NAMES = ("lot", "supplier", "placement", "court", "applicant", "by")
_BEFORE_NAME = re.compile(rf"\s+(?=(?:{'|'.join(_NAMES)})=)")


def _event(text: str, *, today: date) -> "PlannedEvent":
    """Return an event as it is typed: "award_notice_sent 2026-04-02 electronic supplier=Exempel AB"."""
    from desk.rehearsal import PlannedEvent
    from states.law.courts import COURT_LABELS

    head, *named = _BEFORE_NAME.split(text.strip())
    words = head.split()
    if len(words) < 2:
        raise typer.BadParameter(_("Write a milestone and a day: {example}.").format(example=EXAMPLE), param_hint=WHERE)
    told = {name: value.strip() for name, _equals, value in (one.partition("=") for one in named)}
    role, court = told.pop("by", ""), told.pop("court", "")
    milestone = milestone_named(words[0])
    return PlannedEvent(
        milestone,
        day(words[1], WHERE, today=today),
        _value(milestone, words[2:]),
        **told,
        court=choose(court, COURT_LABELS, _("The court")) if court else "",
        by=role_named(role) if role else None,
    )


def _value(milestone: "Milestone", words: list[str]) -> str:
    from states.records.milestones import RECORDINGS, VALUE_LABELS
    from states.text import verbatim

    rule, labels = RECORDINGS[milestone], VALUE_LABELS.get(milestone, {})
    label = said(rule.label)
    if rule.values and not words:
        told = _("“{milestone}” needs one of these words behind its day: {words}.")
        raise typer.BadParameter(told.format(milestone=label, words=", ".join(rule.values)), param_hint=WHERE)
    if words and not rule.values:
        told = _(
            "“{milestone}” takes nothing behind its day but lot=, supplier=, placement=, court=, applicant= and by=."
        )
        raise typer.BadParameter(told.format(milestone=label), param_hint=WHERE)
    known = {value: labels.get(value, verbatim(value)) for value in rule.values}
    return choose(" ".join(words), known, _("The word")) if words else ""


# --- what is shown ---------------------------------------------------------------------------------------------------


def _tell(played: "Rehearsal") -> None:
    from cli.period import long_day
    from desk.labels import state_label

    told = _("Rehearsal of {reference} from {first} to {last}. Nothing is changed and no mail is sent.")
    last = long_day(played.until)
    say(told.format(reference=played.reference, first=long_day(played.today), last=last))
    heading(_("What would come"))
    for line in played.lines:
        _tell_line(line)
    if not played.lines:
        say(_("Nothing."), indent=2)
    heading(_("Deadlines still open on {day}").format(day=last))
    table([_open(line, played.until) for line in played.open] or [(_("None."),)], indent=2)
    say()
    states = ", ".join(
        f"{subject} {said(state_label(process, state))}".strip() for process, subject, state in played.states
    )
    say(_("The case then stands in: {states}").format(states=states))


def _tell_line(line: "RehearsalLine") -> None:
    from cli.period import long_day
    from desk.rehearsal import LineKind
    from states.facts import Role

    kinds = {
        LineKind.EVENT: _("event"),
        LineKind.MOVE: _("step"),
        LineKind.REFUSED: _("refused"),
        LineKind.MAIL: _("mail"),
        LineKind.DEADLINE: _("last day"),
    }
    what = ", ".join([said(line.what), *_beside(line.about)])
    who = _("the system") if line.about.get("by") == Role.CLOCK else said(line.who)
    say(" · ".join((long_day(line.on), f"{kinds[line.kind]}: {what}", who)), indent=2, hanging=2)
    if line.kind is LineKind.REFUSED or len(line.details) > 1:
        for detail in line.details:
            say(f"- {said(detail)}", indent=4, hanging=2)


def _beside(about: Mapping[str, Any]) -> Iterable[str]:
    """Return what was recorded beside the day of a milestone; other lines say all in their text."""
    from desk.labels import value_label

    if "milestone" not in about:
        return
    if about["value"]:
        yield said(value_label(about["milestone"], about["value"]))
    if about["lot"]:
        yield _("lot {lot}").format(lot=about["lot"])
    if about["supplier"]:
        yield about["supplier"]
    if about["placement"]:
        yield _("position {number}").format(number=about["placement"])


def _open(line: "RehearsalLine", until: date) -> tuple[str, str, str]:
    from cli.period import long_day

    last = line.about["deadline"]
    passed = f" ({_('has passed')})" if last is not None and last < until else ""
    return (long_day(last) if last else "–", said(line.who), said(line.what) + passed)


def _object(played: "Rehearsal") -> dict[str, Any]:
    return {
        "reference": played.reference,
        "from": played.today,
        "until": played.until,
        "lines": [_line_object(line) for line in played.lines],
        "open": [_line_object(line) for line in played.open],
        "tracks": [
            {"process": process, "subject": subject, "state": state} for process, subject, state in played.states
        ],
    }


def _line_object(line: "RehearsalLine") -> dict[str, Any]:
    return {
        "date": line.on,
        "kind": line.kind,
        **line.about,
        "who": _both(line.who),
        "what": _both(line.what),
        "details": [_both(detail) for detail in line.details],
    }


def _both(text: "Text") -> dict[str, str]:
    return {"sv": text.sv, "en": text.en}

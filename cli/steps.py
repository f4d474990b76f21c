"""What people report and decide in a case: records, assessments and moves."""

import re
from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, command_line, said
from cli.inputs import By, On, Reason, Reference, choose, day, number, today
from cli.output import say
from cli.typer_base import Command, Commands, write_rows

if TYPE_CHECKING:
    from desk.acting import Outcome
    from models.actor import Actor
    from states.facts import Milestone
    from states.text import Text

app = Commands()


class Record(Command):
    """Its help lists what can be recorded."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, formatter)
        write_rows(formatter, _("Milestones"), [(key, said(label)) for key, label in _milestones().items()])


@app.command(cls=Record)
def record(
    reference: Reference,
    milestone: Annotated[
        str,
        typer.Argument(metavar="MILESTONE", help="What has happened: one of the milestones below."),
    ],
    happened: Annotated[
        str,
        typer.Argument(metavar="DATE", help="When, such as 2026-03-17, or “today”."),
    ] = "",
    *,
    channel: Annotated[
        str,
        typer.Option(
            "--channel",
            metavar="CHANNEL",
            help="How an award notice was sent: electronic to all, or other to at least one.",
        ),
    ] = "",
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="OUTCOME",
            help="The word that goes with the date, such as how a review ended: rejected, withdrawn, correction, redo.",
        ),
    ] = "",
    supplier: Annotated[str, typer.Option("--supplier", metavar="NAME", help="The supplier it is about.")] = "",
    lot: Annotated[str, typer.Option("--lot", metavar="LOT", help="The lot it is about.")] = "",
    position: Annotated[
        str,
        typer.Option(
            "--position",
            metavar="NUMBER",
            help="The position it is about, such as 3; 3.1 for an earlier candidate.",
        ),
    ] = "",
    origin: Annotated[
        str,
        typer.Option("--origin", metavar="ORIGIN", help="How a hire came about: matched, outside or own_employee."),
    ] = "",
    months: Annotated[
        str,
        typer.Option("--months", metavar="NUMBER", help="The months a hire was agreed for; else until further notice."),
    ] = "",
    share: Annotated[
        str,
        typer.Option("--share", metavar="PERCENT", help="The share of full time a hire was agreed for."),
    ] = "",
    reason: Reason = "",
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Where it is known from.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was recorded by mistake.")] = False,
    by: By = "officer",
    on: On = "",
) -> None:
    """Record that something has happened in a case.

    What the record makes possible happens at once. A correction is simply a new record.

    For example:

      trespann record UH-2026-14 contact_point_1 2026-03-17

      trespann record UH-2026-14 award_notice_sent today --channel electronic

      trespann record UH-2026-14 contact_point_1 --withdraw

      trespann record UH-2026-14 candidate_proposed today --position 3 --by labour_market
    """
    from cli.database import opened
    from desk.recording import Report
    from desk.recording import record as store

    acted, who = today(on), actor(by)
    what = milestone_named(milestone)
    value = _value(what, {"--channel": channel, "--outcome": outcome}, withdraw=withdraw)
    value = _terms(what, origin, months, share, withdraw=withdraw) or value
    place = _position(what, position)
    when = _when(happened, today=acted, withdraw=withdraw)
    report = Report(what, when, value, lot, supplier, place, _source(what, source), reason)
    with opened() as engine:
        result = store(engine, reference, report, by=who, today=acted)
    if not result.new:
        say(_("This is recorded already; nothing has changed."))
        return
    _tell_recorded(what, when)
    tell_moves(result)


@app.command()
def assess(
    reference: Reference,
    *,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="OUTCOME",
            help="required, no_requirement or not_applicable.",
        ),
    ],
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--form",
            metavar="FORM",
            help="Form of the requirement; may be given several times: tender_documentation, dialogue, employment,"
            " apprentice or award_criterion.",
        ),
    ] = None,
    reason: Reason = "",
    by: By = "support",
    on: On = "",
) -> None:
    """Enter the relevance assessment, which officer and support function make together.

    A reason is needed unless a requirement is set where the model applies.

    For example:

      trespann assess UH-2026-14 --outcome required --form employment --form apprentice

      trespann assess UH-2026-15 --outcome no_requirement --reason "No labour in this trade"
    """
    from cli.database import opened
    from desk.recording import Assessment
    from desk.recording import assess as store
    from states.law.applicability import FORM_LABELS, OUTCOME_LABELS
    from states.law.applicability import AssessmentOutcome as Assessed

    acted, who = today(on), actor(by)
    results = {key: label for key, label in OUTCOME_LABELS.items() if key is not Assessed.PENDING}
    result = choose(outcome, results, _("The outcome"))
    forms = [choose(one, FORM_LABELS, _("The form")) for one in form or ()]

    with opened() as engine:
        assessment = Assessment(result, acted, tuple(forms), reason)
        outcome_now = store(engine, reference, assessment, by=who, today=acted)
    told = ", ".join(said(FORM_LABELS[one]) for one in forms)
    say(_("Assessed: {outcome}").format(outcome=said(results[result])) + (f", {told}" if told else ""))
    tell_moves(outcome_now)


@app.command()
def move(
    reference: Reference,
    trigger: Annotated[
        str,
        typer.Argument(metavar="STEP", help="The step, such as advertise; “trespann case explain” shows which exist."),
    ],
    *,
    by: Annotated[
        str,
        typer.Option("--by", metavar="ROLE", help="Who does it: officer, support, labour_market or supplier."),
    ],
    process: Annotated[
        str,
        typer.Option("--process", metavar="PROCESS", help="The process that moves."),
    ] = "procurement",
    subject: Annotated[
        str,
        typer.Option("--subject", metavar="TEXT", help="Which supplier or position, where a case has several."),
    ] = "",
    reason: Reason = "",
    on: On = "",
) -> None:
    """Move a case on by hand.

    If the step cannot be taken you are told everything that is missing.

    For example:

      trespann move UH-2026-14 advertise --by officer

      trespann move UH-2026-14 cancel --by officer --reason "The need is gone"
    """
    from cli.database import opened
    from desk.moving import Step
    from desk.moving import move as store
    from states.processes.registry import PROCESSES

    acted, who = today(on), actor(by)
    of = choose(process, {name: one.label for name, one in _of_cases(PROCESSES)}, _("The process"))
    step = choose(trigger, PROCESSES[of].triggers, _("The step"))

    with opened() as engine:
        tell_moves(store(engine, reference, Step(step, of, subject, reason), by=who, today=acted))


# --- what is typed ---------------------------------------------------------------------------------------------------


def actor(by: str) -> "Actor":
    """Return who acts, by a role that a person can have."""
    from models.actor import Actor
    from states.facts import ROLE_LABELS, Role

    others = {Role.MANAGER, Role.CLOCK, Role.OUTBOX}
    people = {role: label for role, label in ROLE_LABELS.items() if role not in others}
    return Actor(choose(by, people, _("The role")))


def _of_cases(processes: Mapping[str, Any]) -> list[tuple[str, Any]]:
    return [(name, process) for name, process in processes.items() if name != "delivery"]


def _milestones() -> "dict[Milestone, Text]":
    from states.facts import Role
    from states.records.milestones import RECORDINGS

    return {key: rule.label for key, rule in RECORDINGS.items() if rule.by != (Role.CLOCK,)}


def milestone_named(word: str) -> "Milestone":
    """Return the milestone that a user means, of those that can be recorded."""
    from states.facts import Milestone

    if word.strip().casefold() == Milestone.RELEVANCE_ASSESSED:
        raise typer.BadParameter(_("The assessment is entered with “trespann assess”."), param_hint=_("MILESTONE"))
    return choose(word, _milestones(), _("The milestone"))


def _value(milestone: "Milestone", typed: Mapping[str, str], *, withdraw: bool) -> str:
    """Return what a milestone says beside its date, typed with the option that belongs to it."""
    from cli.remedies import VALUE_OPTIONS
    from states.records.milestones import VALUE_LABELS

    option = VALUE_OPTIONS.get(milestone)
    _refuse_options(milestone, {name: word for name, word in typed.items() if name != option})
    if option is None or withdraw:
        return ""
    labels = VALUE_LABELS[milestone]
    if not typed[option]:
        words = " ".join(labels)
        raise typer.BadParameter(_("Say one of: {words}.").format(words=words.replace(" ", ", ")), param_hint=option)
    return choose(typed[option], labels, _("The word"))


def _terms(milestone: "Milestone", origin: str, months: str, share: str, *, withdraw: bool) -> str:
    """Return how someone was hired, as it is stored."""
    from states.records.milestones import RECORDINGS
    from states.records.obligations import ORIGIN_LABELS, Origin, Terms

    if not RECORDINGS[milestone].terms:
        _refuse_options(milestone, {"--origin": origin, "--months": months, "--share": share})
        return ""
    if withdraw:
        return ""
    percent = number(share.strip().removesuffix("%"), "--share") or 100
    if percent > 100:
        raise typer.BadParameter(_("At most 100 per cent."), param_hint="--share")
    of = choose(origin, ORIGIN_LABELS, _("The origin")) if origin else Origin.MATCHED
    return str(Terms(of, number(months, "--months") or 0, percent / 100))


def _position(milestone: "Milestone", typed: str) -> str:
    from states.records.milestones import RECORDINGS, Scope

    if RECORDINGS[milestone].scope is not Scope.PLACEMENT:
        _refuse_options(milestone, {"--position": typed})
    elif typed and not re.fullmatch(r"[1-9]\d{0,4}(\.[1-9]\d{0,3})?", typed.strip()):
        raise typer.BadParameter(_("Give the number of a position, such as 3 or 3.1."), param_hint="--position")
    return typed.strip()


def _source(milestone: "Milestone", typed: str) -> str:
    """Return where something is known from; of a candidate nothing is written but what the milestone itself says."""
    from states.records.milestones import RECORDINGS, Scope

    if typed and RECORDINGS[milestone].scope is Scope.PLACEMENT:
        raise typer.BadParameter(
            _("Nothing is written in free text about a candidate; leave the option out."),
            param_hint="--source",
        )
    return typed


def _refuse_options(milestone: "Milestone", typed: Mapping[str, str]) -> None:
    from states.records.milestones import RECORDINGS

    for name, word in typed.items():
        if word:
            told = _("This option does not belong to “{milestone}”.").format(
                milestone=said(RECORDINGS[milestone].label),
            )
            raise typer.BadParameter(told, param_hint=name)


def _when(typed: str, *, today: date, withdraw: bool) -> date | None:
    if withdraw and typed:
        raise typer.BadParameter(_("Give no date when you take something back."), param_hint=_("DATE"))
    if withdraw:
        return None
    if not typed:
        raise typer.BadParameter(_("Give the day, such as 2026-03-17, or “today”."), param_hint=_("DATE"))
    return day(typed, _("DATE"), today=today)


# --- what is shown ---------------------------------------------------------------------------------------------------


def _tell_recorded(milestone: "Milestone", when: date | None) -> None:
    from cli.period import long_day
    from states.records.milestones import RECORDINGS

    label = said(RECORDINGS[milestone].label)
    if when is None:
        say(_("Taken back: {milestone}").format(milestone=label))
    else:
        say(_("Recorded: {milestone}, {day}").format(milestone=label, day=long_day(when)))


def tell_moves(outcome: "Outcome") -> None:
    """Print where the case went, or that it stands where it stood."""
    from desk.labels import state_label, track_label

    case = outcome.case
    for move in outcome.moves:
        of = said(track_label(move.process, move.subject, move.parent))
        stood = said(state_label(move.process, move.before)) if move.before else "–"
        say(f"{of}: {stood} → {said(state_label(move.process, move.after))}")
    if not outcome.moves:
        states = ", ".join(said(state_label(track.process, track.state)) for track in case.tracks if not track.subject)
        say(_("The case stays in: {states}").format(states=states))
        say(_("What it waits for: {command}").format(command=command_line("case", "explain", case.reference)))

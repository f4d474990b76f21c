"""Entering the relevance assessment of a case."""

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import (
    By,
    On,
    Reason,
    Reference,
    Who,
    acting_day,
    actor,
    choose,
    maybe_day,
    number,
    person_named,
)
from cli.output import say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from states.records.needs import Need

app = Commands()


@app.command()
def assess(
    reference: Reference,
    *,
    outcome: Annotated[
        str,
        typer.Option(
            "--outcome",
            metavar="OUTCOME",
            help="required, reserved, no_requirement or not_applicable.",
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
    occupation: Annotated[
        list[str] | None,
        typer.Option(
            "--occupation",
            metavar="OCCUPATION[:NUMBER]",
            help="An occupation by its name or its SSYK code, and how many are wanted; may be given several times.",
        ),
    ] = None,
    amount: Annotated[
        str, typer.Option("--number", metavar="NUMBER", help="How much is wanted in all; else the sum of the above.")
    ] = "",
    unit: Annotated[
        str,
        typer.Option("--unit", metavar="UNIT", help="What the number counts: persons, months (full-time) or seat."),
    ] = "",
    months_each: Annotated[
        str, typer.Option("--months-each", metavar="NUMBER", help="For how many months each is wanted.")
    ] = "",
    start: Annotated[
        str, typer.Option("--start", metavar="DATE", help="When the first are to begin, as is planned.")
    ] = "",
    area: Annotated[str, typer.Option("--area", metavar="TEXT", help="Where the work is done.")] = "",
    months: Annotated[
        str, typer.Option("--months", metavar="NUMBER", help="The length of the contract in calendar months.")
    ] = "",
    supply: Annotated[
        str,
        typer.Option(
            "--supply", metavar="WORD", help="Whether there is labour: yes, prepared (it can be), no, unknown."
        ),
    ] = "",
    officer: Annotated[
        str, typer.Option("--officer", metavar="EMAIL", help="The officer who took part, by the e-mail address.")
    ] = "",
    support: Annotated[
        str, typer.Option("--support", metavar="EMAIL", help="Who took part from the support function.")
    ] = "",
    reason: Reason = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Enter the relevance assessment, which officer and support function make together.

    A reason is needed unless a requirement is set where the model applies. “reserved” means that only suppliers that
    employ the target group may take part; forms may be given besides. Where one of the two is not named it is shown as
    a deviation.

    For example:

      trespann assess UH-2026-14 --outcome required --form employment --occupation städare:3 --start 2027-03-01

      trespann assess UH-2026-15 --outcome no_requirement --reason "No labour in this trade"
    """
    from cli.case_text import tell_moves
    from cli.database import opened
    from desk import recording
    from desk.recording import Assessment
    from states.law.applicability import FORM_LABELS, OUTCOME_LABELS
    from states.law.applicability import AssessmentOutcome as Assessed

    acted = acting_day(on)
    who = actor(by, as_, usual="support", today=acted)
    results = {key: label for key, label in OUTCOME_LABELS.items() if key is not Assessed.PENDING}
    result = choose(outcome, results, _("The outcome"))
    forms = [choose(one, FORM_LABELS, _("The form")) for one in form or ()]
    need = _need(
        occupation or (),
        amount=amount,
        unit=unit,
        months_each=months_each,
        start=start,
        supply=supply,
        today=acted,
    )
    assessment = Assessment(
        result,
        acted,
        tuple(forms),
        reason,
        need,
        area,
        number(months, "--months"),
        person_named(officer),
        person_named(support),
    )
    with opened() as engine:
        outcome_now = recording.assess(engine, reference, assessment, by=who, today=acted)
    told = ", ".join(said(FORM_LABELS[one]) for one in forms)
    say(_("Assessed: {outcome}").format(outcome=said(results[result])) + (f", {told}" if told else ""))
    _tell_need(need)
    tell_moves(outcome_now)


def _need(
    occupations: Sequence[str], *, amount: str, unit: str, months_each: str, start: str, supply: str, today: date
) -> "Need":
    """Return what was typed of the work; without a unit persons are counted, as many as the occupations come to."""
    from models.occupations.register import occupations_typed
    from states.records.needs import COUNTED, SUPPLY_LABELS, Need, people_in
    from states.records.obligations import Measure

    wanted = occupations_typed(occupations)
    in_all = number(amount, "--number") or float(people_in(wanted))
    usual = Measure.PERSONS if in_all else None
    return Need(
        wanted,
        choose(unit, COUNTED, _("The unit")) if unit else usual,
        in_all,
        number(months_each, "--months-each") or 0,
        maybe_day(start, "--start", today=today),
        choose(supply, SUPPLY_LABELS, _("The word")) if supply else None,
    )


def _tell_need(need: "Need") -> None:
    from models.occupations.words import need_lines

    for label, value in need_lines(need):
        say(f"{said(label).capitalize()}: {said(value)}", indent=2, hanging=2)

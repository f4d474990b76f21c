"""Entering the relevance assessment of a case."""

from typing import Annotated

import typer

from cli.i18n import _, said
from cli.inputs import By, On, Reason, Reference, Who, acting_day, actor, choose
from cli.output import say
from cli.typer_base import Commands

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
    reason: Reason = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Enter the relevance assessment, which officer and support function make together.

    A reason is needed unless a requirement is set where the model applies. “reserved” means that only suppliers that
    employ the target group may take part; forms may be given besides.

    For example:

      trespann assess UH-2026-14 --outcome required --form employment --form apprentice

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

    with opened() as engine:
        assessment = Assessment(result, acted, tuple(forms), reason)
        outcome_now = recording.assess(engine, reference, assessment, by=who, today=acted)
    told = ", ".join(said(FORM_LABELS[one]) for one in forms)
    say(_("Assessed: {outcome}").format(outcome=said(results[result])) + (f", {told}" if told else ""))
    tell_moves(outcome_now)

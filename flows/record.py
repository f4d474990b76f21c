"""Something that has happened, recorded from the dashboard."""

from collections.abc import Sequence
from datetime import date

from prefect import State, flow
from pydantic import Field
from sqlalchemy import Engine

from desk import recording
from desk.acting import Outcome
from desk.explaining import held_up_after
from desk.recording import NothingRecorded, Report
from flows.forms import RunForm, choice, reason, subject
from flows.manual_run import KNOWN, carry_out
from flows.refusal_words import told_reason
from matters.ladder_file import ladder_in_force
from models.actor import Actor
from models.installation.settings import Settings
from models.overrides.forcing import TrackChange
from models.refusals import Refused
from states.facts import Milestone, Role
from states.law.courts import COURT_LABELS
from states.records.milestones import RECORDINGS
from states.records.obligations import Origin
from states.text import Text

MILESTONES = {milestone: rule.label for milestone, rule in RECORDINGS.items() if rule.by != (Role.CLOCK,)}
_WORDS = " ".join(
    f"{milestone}: {' eller '.join(rule.values)}." for milestone, rule in RECORDINGS.items() if rule.values
)
_TERMS = (
    f"{Milestone.EMPLOYMENT_STARTED}: hur anställningen kom till ({', '.join(Origin)}), månader (0 är tills vidare) och"
    " del av heltid, till exempel ”matched 6 0.75”."
)
_EXTENDED = f"{Milestone.STANDSTILL_EXTENDED}: vilka som fick beskedet och till när, till exempel ”all 2026-08-20”."
_WRITTEN = (
    f"{Milestone.EMPLOYER_NAMED}: arbetsgivarens organisationsnummer och namn, till exempel ”556000-4615 Bemanning AB”."
    f" {Milestone.COUNTED_ELSEWHERE}: plats, kandidat och ärende, till exempel ”2.1 UH-2026-15”."
)
_NUMBER = f"{Milestone.WINNER_NAMED}: organisationsnumret, om det är känt."


class RecordForm(RunForm):
    milestone: str = choice("Händelse", "Det som har hänt.", MILESTONES)
    on: date | None = Field(
        None,
        title="Datum",
        description="När det hände, eller är tänkt att hända. Lämnas tomt för i dag.",
    )
    value: str = Field(
        "",
        title="Ord",
        description=f"Det som datumet inte säger. {_WORDS} {_TERMS} {_EXTENDED} {_NUMBER} {_WRITTEN}",
        max_length=200,
    )
    supplier: str = subject("Leverantör", "Vilken leverantör det gäller, om ärendet har flera.")
    lot: str = subject("Del", "Vilken del det gäller, om upphandlingen är delad.")
    position: str = Field(
        "",
        title="Plats",
        description="Platsens nummer, till exempel 3; 3.1 för en tidigare kandidat, 3.1.2 för dennes andra omgång.",
        pattern=r"^([1-9]\d{0,4}(\.[1-9]\d{0,3}){0,2})?$",
    )
    reason: str = reason(
        "Behövs bara när något har hänt som bryter mot en regel; det räknas då som en avvikelse.",
        default="",
    )
    court: str = choice("Domstol", "Varifrån beskedet kommer, när det gäller domstolen.", COURT_LABELS, default="")
    applicant: str = Field(
        "", title="Sökande", description="Vems ansökan om överprövning det gäller, om flera.", max_length=200
    )
    confirmed: bool = Field(
        False,
        title="Bekräftat",
        description="Ja, det stämmer: svaret när något har ifrågasatts i stället för att registreras.",
    )
    withdraw: bool = Field(
        False,
        title="Ta tillbaka",
        description="Ta tillbaka det som registrerats av misstag. Datumet lämnas då tomt.",
    )


@flow(name="record", flow_run_name="record {request.case}")
def record(request: RecordForm) -> State[list[str]]:
    """Record a milestone of a case, or end as failed with everything that stands against it.

    Args:
        request: Det som har hänt, i vilket ärende, när, och vem som berättar det.

    """

    def act(engine: Engine, by: Actor, today: date, settings: Settings) -> tuple[Sequence[TrackChange], Sequence[Text]]:
        report, days = _report(request, today), ladder_in_force(settings).days
        try:
            outcome = recording.record(
                engine, request.case, report, by=by, today=today, confirmed=request.confirmed, days=days
            )
        except NothingRecorded:  # a form that is sent twice
            return (), (KNOWN,)
        if not outcome.new:
            return outcome.moves, (KNOWN,)
        return outcome.moves, (_recorded(report), *_missing(outcome, today))

    return carry_out(request, act)


def _report(request: RecordForm, today: date) -> Report:
    milestone = Milestone(request.milestone)
    rule = RECORDINGS[milestone]
    worded = rule.values or rule.terms or rule.word or milestone is Milestone.WINNER_NAMED
    if request.value and not worded:
        raise Refused(_NO_WORD)
    if request.withdraw and request.on is not None:
        raise Refused(_NO_DAY)
    return Report(
        milestone,
        None if request.withdraw else request.on or today,
        request.value,
        " ".join(request.lot.split()),
        request.supplier,
        request.position,
        reason=request.reason,
        court=request.court,
        applicant=request.applicant,
    )


def _missing(outcome: Outcome, today: date) -> Sequence[Text]:
    """Return what holds the case up, where the record has changed no state."""
    held = None if outcome.moves else held_up_after(outcome.case, outcome.case.recorded[-1], today)
    return (_MISSING.fill(reason=told_reason(held.condition.reason)),) if held else ()


def _recorded(told: Report) -> Text:
    label = RECORDINGS[told.milestone].label
    if told.on is None:
        return _TAKEN_BACK.fill(label=label)
    return _ENTERED.fill(label=label, on=told.on)


_MISSING = Text("Det som fattas: {reason}", "What is missing: {reason}")
_ENTERED = Text("Registrerat: {label}, {on:iso}", "Recorded: {label}, {on:iso}")
_TAKEN_BACK = Text("Taget tillbaka: {label}", "Taken back: {label}")
_NO_WORD = Text("Händelsen har inget ord utöver datumet. Lämna det tomt.", "The milestone has no word beside its date.")
_NO_DAY = Text("Lämna datumet tomt för att ta tillbaka.", "Leave the date empty to take something back.")

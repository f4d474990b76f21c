"""Recording that something has happened in a case."""

import re
from collections.abc import Mapping
from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import (
    By,
    Confirmed,
    On,
    PersonEmail,
    PersonName,
    PersonPhone,
    Reason,
    Reference,
    Who,
    acting_day,
    actor,
    choose,
    day,
    firm_person,
    milestone_named,
    number,
    recordable,
)
from cli.output import say
from cli.typer_base import Command, Commands, write_rows

if TYPE_CHECKING:
    from desk.recording import Report, Told
    from desk.suppliers import Introduction
    from models.casefile import CaseFile
    from models.people import FirmPerson
    from states.facts import Milestone
    from states.text import Text

app = Commands()


class Record(Command):
    """Its help lists what can be recorded, and the words that go with it."""

    def format_help(self, ctx: Any, formatter: Any) -> None:
        super().format_help(ctx, formatter)
        write_rows(formatter, _("Milestones"), [(key, said(label)) for key, label in recordable().items()])
        write_rows(formatter, _("Words that go with a milestone"), _words_of_each())


def _words_of_each() -> list[tuple[str, str]]:
    from cli.remedies import VALUE_OPTIONS
    from states.records.milestones import VALUE_LABELS

    rows = []
    for milestone in filter(VALUE_OPTIONS.__contains__, recordable()):
        words = ", ".join(f"{word} ({said(label)})" for word, label in VALUE_LABELS[milestone].items())
        rows.append((str(milestone), f"{VALUE_OPTIONS[milestone]} {words}"))
    return rows


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
    organisation_number: Annotated[
        str,
        typer.Option(
            "--organisation-number",
            metavar="ORGANISATION_NUMBER",
            help="The organisation number of a winner, if you know it, or of an employer.",
        ),
    ] = "",
    name: PersonName = "",
    email: PersonEmail = "",
    phone: PersonPhone = "",
    lot: Annotated[str, typer.Option("--lot", metavar="LOT", help="The lot it is about.")] = "",
    position: Annotated[
        str,
        typer.Option(
            "--position",
            metavar="NO",
            help="The position it is about, such as 3; 3.1 for an earlier candidate, 3.1.2 for their second turn.",
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
    court: Annotated[
        str,
        typer.Option("--court", metavar="COURT", help="The court it comes from: FR, KR or HFD; FR if nothing is said."),
    ] = "",
    applicant: Annotated[
        str,
        typer.Option("--applicant", metavar="NAME", help="Whose application for review it is about."),
    ] = "",
    until: Annotated[
        str,
        typer.Option("--until", metavar="DATE", help="The new last day of a standstill that is extended."),
    ] = "",
    told: Annotated[
        str,
        typer.Option("--told", metavar="WHOM", help="Who was told of the extension: all tenderers, or only some."),
    ] = "",
    no_ten_days: Annotated[
        bool,
        typer.Option("--no-ten-days", help="The court decided with it that no ten-day period applies."),
    ] = False,
    employer: Annotated[
        str,
        typer.Option(
            "--employer",
            metavar="NAME",
            help="Who employs, if not the supplier: a subcontractor or staffing firm, with --organisation-number.",
        ),
    ] = "",
    counts_in: Annotated[
        str,
        typer.Option(
            "--counts-in",
            metavar="REF",
            help="The other case in which an employment counts, if two of the supplier's contracts report it.",
        ),
    ] = "",
    counts_at: Annotated[
        str, typer.Option("--counts-at", metavar="NO", help="The position in that case, such as 2 or 2.1.")
    ] = "",
    reason: Reason = "",
    confirmed: Confirmed = False,
    source: Annotated[str, typer.Option("--source", metavar="TEXT", help="Where it is known from.")] = "",
    withdraw: Annotated[bool, typer.Option("--withdraw", help="Take back what was recorded by mistake.")] = False,
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Record that something has happened in a case.

    What the record makes possible happens at once. A correction is simply a new record.

    For example:

      trespann record UH-2026-14 contact_point_1 2026-03-17

      trespann record UH-2026-14 award_notice_sent today --channel electronic

      trespann record UH-2026-14 review_decided 2026-05-04 --outcome rejected --court FR --applicant "Städ AB"

      trespann record UH-2026-14 winner_named today --supplier "Städ AB" --name "Vera Vd" --email vera@stad.example

      trespann record UH-2026-14 contract_signed 2026-05-20 --supplier "Städ AB"

      trespann record UH-2026-14 contact_point_1 --withdraw

      trespann record UH-2026-14 candidate_proposed today --position 3 --by labour_market

      trespann record UH-2026-14 employer_named today --employer "Bemanning AB" --organisation-number 556000-4615
    """
    from cli.case_text import tell_moves
    from cli.database import opened
    from desk import recording
    from desk.explaining import held_up_after
    from desk.recording import Report
    from matters.ladder_file import ladder_in_force
    from models.installation.settings import Settings

    acted = acting_day(on)
    who = actor(by, as_, usual="officer", today=acted)
    what = milestone_named(milestone)
    value = _value(what, {"--channel": channel, "--outcome": outcome}, withdraw=withdraw)
    value = _terms(what, origin, months, share, withdraw=withdraw) or value
    value = _extension(what, until, told, today=acted, withdraw=withdraw) or value
    of_court = _of_court(what, court, applicant)
    employed_by = _employer(what, employer, organisation_number, withdraw=withdraw)
    counted = _counted_in(what, counts_in, counts_at, withdraw=withdraw)
    number = "" if employed_by else organisation_number
    value = _organisation_number(what, number, withdraw=withdraw) or value
    value = _written(what, employed_by, counted) or value
    place = _position(what, position)
    when = _when(what, happened, today=acted, withdraw=withdraw)
    if withdraw and happened:
        value = str(day(happened, _("DATE"), today=acted))
    report = Report(what, when, value, lot, supplier, place, _source(what, source), reason, *of_court)
    introduced = _introduced(what, report, firm_person(name, email, phone))
    told_all: list[Told] = [*_waived(report, no_ten_days=no_ten_days), report, *introduced]
    if what is what.EMPLOYMENT_STARTED:
        told_all = [replace(report, counts_in=counted), *_employed(report, employed_by)]
    days = ladder_in_force(Settings()).days
    with opened() as engine:
        result = recording.record_all(engine, reference, told_all, by=who, today=acted, confirmed=confirmed, days=days)
    if not result.new:
        say(_("This is recorded already; nothing has changed."))
        return
    _tell_recorded(what, when)
    _tell_winner(result.case, what, supplier)
    tell_moves(result, held_up_after(result.case, result.case.recorded[-1], acted) if not result.moves else None)


# --- what is typed ---------------------------------------------------------------------------------------------------


def _value(milestone: "Milestone", typed: Mapping[str, str], *, withdraw: bool) -> str:
    """Return what a milestone says beside its date, typed with the option that belongs to it."""
    from cli.remedies import VALUE_OPTIONS
    from states.records.milestones import RECORDINGS, VALUE_LABELS

    option = VALUE_OPTIONS.get(milestone)
    _refuse_options(milestone, {name: word for name, word in typed.items() if name != option})
    if option is None or withdraw:
        return ""
    labels = VALUE_LABELS[milestone]
    if not typed[option] and not RECORDINGS[milestone].value_owed:
        return ""
    if not typed[option]:
        raise typer.BadParameter("\n".join([_("Say one of:"), *_words(labels)]), param_hint=option)
    return choose(typed[option], labels, _("The word"))


def _words(labels: "Mapping[str, Text]") -> list[str]:
    """Return the words of a milestone, each with what it means."""
    width = max(map(len, labels))
    return [f"  {word.ljust(width)}  {said(label)}" for word, label in labels.items()]


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


def _extension(milestone: "Milestone", until: str, told: str, *, today: date, withdraw: bool) -> str:
    """Return up to which day and to whom a longer standstill was announced, as it is stored."""
    from states.facts import Milestone
    from states.text import Text

    if milestone is not Milestone.STANDSTILL_EXTENDED:
        _refuse_options(milestone, {"--until": until, "--told": told})
        return ""
    if withdraw:
        return ""
    if not until:
        raise typer.BadParameter(_("Give the new last day, such as 2026-03-31."), param_hint="--until")
    if not told:
        raise typer.BadParameter(_("Say who was told: all or some."), param_hint="--told")
    whom = choose(told, {"all": Text("alla", "all"), "some": Text("några", "some")}, _("The word"))
    return f"{whom} {day(until, '--until', today=today)}"


def _of_court(milestone: "Milestone", court: str, applicant: str) -> tuple[str, str]:
    """Return the court and the applicant as they are stored."""
    from states.law.courts import COURT_LABELS
    from states.records.court_events import OF_COURT

    if milestone not in OF_COURT:
        _refuse_options(milestone, {"--court": court, "--applicant": applicant})
        return "", ""
    return (choose(court, COURT_LABELS, _("The court")) if court else ""), applicant


def _waived(report: "Report", *, no_ten_days: bool) -> list["Report"]:
    """Return what is recorded beside a decision that no ten-day period follows."""
    from states.facts import Milestone
    from states.records.court_events import ENDS_BY_TEN_DAYS

    if not no_ten_days:
        return []
    if report.milestone not in ENDS_BY_TEN_DAYS:
        _refuse_options(report.milestone, {"--no-ten-days": "yes"})
    return [replace(report, milestone=Milestone.TEN_DAYS_WAIVED, value="" if report.on else report.value)]


def _introduced(milestone: "Milestone", report: "Report", person: "FirmPerson | None") -> list["Introduction"]:
    """Return whom to talk to at a winner, told together with its name."""
    from desk.suppliers import Introduction, SupplierMeant
    from states.facts import Milestone

    if person is None:
        return []
    if milestone is not Milestone.WINNER_NAMED or report.on is None:
        _refuse_options(milestone, {"--email": person.email})
    return [Introduction(SupplierMeant(report.supplier, report.lot), person)]


def _organisation_number(milestone: "Milestone", typed: str, *, withdraw: bool) -> str:
    from states.facts import Milestone

    if milestone is not Milestone.WINNER_NAMED:
        _refuse_options(milestone, {"--organisation-number": typed})
    return "" if withdraw else typed.strip()


def _employer(milestone: "Milestone", name: str, number: str, *, withdraw: bool) -> str:
    """Return who employs somebody, as it is stored."""
    from states.facts import Milestone
    from states.records.employments import Employer

    if milestone not in {Milestone.EMPLOYER_NAMED, Milestone.EMPLOYMENT_STARTED}:
        _refuse_options(milestone, {"--employer": name})
        return ""
    if withdraw or not (name or milestone is Milestone.EMPLOYER_NAMED):
        return ""
    try:
        return str(Employer.of(name, number))
    except ValueError:
        told = _("Give the name of the employer, and its organisation number with --organisation-number.")
        raise typer.BadParameter(told, param_hint="--employer") from None


def _employed(report: "Report", employer: str) -> list["Report"]:
    """Return what is told with an employment of who employs."""
    from states.facts import Milestone

    if not employer:
        return []
    return [replace(report, milestone=Milestone.EMPLOYER_NAMED, value=employer, reason="")]


def _counted_in(milestone: "Milestone", reference: str, place: str, *, withdraw: bool) -> str:
    """Return where an employment counts, as it is stored."""
    from states.facts import Milestone
    from states.records.employments import CountedIn

    if milestone not in {Milestone.COUNTED_ELSEWHERE, Milestone.EMPLOYMENT_STARTED}:
        _refuse_options(milestone, {"--counts-in": reference, "--counts-at": place})
        return ""
    if withdraw or not (reference or place or milestone is Milestone.COUNTED_ELSEWHERE):
        return ""
    at = place.strip() if "." in place else f"{place.strip()}.1"
    try:
        return str(CountedIn.parse(f"{at} {reference.strip()}"))
    except ValueError:
        told = _("Give the other case with --counts-in, and the position there with --counts-at.")
        raise typer.BadParameter(told, param_hint="--counts-in") from None


def _written(milestone: "Milestone", employer: str, counted: str) -> str:
    from states.facts import Milestone

    return {Milestone.EMPLOYER_NAMED: employer, Milestone.COUNTED_ELSEWHERE: counted}.get(milestone, "")


def _position(milestone: "Milestone", typed: str) -> str:
    from states.records.milestones import RECORDINGS, Scope

    if RECORDINGS[milestone].scope is not Scope.PLACEMENT:
        _refuse_options(milestone, {"--position": typed})
    elif typed and not re.fullmatch(r"[1-9]\d{0,4}(\.[1-9]\d{0,3}){0,2}", typed.strip()):
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


def _when(milestone: "Milestone", typed: str, *, today: date, withdraw: bool) -> date | None:
    from states.records.court_events import BY_DAY

    if withdraw and typed and milestone not in BY_DAY:
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


def _tell_winner(case: "CaseFile", milestone: "Milestone", typed: str) -> None:
    """Tell under which name a winner is known already, where it is not the one that was typed."""
    from states.facts import Milestone

    told = case.recorded[-1]
    if milestone is Milestone.WINNER_NAMED and told.on is not None and told.supplier != typed.strip():
        named = f"{told.supplier}, {told.value}" if told.value else told.supplier
        say(_("Known as: {supplier}").format(supplier=named))

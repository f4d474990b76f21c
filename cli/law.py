"""What needs no database: the standstill of an award, and what a notice says."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, choose, day, maybe_day, procedure_named, today
from cli.output import REFUSED, as_json, complain, fields, heading
from cli.typer_base import Commands

if TYPE_CHECKING:
    from states.law.acts import Act

app = Commands()
notice = Commands(
    help="""
    Read notices in the eForms format.

    For example:

      trespann notice read notice.xml
    """,
)
app.add_typer(notice, name="notice")


@app.command()
def standstill(
    *,
    sent: Annotated[
        str,
        typer.Option("--sent", metavar="DATE", help="The day the last award notice was sent, such as 2026-06-09."),
    ] = "",
    channel: Annotated[
        str,
        typer.Option("--channel", metavar="CHANNEL", help="electronic to all, or other to at least one."),
    ] = "electronic",
    procedure: Annotated[
        str,
        typer.Option("--procedure", metavar="PROCEDURE", help="For example open, FKU or direct_award."),
    ] = "open",
    stated_end: Annotated[
        str,
        typer.Option("--stated-end", metavar="DATE", help="The last day that the notice states."),
    ] = "",
    review_filed: Annotated[
        str,
        typer.Option("--review-filed", metavar="DATE", help="The day an application for review reached the court."),
    ] = "",
    ruling: Annotated[
        str,
        typer.Option("--ruling", metavar="DATE", help="The day the administrative court decided the case."),
    ] = "",
    single_tenderer: Annotated[
        bool,
        typer.Option("--single-tenderer", help="Only one tenderer, and nobody else is affected."),
    ] = False,
    voluntary: Annotated[
        bool,
        typer.Option("--voluntary", help="The buyer has chosen a standstill."),
    ] = False,
    interim_order: Annotated[
        bool,
        typer.Option("--interim-order", help="A court has forbidden the contract until further notice."),
    ] = False,
    ordered: Annotated[
        str,
        typer.Option(
            "--ordered", metavar="DATE", help="The day of the interim order; otherwise the day of the notice."
        ),
    ] = "",
    intent_published: Annotated[
        str,
        typer.Option("--intent-published", metavar="DATE", help="The day a notice of intent was published."),
    ] = "",
    act: Annotated[
        str,
        typer.Option("--act", metavar="ACT", help="The act: LOU, LUF, LUK, LUFS or LOV, such as “LUF ch.19”."),
    ] = "",
    begun: Annotated[
        str,
        typer.Option("--begun", metavar="DATE", help="The day the procurement began, which picks the wording."),
    ] = "",
    event: Annotated[
        list[str] | None,
        typer.Option(
            "--event",
            metavar="EVENT",
            help="What happened, as “DATE KIND COURT APPLICANT DETAIL”; may be given many times, in any order.",
        ),
    ] = None,
    json: AsJson = False,
) -> None:
    """Work out the last day of a standstill and the earliest day of signing, with the reasons.

    The kinds of event: notice, intent, call_off, extension, award_withdrawn, cancelled, signed, filed, no_extended,
    order, order_refused, order_lifted, ruling, appealed, leave_granted, remitted, performance_order. A dash stands for
    what an event does not have.

    For example:

      trespann standstill --sent 2026-06-09

      trespann standstill --sent 2026-06-04 --channel other --act LUF --json

      trespann standstill --event "2026-03-02 notice - - electronic" --event "2026-03-10 filed FR A award"
    """
    from cli.period import standstill_object, tell_standstill
    from states.law.courts import Event, EventKind, Ruling
    from states.law.histories import award_of
    from states.law.procedures import CHANNEL_LABELS
    from states.law.standstill import standstill as work_out

    now = today()
    typed = {
        "--sent": sent,
        "--intent-published": intent_published,
        "--review-filed": review_filed,
        "--ruling": ruling,
        "--ordered": ordered or (interim_order and (sent or intent_published)) or "",
    }
    days = {option: day(text, option, today=now) for option, text in typed.items() if text}
    until = maybe_day(stated_end, "--stated-end", today=now)
    way = choose(channel, CHANNEL_LABELS, _("The channel"))
    kinds = {
        "--sent": Event(now, EventKind.NOTICE, until=until, channel=way, voluntary=voluntary),
        "--intent-published": Event(now, EventKind.INTENT, until=None if sent else until),
        "--review-filed": Event(now, EventKind.FILED),
        "--ruling": Event(now, EventKind.RULING, ruling=Ruling.REJECTED),
        "--ordered": Event(now, EventKind.ORDER),
    }
    procedure_named(procedure) if not event else None
    award = award_of(act, procedure, [one for line in event or () for one in line.split(";")])
    told = tuple(kinds[option]._replace(on=on) for option, on in days.items())
    award = award._replace(
        single_tenderer=award.single_tenderer or single_tenderer,
        begun=maybe_day(begun, "--begun", today=now) or award.begun,
        events=(*award.events, *told),
    )
    period = work_out(award)
    if json:
        as_json(standstill_object(period))
    else:
        tell_standstill(period)


@notice.command("read")
def read(
    files: Annotated[list[Path], typer.Argument(metavar="FILE", help="One or more XML files.")],
    json: AsJson = False,
) -> None:
    """Show what notices say. With --json, one object on each line.

    A file that cannot be read is told on the error stream; the others are shown all the same.

    For example:

      trespann notice read notice.xml

      trespann notice read notices/*.xml --json
    """
    from cli.case_text import kronor
    from exchange.notices.eforms import read_file
    from exchange.notices.mapping import act_of
    from exchange.notices.notice import NoticeSkipped
    from exchange.notices.notice import as_json as object_of

    skipped = 0
    for file in files:
        try:
            read_notice = read_file(file)
        except NoticeSkipped as odd:
            skipped += 1
            complain(f"{file}: {said(odd.text)}")
            continue
        found = object_of(read_notice)
        if json:
            as_json(found)
        else:
            _tell_notice(file, found | {"act": _act_label(act_of(read_notice)), "value": kronor(read_notice.value)})
    if skipped:
        complain(_("{skipped} of {all} files could not be read.").format(skipped=skipped, all=len(files)))
        raise typer.Exit(REFUSED)


def _tell_notice(file: Path, found: dict[str, Any]) -> None:
    heading(str(file))
    fields([(label, _as_text(found[key])) for key, label in _labels()], indent=2)


def _act_label(act: "Act | None") -> str:
    from states.law.acts import ACT_LABELS

    return said(ACT_LABELS[act]) if act else ""


def _labels() -> list[tuple[str, str]]:
    return [
        ("title", _("Title")),
        ("publication_number", _("Publication number")),
        ("form_type", _("Form type")),
        ("buyers", _("Buyer")),
        ("cpv_main", _("CPV code")),
        ("nature", _("Kind")),
        ("procedure", _("Procedure")),
        ("act", _("Procurement act")),
        ("value", _("Value")),
        ("lots", _("Lots")),
        ("duration_days", _("Length in days")),
        ("over_4_months", _("Longer than four months")),
        ("social_codes", _("Social objective")),
        ("strategic_codes", _("Strategic objective")),
        ("reserved_execution", _("Reserved execution")),
        ("reserved_participation", _("Reserved participation")),
        ("submission_deadline", _("Last day for tenders")),
        ("award_decision_date", _("Award decision")),
        ("contract_conclusion_date", _("Contract concluded")),
        ("outcome", _("Outcome")),
        ("winners", _("Winner")),
        ("previous_notice_refs", _("Earlier notices")),
        ("performance_conditions_text", _("Contract conditions")),
    ]


def _as_text(value: Any) -> str:
    if isinstance(value, list):
        return ", ".join(map(str, value))
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    words = {"yes": _("yes"), "no": _("no"), "unknown": _("unknown")}
    return "" if value is None else words.get(str(value), str(value))

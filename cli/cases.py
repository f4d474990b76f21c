"""Opening cases, entering what is known of them, and looking at them."""

import shlex
from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, command_line
from cli.inputs import (
    AsJson,
    By,
    On,
    Reference,
    Who,
    act_named,
    acting_day,
    actor,
    choose,
    cpv_code,
    kind_named,
    maybe_day,
    money,
    number,
    procedure_named,
    today,
)
from cli.linking import RetenderOf, Under
from cli.linking import app as linking
from cli.output import as_json, say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Connection


app = Commands()
case = Commands(
    help="""
    Open a case, list cases, show one, explain what one waits for, link and merge cases.

    For example:

      trespann case list
    """,
)
app.add_typer(case, name="case")
case.add_typer(linking)

SHOWN = 50

Title = Annotated[str, typer.Option("--title", metavar="TEXT", help="What is bought.")]
Kind = Annotated[
    str,
    typer.Option(
        "--kind",
        metavar="KIND",
        help="service, works, renewed_competition (FKU) or goods; also tjänstekoncession, byggkoncession or"
        " valfrihetssystem.",
    ),
]
ProcedureName = Annotated[
    str,
    typer.Option("--procedure", metavar="PROCEDURE", help="For example open, restricted, direct_award or FKU."),
]
ActName = Annotated[
    str,
    typer.Option("--act", metavar="ACT", help="LOU, LUF, LUK, LUFS or LOV; otherwise that of the unit."),
]
Value = Annotated[
    str,
    typer.Option("--value", metavar="SEK", help="The value of the contract without VAT, such as 2500000 or 2,5 mkr."),
]
Months = Annotated[str, typer.Option("--months", metavar="NUMBER", help="Length of the contract in months.")]
Start = Annotated[str, typer.Option("--start", metavar="DATE", help="When the contract is planned to start.")]
Trade = Annotated[str, typer.Option("--trade", metavar="TEXT", help="The occupation it asks for, in plain words.")]
Cpv = Annotated[str, typer.Option("--cpv", metavar="CODE", help="The main CPV code of what is bought, eight digits.")]
Area = Annotated[str, typer.Option("--area", metavar="TEXT", help="Where the work is done.")]
Tasks = Annotated[str, typer.Option("--tasks", metavar="TEXT", help="Which tasks it includes.")]
Headcount = Annotated[
    str,
    typer.Option("--headcount", metavar="NUMBER", help="How many people the assignment needs."),
]
UnitName = Annotated[str, typer.Option("--unit", metavar="UNIT", help="The unit that buys.")]
Officer = Annotated[
    str,
    typer.Option("--officer", metavar="EMAIL", help="The procurement officer's e-mail address."),
]


Support = Annotated[
    str,
    typer.Option("--support", metavar="EMAIL", help="Who of the support function has the case."),
]
LabourMarket = Annotated[
    str,
    typer.Option("--labour-market", metavar="UNIT", help="The labour-market unit that is asked."),
]


@case.command("open")
def open_(
    reference: Reference,
    title: Annotated[str, typer.Argument(metavar="TITLE", help="What is bought.")],
    *,
    kind: Kind = "",
    procedure: ProcedureName = "",
    act: ActName = "",
    months: Months = "",
    headcount: Headcount = "",
    value: Value = "",
    unit: UnitName = "",
    officer: Officer = "",
    start: Start = "",
    trade: Trade = "",
    cpv: Cpv = "",
    area: Area = "",
    tasks: Tasks = "",
    support: Support = "",
    labour_market: LabourMarket = "",
    retender_of: RetenderOf = "",
    under: Under = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Open a case, in planning.

    The more you tell, the sooner it is known whether the model applies. Enter what you do not know yet later, with
    “trespann case change”.

    For example:

      trespann case open UH-2026-14 "Cleaning of schools" --kind service --months 24 --headcount 6

      trespann case open UH-2026-15 "Cleaning of two schools" --under UH-2026-14
    """
    from cli.case_text import tell_lead_time, tell_rule
    from cli.database import opened, reading
    from cli.linking import comes_from, tell_linked
    from desk.belonging import open_from
    from states.law.applicability import ProcurementKind

    day = acting_day(on)
    who = actor(by, as_, usual="officer", today=day)
    with reading() as connection:
        told = _particulars(
            connection,
            kind=kind,
            procedure=procedure,
            act=act,
            months=months,
            headcount=headcount,
            value=value,
            unit=unit,
            officer=officer,
            start=start,
            trade=trade,
            cpv=cpv,
            area=area,
            tasks=tasks,
            support=support,
            labour_market=labour_market,
        )
    if under and told.get("kind", ProcurementKind.RENEWED_COMPETITION) is not ProcurementKind.RENEWED_COMPETITION:
        raise typer.BadParameter(_("With --under it is a renewed competition."), param_hint="--kind")
    earlier = comes_from(retender_of, under)
    with opened() as engine:
        made = open_from(engine, _line(reference, _("REF")), _line(title, _("TITLE")), told, earlier, by=who, today=day)
    say(_("Case {reference} is open.").format(reference=made.case.reference))
    tell_linked(made.case.reference, made.links)
    tell_rule(made.case, day)
    tell_lead_time(made.case, day)
    say(_("What it waits for: {command}").format(command=command_line("case", "explain", made.case.reference)))


@case.command("change")
def change_(
    reference: Reference,
    *,
    title: Title = "",
    kind: Kind = "",
    procedure: ProcedureName = "",
    act: ActName = "",
    months: Months = "",
    headcount: Headcount = "",
    value: Value = "",
    unit: UnitName = "",
    officer: Officer = "",
    start: Start = "",
    trade: Trade = "",
    cpv: Cpv = "",
    area: Area = "",
    tasks: Tasks = "",
    support: Support = "",
    labour_market: LabourMarket = "",
    number: Annotated[
        str, typer.Option("--number", metavar="REF", help="The number of a planned procurement that has none yet.")
    ] = "",
    single_tenderer: Annotated[
        bool | None,
        typer.Option(
            "--single-tenderer/--several-tenderers",
            help="Whether there was only one tenderer and nobody else is affected.",
        ),
    ] = None,
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Enter or correct what is known of a procurement.

    What you enter counts above what notices and plans say.

    For example:

      trespann case change UH-2026-14 --months 24 --headcount 6
    """
    from cli.case_text import tell_lead_time, tell_rule
    from cli.database import opened, reading
    from desk.recording import amend, enter_number
    from models.queries.cases import case_id

    day = acting_day(on)
    who = actor(by, as_, usual="officer", today=day)
    with reading() as connection:
        case_id(connection, reference)  # an unknown case is told before a wrong unit
        told = _particulars(
            connection,
            kind=kind,
            procedure=procedure,
            act=act,
            months=months,
            headcount=headcount,
            value=value,
            unit=unit,
            officer=officer,
            start=start,
            trade=trade,
            cpv=cpv,
            area=area,
            tasks=tasks,
            support=support,
            labour_market=labour_market,
        )
    if title:
        told["title"] = _line(title, "--title")
    if single_tenderer is not None:
        told["single_tenderer"] = single_tenderer
    if not told and not number:
        raise typer.BadParameter(_("Say what is to be changed, for example --months 24."))
    with opened() as engine:
        if number:
            reference = enter_number(engine, reference, _line(number, "--number"), by=who, today=day).case.reference
        changed = amend(engine, reference, told, by=who, today=day).case
    say(_("Case {reference} is changed.").format(reference=changed.reference))
    tell_rule(changed, day)
    tell_lead_time(changed, day)


@case.command("list")
def list_(
    *,
    state: Annotated[str, typer.Option("--state", metavar="STATE", help="Only cases in this state.")] = "",
    unit: UnitName = "",
    everything: Annotated[
        bool,
        typer.Option("--all/--open", help="Closed cases too, or only the open ones."),
    ] = False,
    after: Annotated[str, typer.Option("--after", metavar="REF", help="Begin after this reference.")] = "",
    json: AsJson = False,
) -> None:
    """List cases by their reference, only the open ones unless told otherwise.

    Fifty are shown at a time. With --json all of them are printed, one object on each line.

    For example:

      trespann case list --state standstill
    """
    from cli.case_text import city_days, tell_list
    from cli.database import reading
    from matters.preparing import lead_time_in_list
    from models.queries.cases import all_cases, cases

    with reading() as connection:
        which: dict[str, Any] = {
            "states": _states(state, everything=everything),
            "unit_id": _unit(connection, unit),
            "after": after,
        }
        if json:
            days, day = city_days(), today()
            for line in all_cases(connection, **which):
                found = lead_time_in_list(line, days, day)
                by = found.contact_by if found else None
                as_json(asdict(line) | {"contact_by": by, "too_late_to_train": bool(found and found.too_late(day))})
            return
        page = cases(connection, **which, limit=SHOWN + 1)
    if not page:
        say(_("There is no such case."))
        return
    tell_list(page[:SHOWN], today())
    if len(page) > SHOWN:
        say()
        say(_("There are more. Add {option}").format(option=shlex.join(["--after", page[SHOWN - 1].reference])))


@case.command("show")
def show(reference: Reference, on: On = "", json: AsJson = False) -> None:
    """Show all that is known of a case: states, dates, standstill, assessment and people.

    For example:

      trespann case show UH-2026-14
    """
    from cli.case_json import case_object
    from cli.case_text import tell_case, tell_renumbered
    from cli.database import reading
    from models.queries.details import details

    day = today(on)
    with reading() as connection:
        found = details(connection, reference)
    if json:
        as_json(case_object(found, day))
    else:
        tell_renumbered(reference, found.case.reference)
        tell_case(found, day)


@case.command("explain")
def explain(reference: Reference, on: On = "", json: AsJson = False) -> None:
    """Explain what a case waits for: each step it can take next, what is missing, who can do it and how.

    For example:

      trespann case explain UH-2026-14
    """
    from cli.case_json import way_object
    from cli.case_text import tell_renumbered, tell_ways
    from cli.database import reading
    from desk import explaining
    from models.queries.cases import read_case

    day = today(on)
    with reading() as connection:
        case = read_case(connection, reference)
    found = explaining.explain(case, day)
    if json:
        as_json({"reference": case.reference, "on": day, "moves": [way_object(case, way) for way in found]})
    else:
        tell_renumbered(reference, case.reference)
        tell_ways(case, found, day)


# --- what is typed ---------------------------------------------------------------------------------------------------


def _particulars(connection: "Connection", **typed: str) -> dict[str, Any]:
    """Return what was typed of a procurement as it is stored; what was not typed is left out."""
    from states.law.acts import IMPLIED

    told: dict[str, Any] = {"unit_id": _unit(connection, typed["unit"])}
    told |= {name: number(typed[name], f"--{name}") for name in ("months", "headcount")}
    told["value"] = money(typed["value"], "--value")
    if typed["kind"]:
        meant = kind_named(typed["kind"])
        told |= {"kind": meant.kind, "procedure": meant.procedure}
        told["act"] = IMPLIED[meant.procedure] if meant.procedure else None
    if typed["procedure"]:
        told["procedure"] = procedure_named(typed["procedure"])
    if typed["act"]:
        told["act"] = act_named(typed["act"])
    told |= {name: _line(typed[name], f"--{name}") for name in ("trade", "area", "tasks") if typed[name]}
    told["cpv"] = cpv_code(typed["cpv"])
    told["contract_start"] = maybe_day(typed["start"], "--start", today=today())
    if typed["officer"]:
        told["officer_id"] = _person(connection, typed["officer"])
    if typed["support"]:
        told["support_id"] = _person(connection, typed["support"])
    if typed["labour_market"]:
        told["labour_market_unit_id"] = _labour_unit(connection, typed["labour_market"])
    return {name: value for name, value in told.items() if value is not None}


def _states(state: str, *, everything: bool) -> list[str]:
    from states.processes.procurement import DUTIES, OPEN

    if state:
        labels = {str(key): duty.label for key, duty in DUTIES.items()}
        return [choose(state, labels, _("The state"))]
    return [] if everything else list(OPEN)


def _unit(connection: "Connection", name: str) -> int | None:
    from models.queries.directory import units

    return _number_of(name, units(connection), _("The unit")) if name else None


def _labour_unit(connection: "Connection", name: str) -> int:
    from models.queries.directory import labour_units

    return _number_of(name, labour_units(connection), _("The labour-market unit"))


def _person(connection: "Connection", email: str) -> int:
    from models.queries.directory import people

    return _number_of(email, people(connection), _("The e-mail address"))


def _number_of(name: str, known: dict[str, int], what: str) -> int:
    from states.text import verbatim

    return known[choose(name, {one: verbatim(one) for one in known}, what)]


def _line(text: str, where: str) -> str:
    """Return a text as it is stored: one line, not empty."""
    line = " ".join(text.split())
    if not line:
        raise typer.BadParameter(_("Write a text."), param_hint=where)
    return line

"""The text of the clauses of a case, and the library that it comes from."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, language, said
from cli.inputs import By, On, Reference, Who, acting_day, actor, choose, maybe_day, money, number, whole
from cli.output import REFUSED, complain, say, shown, table
from cli.typer_base import Commands
from states.text import LANGUAGES, Text, verbatim

if TYPE_CHECKING:
    from desk.clauses.library import Clause
    from desk.clauses.preparing import CaseClause, Wanted

app = Commands()
clauses = Commands(
    help="""
    List, check and read the clauses that texts are made from.

    A city puts its own into a folder named by TRESPANN_CLAUSES, each in place of ours of the same name.

    For example:

      trespann clauses list
    """,
)
app.add_typer(clauses, name="clauses")
_INTRODUCTION_TYPED = "introduction"
OPTIONS = {
    "unit": "--unit",
    "amount": "--amount",
    "positions": "--positions",
    "months_each": "--months-each",
    "starts_within": "--starts-within",
    "enough": "--enough",
    "internship_counts": "--internship-counts/--internship-does-not-count",
    "penalty": "--penalty/--no-penalty",
    "penalty_amount": "--penalty-amount",
    "bonus": "--bonus",
    "bonus_cap": "--bonus-cap",
    "report_every": "--report-every",
    "cure_days": "--cure-days",
    "contract_months": "--contract-months",
    "occupations": "--occupations",
    "area": "--area",
    "planned_start": "--planned-start",
}
"""The option that gives each parameter."""
APPRENTICES = "--apprentices"


def _typed(option: str, metavar: str, help_: str) -> Any:
    return typer.Option(option, metavar=metavar, help=help_)


@app.command()
def clause(
    reference: Reference,
    *,
    form: Annotated[
        list[str] | None,
        typer.Option(
            "--form",
            metavar="FORM",
            help="Form of the requirement, or “introduction”; may be given several times. Otherwise all that the"
            " assessment names, behind the introduction.",
        ),
    ] = None,
    trade: Annotated[str, _typed("--trade", "TRADE", "building, cleaning, green, care or transport.")] = "",
    in_language: Annotated[str, _typed("--lang", "LANG", "sv or en.")] = "sv",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Put the text into this file, .docx or .txt.")
    ] = None,
    sent: Annotated[bool, typer.Option("--sent", help="Store the text as what went out in the procurement.")] = False,
    unit: Annotated[str, _typed("--unit", "UNIT", "What is counted: persons, months, hours or seat.")] = "",
    amount: Annotated[str, _typed("--amount", "NUMBER", "How many of them.")] = "",
    apprentices: Annotated[str, _typed(APPRENTICES, "NUMBER", "How many apprentices.")] = "",
    positions: Annotated[str, _typed("--positions", "NUMBER", "How many positions at least.")] = "",
    months_each: Annotated[str, _typed("--months-each", "NUMBER", "How many months each person is to stay.")] = "",
    starts_within: Annotated[
        str, _typed("--starts-within", "MONTHS", "Months from the contract to the first start.")
    ] = "",
    enough: Annotated[str, _typed("--enough", "PERCENT", "Share of the agreed time that counts as the whole.")] = "",
    internship_counts: Annotated[
        bool | None,
        typer.Option("--internship-counts/--internship-does-not-count", help="Whether an internship is what is owed."),
    ] = None,
    penalty: Annotated[
        bool | None, typer.Option("--penalty/--no-penalty", help="Whether the contract provides for a penalty.")
    ] = None,
    penalty_amount: Annotated[str, _typed("--penalty-amount", "SEK", "The penalty for each that is lacking.")] = "",
    bonus: Annotated[str, _typed("--bonus", "SEK", "The bonus for each beyond what is owed.")] = "",
    bonus_cap: Annotated[str, _typed("--bonus-cap", "SEK", "The highest bonus in all.")] = "",
    report_every: Annotated[str, _typed("--report-every", "MONTHS", "Months between two reports at most.")] = "",
    cure_days: Annotated[str, _typed("--cure-days", "DAYS", "Days to put right what is lacking.")] = "",
    contract_months: Annotated[
        str, _typed("--contract-months", "NUMBER", "How long the contract runs, if other than the case says.")
    ] = "",
    occupations: Annotated[str, _typed("--occupations", "TEXT", "The occupations that are meant.")] = "",
    area: Annotated[str, _typed("--area", "TEXT", "Where the work is mainly done.")] = "",
    planned_start: Annotated[str, _typed("--planned-start", "DATE", "When the first person is to begin.")] = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Give the clauses of a case as text to paste or as a Word document, filled in with what is known.

    What is missing is named. What was given before, when the text went out, need not be given again. The figures
    of a text that was stored as sent become the supplier's obligation.

    For example:

      trespann clause UH-2026-14 --form employment --trade cleaning --unit persons --amount 2 --no-penalty

      trespann clause UH-2026-14 --to klausul.docx --sent
    """
    acted = acting_day(on)
    given: dict[str, Any] = {
        "unit": _measure(unit),
        "amount": number(amount, "--amount"),
        "positions": whole(positions, "--positions") if positions else None,
        "months_each": number(months_each, "--months-each"),
        "starts_within": whole(starts_within, "--starts-within") if starts_within else None,
        "enough": whole(enough.strip().removesuffix("%"), "--enough") if enough else None,
        "internship_counts": internship_counts,
        "penalty": penalty,
        "penalty_amount": money(penalty_amount, "--penalty-amount"),
        "bonus": money(bonus, "--bonus"),
        "bonus_cap": money(bonus_cap, "--bonus-cap"),
        "report_every": whole(report_every, "--report-every") if report_every else None,
        "cure_days": whole(cure_days, "--cure-days") if cure_days else None,
        "contract_months": number(contract_months, "--contract-months"),
        "occupations": occupations or None,
        "area": area or None,
        "planned_start": maybe_day(planned_start, "--planned-start", today=acted),
    }
    wanted = _wanted(form or (), trade, in_language, given, number(apprentices, APPRENTICES))
    if sent:
        _store(reference, wanted, by=by, email=as_, on=on)
    _give(reference, wanted, to, on=on)
    if sent:
        say(_("Stored as what went out in the procurement."))


def _measure(word: str) -> str | None:
    from states.records.obligations import MEASURE_LABELS, Measure

    counted = {unit: label for unit, label in MEASURE_LABELS.items() if unit is not Measure.DIALOGUE}
    return choose(word, counted, _("The unit")) if word else None


def _wanted(
    forms: Sequence[str], trade: str, in_language: str, given: dict[str, Any], apprentices: float | None
) -> "Wanted":
    from desk.clauses.library import CLAUSE_LABELS, INTRODUCTION
    from desk.clauses.preparing import Wanted
    from states.law.applicability import RequirementForm
    from states.records.clauses import TRADES

    typed = {name or _INTRODUCTION_TYPED: label for name, label in CLAUSE_LABELS.items()}
    chosen = [choose(one, typed, _("The form")) for one in forms]
    told = {name: value for name, value in given.items() if value is not None}
    counted: dict[str, Any] = {name: told.pop(name) for name in ("unit", "amount") if name in told}
    of_form: dict[str, dict[str, Any]] = {str(RequirementForm.EMPLOYMENT): counted}
    if apprentices is not None:
        of_form[RequirementForm.APPRENTICE] = {"amount": apprentices}
    return Wanted(
        tuple(INTRODUCTION if one == _INTRODUCTION_TYPED else one for one in chosen),
        choose(trade, TRADES, _("The trade")) if trade else "",
        choose(in_language, {one: verbatim(one) for one in LANGUAGES}, _("The language")),
        told,
        of_form,
    )


def _library() -> "tuple[Clause, ...]":
    from desk.clauses.library import library
    from models.installation.settings import Settings

    return library(Settings().clauses)


def _store(reference: str, wanted: "Wanted", *, by: str, email: str, on: str) -> None:
    from cli.database import opened
    from desk.clauses.preparing import send_out

    acted = acting_day(on)
    who = actor(by, email, usual="officer", today=acted)
    with opened() as engine:
        send_out(engine, reference, wanted, _library(), by=who, today=acted)


def _give(reference: str, wanted: "Wanted", to: Path | None, *, on: str) -> None:
    from cli.database import reading
    from desk.clauses.document import as_docx, as_text
    from desk.clauses.preparing import prepared
    from models.installation.settings import Settings

    acted = acting_day(on)
    with reading() as connection:
        made = prepared(connection, reference, wanted, _library())
    text = as_text(made, acted)
    missing = any(one.missing for one in made)
    if to is not None and missing:
        complain(_("The file was not written: something is missing."))
    elif to is None:
        for line in text.splitlines():
            typer.echo(shown(line))
    elif to.suffix.casefold() == ".docx":
        to.write_bytes(as_docx(made, acted, title=reference, author=Settings().city))
    elif to.suffix.casefold() == ".txt":
        to.write_text(f"{text}\n", encoding="utf-8")
    else:
        raise typer.BadParameter(_("The file has to end in .docx or .txt."), param_hint="--to")
    _tell_of(made)
    if missing:
        raise typer.Exit(REFUSED)


def _tell_of(made: "Sequence[CaseClause]") -> None:
    """Say beside the text what is missing, what may be given besides, and what to know of the figures."""
    for one in made:
        for doubt in one.doubts():
            typer.echo(said(doubt), err=True)
        for told, names in (
            (_("Missing for {form}:"), one.missing),
            (_("May be given for {form}:"), one.optional),
        ):
            if names:
                typer.echo(told.format(form=said(one.label)), err=True)
                for name in names:
                    typer.echo(f"  {_option(one, name)}  {_label(name)}", err=True)


def _option(one: "CaseClause", name: str) -> str:
    from states.law.applicability import RequirementForm

    of_apprentices = one.clause.form == RequirementForm.APPRENTICE and name == "amount"
    return APPRENTICES if of_apprentices else OPTIONS[name]


def _label(name: str) -> str:
    from states.records.clauses import PARAMETERS

    return said(PARAMETERS[name].label)


# --- the library -----------------------------------------------------------------------------------------------------


@clauses.command("list")
def list_() -> None:
    """List the clauses, with version, form, trade, and who has approved each.

    For example:

      trespann clauses list
    """
    from desk.clauses.library import CLAUSE_LABELS

    rows = [
        (
            one.id,
            str(one.version),
            _("own") if one.own else "–",
            ", ".join((said(CLAUSE_LABELS[one.form]), *_trade_of(one), _approval(one))),
        )
        for one in _library()
    ]
    table(rows, head=(_("Clause"), _("Version"), _("The city's own"), _("Form, trade, approved by")))


def _trade_of(one: "Clause") -> list[str]:
    from states.records.clauses import TRADES

    return [said(TRADES[one.trade])] if one.trade else []


def _approval(one: "Clause") -> str:
    if not one.approved_by or one.valid_from is None:
        return _("example, not approved")
    return _("{by}, from {day}").format(by=one.approved_by, day=one.valid_from.isoformat())


@clauses.command("lint")
def lint() -> None:
    """Try every clause in both languages and name what is wrong.

    Text and figures have to come back from each other, and an approved text must not change without a new version.

    For example:

      trespann clauses lint
    """
    from cli.database import DatabaseMissing, reading
    from desk.clauses.lint import all_problems
    from models.installation.settings import Settings
    from models.sent_clauses import words_sent

    try:
        with reading() as connection:
            sent = words_sent(connection)
    except DatabaseMissing:
        sent = {}
    found = list(all_problems(Settings().clauses, sent))
    for name, problem in found:
        say(f"{name}: {said(problem)}", hanging=2)
    if found:
        raise typer.Exit(REFUSED)
    say(_("All clauses are in order: {count}").format(count=len(_library())))


@clauses.command("show")
def show(
    name: Annotated[str, typer.Argument(metavar="NAME", help="The name of the clause.")],
    in_language: Annotated[str, _typed("--lang", "LANG", "sv or en.")] = "",
) -> None:
    """Show a clause with its gaps, where its idea comes from, and the guidance that belongs to it.

    For example:

      trespann clauses show employment-cleaning
    """
    from desk.clauses.library import clause_named
    from states.records.clauses import plain

    words = choose(in_language or language(), {one: verbatim(one) for one in LANGUAGES}, _("The language"))
    one = clause_named(name, _library())
    for line in plain(one.wordings[words].draft({})).splitlines():
        typer.echo(shown(line))
    say()
    say(_("Where the idea comes from: {source}").format(source=one.idea.in_(words)))
    for told in one.guidance:
        say(f"- {_guidance(told.text, told.source, words)}", hanging=2)


def _guidance(text: Text, source: str, words: str) -> str:
    return f"{text.in_(words)} ({source})"

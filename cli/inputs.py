"""What users type: dates, numbers and words, read forgivingly and refused with what would have been right."""

import math
import re
import shlex
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from difflib import get_close_matches
from typing import TYPE_CHECKING, Annotated, TypeVar

import typer

from cli.i18n import _, said
from states.text import Text
from states.written import in_one_line

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from models.actor import Actor
    from models.people import FirmPerson
    from states.facts import Milestone, Role
    from states.law.acts import Act
    from states.law.applicability import KindMeant
    from states.law.procedures import Procedure

Reference = Annotated[str, typer.Argument(metavar="REF", help="The reference of the case.")]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON, for programs.")]
On = Annotated[str, typer.Option("--on", metavar="DATE", help="Act as on this day instead of today.")]
Reason = Annotated[str, typer.Option("--reason", metavar="TEXT", help="Why; it is kept in the journal.")]
By = Annotated[
    str,
    typer.Option(
        "--by",
        metavar="ROLE",
        help="In which role it was done: officer, support, labour_market or supplier.",
    ),
]
Who = Annotated[
    str,
    typer.Option(
        "--as",
        metavar="EMAIL",
        help="Who did it, by the e-mail address in the directory; else the journal says that it was entered for them.",
    ),
]

Confirmed = Annotated[
    bool, typer.Option("--confirmed", help="Yes, it is right: the answer to what was asked about the record.")
]
Yes = Annotated[bool, typer.Option("--yes", help="Do it without asking, for scripts.")]
As = Annotated[
    str,
    typer.Option("--as", metavar="EMAIL", help="Who asks, by the e-mail address in the directory."),
]
Supplier = Annotated[
    str,
    typer.Option("--supplier", metavar="NAME", help="The supplier; may be left out where the case has only one."),
]
Lot = Annotated[str, typer.Option("--lot", metavar="LOT", help="The lot, where one supplier has won several.")]

TODAY = frozenset({"today", "idag", "i dag"})
YES = frozenset({"j", "ja", "y", "yes"})

K = TypeVar("K", bound=str)


def today(on: str = "") -> date:
    """Return the day that `--on` asks for, or else today's date in Sweden."""
    from models.clock import local_today

    return _date(on, "--on", local_today()) if on else local_today()


def acting_day(on: str = "") -> date:
    """Return the day on which something is done: today, or an earlier day that `--on` asks for.

    Raises Refused for a day to come, unless this is an installation to practise on.
    """
    from desk.days import check_day
    from models.clock import local_today
    from models.installation.settings import Settings

    asked = today(on)
    if on and not Settings().is_practice:
        check_day(asked, local_today())
    return asked


def day(text: str, where: str, *, today: date) -> date:
    """Return the date that a user typed at `where`: 2026-03-17, or the word for today."""
    return _date(text, where, today)


def maybe_day(text: str, where: str, *, today: date) -> date | None:
    return _date(text, where, today) if text else None


def number(text: str, where: str) -> float | None:
    """Return a positive number, with a decimal comma or point; None when nothing was typed."""
    if not text:
        return None
    try:
        value = float(text.strip().replace(",", "."))
    except ValueError:
        value = math.nan
    if not 0 < value < 1_000_000:  # also refuses what is no number
        raise typer.BadParameter(
            _("“{value}” is not a number above zero. Write for example 24 or 4,5.").format(value=text),
            param_hint=where,
        )
    return value


def whole(text: str, where: str) -> int:
    """Return a whole number, zero or above."""
    if not text.strip().isdecimal():
        raise typer.BadParameter(_("“{value}” is not a whole number.").format(value=text), param_hint=where)
    return int(text)


def agreed(question: str) -> bool:
    """Ask, and tell whether the answer was yes; by itself it is no."""
    answer: str = typer.prompt(f"{question} [{_('y/N')}]", default="", show_default=False)
    return in_one_line(answer).casefold() in YES


def choose(word: str, among: Mapping[K, Text], what: str) -> K:
    """Return the key that a user means by its own name or its label in either language; `what` is like "The role"."""
    by_spelling = {_folded(spelling): key for key, label in among.items() for spelling in (label.sv, label.en)}
    by_spelling |= {_folded(key): key for key in among}
    found = by_spelling.get(_folded(word))
    if found is None:
        raise typer.BadParameter(_unknown(what, word, among, near=_near(word, by_spelling)))
    return found


def role_named(word: str) -> "Role":
    """Return the role that a user means, of those in which people act in a case."""
    from states.facts import ROLE_LABELS, Role

    others = {Role.MANAGER, Role.CLOCK, Role.OUTBOX}
    return choose(word, {role: label for role, label in ROLE_LABELS.items() if role not in others}, _("The role"))


PersonName = Annotated[
    str, typer.Option("--name", metavar="NAME", help="Name of the supplier's contact person, who is added if new.")
]
PersonEmail = Annotated[
    str, typer.Option("--email", metavar="EMAIL", help="E-mail address of the supplier's contact person.")
]
PersonPhone = Annotated[
    str, typer.Option("--phone", metavar="PHONE", help="Phone number of the supplier's contact person.")
]


def firm_person(name: str, email: str, phone: str) -> "FirmPerson | None":
    """Return the supplier's contact person that was typed, None if nothing was."""
    from models.people import FirmPerson

    if not email and (name or phone):
        raise typer.BadParameter(_("Give the e-mail address: the mails go there."), param_hint="--email")
    return FirmPerson(name, email, phone) if email else None


def actor(by: str, email: str, *, usual: str, today: date) -> "Actor":
    """Return who acts: a role, and the person of the directory who acts in it where one is named.

    A person who is named without a role acts in their own. Without a person it is the administrator who enters what
    somebody in that role did, or in the `usual` one. Raises Refused for a role that the person does not have that day.
    """
    from cli.database import reading
    from models.actor import Actor
    from models.people import actor_in, own_role

    role = role_named(by or usual)
    if not email:
        return Actor(role)
    with reading() as connection:
        number = _person(connection, email)
        return actor_in(connection, number, (role if by else own_role(connection, number),), today)


def asker(connection: "Connection", email: str, *, today: date, roles: "Sequence[Role] | None" = None) -> "Actor":
    """Return who acts: the person of the directory, or the support function where nobody is named.

    The person acts in the first of some roles that they have on that day, by default the support function. Raises
    Refused for a person who has none of them.
    """
    from models.actor import Actor
    from models.people import actor_in
    from states.facts import Role

    if not email:
        return Actor(Role.SUPPORT)
    return actor_in(connection, _person(connection, email), roles or (Role.SUPPORT,), today)


def person_named(email: str) -> int | None:
    """Return the number of a person of the directory by the e-mail address; None when nothing was typed."""
    from cli.database import reading

    if not email:
        return None
    with reading() as connection:
        return _person(connection, email)


def _person(connection: "Connection", email: str) -> int:
    from models.queries.directory import people

    known = people(connection)
    return known[choose(email, {one: Text(one, one) for one in known}, _("The e-mail address"))]


def recordable() -> "dict[Milestone, Text]":
    """Return the milestones that people can record, with what each is called."""
    from states.facts import Role
    from states.records.milestones import RECORDINGS

    return {key: rule.label for key, rule in RECORDINGS.items() if rule.by != (Role.CLOCK,)}


def milestone_named(word: str) -> "Milestone":
    """Return the milestone that a user means, of those that can be recorded."""
    from states.facts import Milestone

    if word.strip().casefold() == Milestone.RELEVANCE_ASSESSED:
        raise typer.BadParameter(_("The assessment is entered with “trespann assess”."), param_hint=_("MILESTONE"))
    return choose(word, recordable(), _("The milestone"))


def kind_named(word: str) -> "KindMeant":
    """Return the kind that a user means, and the procedure where the word names one as well."""
    from states.law.applicability import KIND_LABELS, KindMeant, parse_kind
    from states.law.procedures import parse_procedure

    _refuse_reserved(word)
    try:
        return parse_kind(word)
    except ValueError:
        pass
    try:
        parse_procedure(word)
    except ValueError:
        return KindMeant(choose(word, KIND_LABELS, _("The kind")))
    told = _("“{word}” is a procedure. Give it with {option}, and the kind by itself.")
    raise typer.BadParameter(told.format(word=word, option=f"--procedure {shlex.quote(word)}"), param_hint="--kind")


def procedure_named(word: str) -> "Procedure":
    """Return the procedure that a user names by its value, a Swedish name, an abbreviation or an eForms code."""
    from states.law.procedures import PROCEDURE_LABELS, parse_procedure

    _refuse_reserved(word)
    try:
        return parse_procedure(word)
    except ValueError:
        return choose(word, PROCEDURE_LABELS, _("The procedure"))


def _refuse_reserved(word: str) -> None:
    """Say where a reserved procurement belongs: it is neither a kind nor a procedure."""
    if _folded(word).startswith(("reserverad", "reserved")):
        command = "trespann assess REF --outcome reserved"
        told = _("A reserved procurement is an outcome of the relevance assessment. Enter it with “{command}”.")
        raise typer.BadParameter(told.format(command=command))


def act_named(word: str) -> "Act":
    """Return the procurement act that a user names by its abbreviation, its number or its name."""
    from states.law.acts import ACT_LABELS, parse_act

    try:
        return parse_act(word)
    except ValueError:
        return choose(word, ACT_LABELS, _("The procurement act"))


def money(text: str, where: str) -> float | None:
    """Return an amount in SEK as it is read in a plan: 2 500 000, 850 tkr or 2,5 mkr; None when nothing was typed."""
    from exchange.plans.cellnumbers import read_cost
    from exchange.plans.cells import BadCell

    if not text:
        return None
    try:
        return float(read_cost(text, "")[0])
    except BadCell as bad:
        raise typer.BadParameter(said(bad.text), param_hint=where) from None


def cpv_code(text: str) -> str | None:
    """Return the eight digits of a CPV code, with or without its check digit; None when nothing was typed."""
    if not text.strip():
        return None
    found = re.fullmatch(r"(\d{8})(?:-\d)?", text.strip())
    if found is None:
        raise typer.BadParameter(_("Write the eight digits of the code, such as 90910000."), param_hint="--cpv")
    return found[1]


def meant(near: Iterable[str]) -> str:
    """Return the question whether one of some words was meant, to stand behind a sentence; nothing for none."""
    words = ", ".join(near)
    return " " + _("Did you mean {words}?").format(words=words) if words else ""


def _unknown(what: str, word: str, among: Mapping[K, Text], *, near: Iterable[str]) -> str:
    width = max((len(key) for key in among), default=0)
    known = [f"  {key.ljust(width)}  {said(label) if label.sv != key else ''}".rstrip() for key, label in among.items()]
    told = _("{what} “{word}” does not exist.").format(what=what, word=word) + meant(near)
    return "\n".join([told, *([_("There are:")] if known else []), *known])


def _near(word: str, by_spelling: Mapping[str, K]) -> list[str]:
    close = get_close_matches(_folded(word), by_spelling)
    return list(dict.fromkeys(by_spelling[spelling] for spelling in close))


def _folded(word: str) -> str:
    from states.records.names import lot_key

    return re.sub(r"[\s_-]+", " ", lot_key(word))


def _date(text: str, where: str, today: date) -> date:
    word = text.strip().casefold()
    if word in TODAY:
        return today
    try:
        return date.fromisoformat(word if re.fullmatch(r"\d{4}-\d{2}-\d{2}", word) else "")
    except ValueError:
        raise typer.BadParameter(
            _("“{value}” is not a date. Write year-month-day, for example 2026-03-17, or “today”.").format(value=text),
            param_hint=where,
        ) from None

"""The competence profile of a supplier's positions, by command as on the page."""

from dataclasses import asdict
from typing import TYPE_CHECKING, Annotated, Any

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, By, Lot, On, Reference, Supplier, Who, acting_day, actor, choose, day, number
from cli.output import as_json, heading, say, table
from cli.typer_base import Commands

if TYPE_CHECKING:
    from states.records.competence import Profile, Requirement

app = Commands()
profile = Commands(
    help="""
    Describe the jobs with a supplier, or show how they are described. It is the job that is described, never a person.

    For example:

      trespann profile set UH-2026-14 --occupation "Städare" --share 75 --requires swedish_a2

      trespann profile show UH-2026-14
    """,
)
app.add_typer(profile, name="profile")


@profile.command("set")
def set_(
    reference: Reference,
    *,
    supplier: Supplier = "",
    lot: Lot = "",
    occupation: Annotated[str | None, typer.Option("--occupation", metavar="TEXT", help="Occupation or role.")] = None,
    tasks: Annotated[str | None, typer.Option("--tasks", metavar="TEXT", help="What there is to do.")] = None,
    share: Annotated[
        str | None, typer.Option("--share", metavar="PERCENT", help="The hours, in per cent of full time.")
    ] = None,
    place: Annotated[str | None, typer.Option("--place", metavar="TEXT", help="Where the place of work is.")] = None,
    start: Annotated[str | None, typer.Option("--start", metavar="DATE", help="When it is to begin.")] = None,
    requires: Annotated[
        list[str] | None,
        typer.Option(
            "--requires",
            metavar="WORD",
            help="What the job requires: licence_b, licence_c, swedish_a2, swedish_b1, certificate or police_record."
            " Again for each; those given replace all that were.",
        ),
    ] = None,
    about: Annotated[str | None, typer.Option("--about", metavar="TEXT", help="More about the job.")] = None,
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Describe the jobs with a supplier. What is left out stays as it is; an empty text takes it away.

    The labour-market unit and the supplier see the description. That both agree on it is recorded as profile_agreed.

    For example:

      trespann profile set UH-2026-14 --occupation "Städare" --tasks "Städning av skolor" --share 75

      trespann profile set UH-2026-14 --supplier "Exempel AB" --requires licence_b --requires swedish_b1 --place ""
    """
    from cli.database import opened
    from desk.suppliers import SupplierMeant, describe

    acted = acting_day(on)
    who = actor(by, as_, usual="support", today=acted)
    given: dict[str, Any] = {"occupation": occupation, "tasks": tasks, "place": place, "about": about}
    told: dict[str, Any] = {name: " ".join(text.split()) for name, text in given.items() if text is not None}
    if share is not None:
        told["share"] = number(share.strip().removesuffix("%"), "--share")
    if start is not None:
        told["starts_on"] = day(start, "--start", today=acted) if start else None
    if requires is not None:
        told["requirements"] = frozenset(map(_requirement, filter(None, requires)))
    with opened() as engine:
        outcome = describe(engine, reference, SupplierMeant(supplier, lot), told, by=who, today=acted)
    if outcome.new:
        say(_("The description of the job is stored for {reference}.").format(reference=outcome.case.reference))
    else:
        say(_("This is entered already; nothing has changed."))


@profile.command("show")
def show(reference: Reference, *, supplier: Supplier = "", lot: Lot = "", json: AsJson = False) -> None:
    """Show how the jobs with each supplier of a case are described, or with the one that is named.

    With --json one object is printed on each line.

    For example:

      trespann profile show UH-2026-14 --json
    """
    from cli.database import reading
    from models.competence import profiles_of
    from models.queries.cases import read_case
    from models.subject_meant import winners_called

    with reading() as connection:
        case = read_case(connection, reference)
        owed = winners_called(case, supplier, lot)
        known = profiles_of(connection, [case])
    for one in owed:
        described = known.get((case.id, one.subject))
        if json:
            as_json(
                {"reference": case.reference, "lot": one.lot, "supplier": one.supplier, "profile": _told(described)}
            )
        else:
            _tell(one.subject, described)


def _requirement(word: str) -> "Requirement":
    from states.records.competence import REQUIREMENT_LABELS

    return choose(word, REQUIREMENT_LABELS, _("The requirement"))


def _told(described: "Profile | None") -> dict[str, Any] | None:
    if described is None:
        return None
    start = described.starts_on
    return asdict(described) | {
        "starts_on": start.isoformat() if start else None,
        "requirements": sorted(described.requirements),
    }


def _tell(subject: str, described: "Profile | None") -> None:
    from matters.introductions import described as lines_of

    heading(subject)
    rows = [(said(one.label), said(one.value)) for one in lines_of(described)]
    if rows:
        table(rows, indent=2)
    else:
        say(_("Nobody has described the job yet."), indent=2)

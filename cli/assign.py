"""Naming who looks after a supplier."""

from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _
from cli.inputs import (
    By,
    Lot,
    On,
    PersonEmail,
    PersonName,
    PersonPhone,
    Reference,
    Supplier,
    Who,
    acting_day,
    actor,
    firm_person,
    meant,
)
from cli.output import say
from cli.typer_base import Commands

if TYPE_CHECKING:
    from sqlalchemy import Connection

app = Commands()


@app.command()
def assign(
    reference: Reference,
    *,
    contact: Annotated[
        str,
        typer.Option("--contact", metavar="EMAIL", help="The contact person at the labour-market unit."),
    ] = "",
    supplier_contact: Annotated[
        str,
        typer.Option("--supplier-contact", metavar="EMAIL", help="The supplier's own contact person."),
    ] = "",
    name: PersonName = "",
    email: PersonEmail = "",
    phone: PersonPhone = "",
    supplier: Supplier = "",
    lot: Lot = "",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Assign the contact person of a supplier, and say who its own is.

    The contact person must be in the directory. The supplier's own is added to it when you give name and address.

    For example:

      trespann assign UH-2026-14 --contact jobb.norr@exempelstad.example

      trespann assign UH-2026-14 --supplier "Exempel AB" --supplier-contact vd@exempel.example

      trespann assign UH-2026-14 --name "Vera Vd" --email vd@exempel.example --phone "070-174 06 05"
    """
    from cli.case_text import tell_moves
    from cli.database import opened, reading
    from desk import suppliers
    from desk.suppliers import Care, SupplierMeant

    acted = acting_day(on)
    who = actor(by, as_, usual="support", today=acted)
    person = firm_person(name, email, phone)
    if person is not None and supplier_contact:
        raise typer.BadParameter(_("Name the supplier's contact person once."), param_hint="--supplier-contact")
    if not contact and not supplier_contact and person is None:
        raise typer.BadParameter(_("Name at least one of them."), param_hint="--contact")
    with reading() as connection:
        care = Care(
            _person(connection, contact, "labour_market", "--contact"),
            _person(connection, supplier_contact, "supplier", "--supplier-contact"),
            person,
        )
    with opened() as engine:
        outcome = suppliers.assign(engine, reference, SupplierMeant(supplier, lot), care, by=who, today=acted)
    if not outcome.new:
        say(_("This is entered already; nothing has changed."))
        return
    say(_("Assigned."))
    tell_moves(outcome)


def _person(connection: "Connection", email: str, role: str, where: str) -> int | None:
    from difflib import get_close_matches

    from models.queries.directory import people

    if not email:
        return None
    known = people(connection, role=role)
    found = known.get(email.strip().lower())
    if found is None:
        told = _("Nobody in the directory has the address {email} and this role.").format(email=email)
        raise typer.BadParameter(told + meant(get_close_matches(email.lower(), known)), param_hint=where)
    return found

"""Attesting that a supplier has fulfilled its obligation, and checking such an attestation."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from cli.i18n import _, said
from cli.inputs import AsJson, By, Lot, On, Reference, Supplier, Who, acting_day, actor, choose
from cli.output import REFUSED, as_json, fields, say
from cli.typer_base import Commands
from states.text import Text

if TYPE_CHECKING:
    from desk.attestation_file import SignedFile
    from desk.attesting import ProofFinding, PublishedKeys

app = Commands()
attest = Commands(
    help="""
    Attest that a supplier has fulfilled its obligation, and check such an attestation.

    For example:

      trespann attest give UH-2026-14 --to intyg.pdf

      trespann attest verify intyg.pdf
    """
)
app.add_typer(attest, name="attest")


@attest.command()
def give(
    reference: Reference,
    *,
    supplier: Supplier = "",
    lot: Lot = "",
    to: Annotated[
        Path | None, typer.Option("--to", metavar="FILE", help="Put the attestation into this file, .pdf or .json.")
    ] = None,
    in_language: Annotated[str, typer.Option("--lang", metavar="LANG", help="sv or en.")] = "sv",
    by: By = "",
    as_: Who = "",
    on: On = "",
) -> None:
    """Attest what a supplier owed and delivered, once it has fulfilled its obligation.

    The file names no person. It is signed, and carries the digest of the journal up to where it says so.

    For example:

      trespann attest give UH-2026-14 --to intyg.pdf

      trespann attest give UH-2026-14 --supplier "Exempel AB" --to intyg.json
    """
    from cli.database import opened
    from desk import attestation_file, attesting
    from desk.suppliers import SupplierMeant
    from models.installation.sealing import seal_of
    from models.installation.settings import Settings
    from states.records.attestations import rows

    kind = to.suffix.casefold() if to else ""
    if to and kind not in {".pdf", ".json"}:
        raise typer.BadParameter(_("The file has to end in .pdf or .json."), param_hint="--to")
    language = choose(in_language, {"sv": Text("svenska", "Swedish"), "en": Text("engelska", "English")}, "--lang")
    acted, settings = acting_day(on), Settings()
    who = actor(by, as_, usual="support", today=acted)
    with opened() as engine:
        seal = seal_of(settings)
        attested, news = attesting.give(engine, reference, SupplierMeant(supplier, lot), by=who, today=acted, seal=seal)
    if to and kind == ".pdf":
        to.write_bytes(attestation_file.as_pdf(attested, seal, language=language, city=settings.city))
    elif to:
        to.write_bytes(attestation_file.as_json(attested, seal))
    fields([(said(label), said(value)) for label, value in rows(attested)])
    if not news:
        say(_("This attestation was given before; nothing has changed."))


@attest.command()
def verify(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="The attestation, as PDF or JSON.")],
    key: Annotated[str, typer.Option("--key", metavar="KEY", help="The key that the city has published.")] = "",
    case: Annotated[str, typer.Option("--case", metavar="REF", help="The case that it is said to be of.")] = "",
    alone: Annotated[bool, typer.Option("--alone", help="Check the file by itself, without the case base.")] = False,
    json: AsJson = False,
) -> None:
    """Check an attestation: that nothing in it was altered, who signed it, and that the journal says the same.

    Anyone can do this. Without the case base it is proven that the file is as it was signed, and by whose key; not
    that the city's journal says so.

    For example:

      trespann attest verify intyg.pdf

      trespann attest verify intyg.pdf --key 3yqSOZ6zQzHkBhJpUO7ezVPbBqnLN1TwIyiVNzZs84w
    """
    from desk.attestation_file import read
    from desk.attesting import PublishedKeys, holds
    from states.records.attestations import NotAttested, rows

    try:
        signed = read(file.read_bytes())
    except NotAttested:
        raise typer.BadParameter(_("The file holds no attestation."), param_hint="FILE") from None
    found = _checked(signed, PublishedKeys(frozenset({key.strip()} - {""}), case), alone=alone)
    if json:
        told = [{"check": one.check, "result": one.result, "text": said(one.text)} for one in found]
        as_json({"holds": holds(found), "attestation": signed.attested.as_words(), "findings": told})
    else:
        fields([(said(label), said(value)) for label, value in rows(signed.attested)])
        say()
        for one in found:
            say(f"{said(_RESULTS[one.result])}: {said(one.text)}", hanging=2)
    if not holds(found):
        raise typer.Exit(REFUSED)


@attest.command()
def key() -> None:
    """Print the key that tells who signed: publish it where suppliers find it.

    For example:

      trespann attest key
    """
    from models.installation.sealing import seal_of
    from models.installation.settings import Settings

    typer.echo(seal_of(Settings()).public_key)


def _checked(signed: "SignedFile", known: "PublishedKeys", *, alone: bool) -> "list[ProofFinding]":
    """Check with the case base of this installation, where there is one."""
    from cli.database import DatabaseMissing, reading
    from desk.attesting import check_alone, check_with

    if alone:
        return check_alone(signed, known)
    try:
        with reading() as connection:
            return check_with(connection, signed, known)
    except DatabaseMissing:
        return check_alone(signed, known)


_RESULTS = {
    "proven": Text("Visat", "Proven"),
    "broken": Text("STÄMMER INTE", "DOES NOT HOLD"),
    "open": Text("Inte visat", "Not proven"),
}

"""The version of the database, and bringing it up to date."""

from collections.abc import Sequence
from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from models.storage.database import one_at_a_time, reading
from states.refusal import Operation, Reason, Refusal, do
from states.text import Text

MIGRATIONS = Path(__file__).parents[1] / "migrations"


class SchemaMismatch(Refusal):
    """The database cannot be used by this version of the program; `text` says what to do."""


def upgrade(engine: Engine) -> None:
    """Bring the database to the newest version; raise SchemaMismatch for one from a newer program."""
    from alembic import command
    from alembic.config import Config

    check_not_newer(engine)
    config = Config()
    config.set_main_option("script_location", str(MIGRATIONS))
    with engine.begin() as connection:
        one_at_a_time(connection, "schema")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")


def check(engine: Engine) -> None:
    """Raise SchemaMismatch unless the database has exactly the version that this program writes."""
    check_not_newer(engine)
    stored = _stored_version(engine)
    if stored != newest_version():
        text = _OUT_OF_DATE.fill(database=_address_of(engine), stored=stored or _NONE, needed=newest_version())
        raise SchemaMismatch(Reason("schema", text, remedies=(do(Operation.INITIALISE),)))


def check_not_newer(engine: Engine) -> None:
    """Raise SchemaMismatch for a database that a newer program has written."""
    stored = _stored_version(engine)
    if stored is not None and stored not in known_versions():
        raise SchemaMismatch(_NEWER.fill(database=_address_of(engine), stored=stored, known=newest_version()))


def alike_in_letters(clashes: Sequence[Sequence[str]]) -> SchemaMismatch:
    """Return the refusal of a database where cases have references that only upper and lower case tell apart."""
    return SchemaMismatch(_ALIKE_IN_LETTERS.fill(cases="; ".join(", ".join(one) for one in clashes)))


def known_versions() -> list[str]:
    """Return the numbers of all migrations, oldest first."""
    return sorted(path.stem.split("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def newest_version() -> str:
    return known_versions()[-1]


def _stored_version(engine: Engine) -> str | None:
    with reading(engine) as connection:
        return _read_version(connection)


def _read_version(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    return connection.exec_driver_sql("SELECT version_num FROM alembic_version").scalar()


def _address_of(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)


_NONE = Text("saknas", "none")
_OUT_OF_DATE = Text(
    "Databasen {database} är inte uppdaterad (version {stored}, programmet behöver {needed}).",
    "The database {database} is not up to date (version {stored}, the program needs {needed}).",
)
_NEWER = Text(
    "Databasen {database} har version {stored}, som är nyare än programmet ({known})."
    " Uppgradera Trespann; inget har ändrats.",
    "The database {database} has version {stored}, newer than the program ({known})."
    " Upgrade Trespann; nothing was changed.",
)
_ALIKE_IN_LETTERS = Text(
    "Ärenden har nummer som bara skiljer sig i stora och små bokstäver, blanktecken eller streck: {cases}. De räknas nu"
    " som samma nummer. Slå ihop ärendena med den version som användes hittills om de är samma upphandling."
    " Är de olika, ge det ena ett annat nummer: driftsanvisningen säger hur. Uppgradera sedan. Inget har ändrats.",
    "Cases have references that differ in upper and lower case, blanks or dashes only: {cases}. These now count as one"
    " reference. If they are one procurement, merge the cases with the version used until now. If they are different,"
    " give one of them another reference: the operations manual says how. Then upgrade. Nothing was changed.",
)

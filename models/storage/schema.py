"""The version of the database, and bringing it up to date."""

from pathlib import Path

from sqlalchemy import Connection, Engine, inspect

from models.storage.database import one_at_a_time, reading
from states.text import Text

MIGRATIONS = Path(__file__).parents[1] / "migrations"


class SchemaMismatch(Exception):
    """The database cannot be used by this version of the program; `text` says what to do."""

    def __init__(self, text: Text) -> None:
        super().__init__(text.en)
        self.text = text


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
        raise SchemaMismatch(
            Text(
                f"Databasen {_shown(engine)} är inte uppdaterad (version {stored or 'saknas'},"
                f" programmet behöver {newest_version()}). Kör ”trespann init”.",
                f"The database {_shown(engine)} is not up to date (version {stored or 'none'},"
                f" the program needs {newest_version()}). Run “trespann init”.",
            ),
        )


def check_not_newer(engine: Engine) -> None:
    stored = _stored_version(engine)
    if stored is not None and stored not in known_versions():
        raise SchemaMismatch(
            Text(
                f"Databasen {_shown(engine)} har version {stored}, som är nyare än programmet"
                f" ({newest_version()}). Uppgradera Trespann; inget har ändrats.",
                f"The database {_shown(engine)} has version {stored}, newer than the program"
                f" ({newest_version()}). Upgrade Trespann; nothing was changed.",
            ),
        )


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


def _shown(engine: Engine) -> str:
    return engine.url.render_as_string(hide_password=True)

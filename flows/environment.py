"""The environment of every process of an installation: absolute paths, and Prefect kept to this machine."""

import os
from pathlib import Path
from typing import Any

from pydantic import SecretStr
from sqlalchemy import make_url

from flows.processes import LOOPBACK
from models.installation.settings import Settings

HEARTBEAT = {"PREFECT_FLOWS_HEARTBEAT_FREQUENCY": "30"}
"""How often a run tells that it is alive, in seconds; the work pool says so to the workers of other machines too."""
_PREFECT = {
    **HEARTBEAT,
    "PREFECT_SERVER_EPHEMERAL_ENABLED": "false",  # else a missing address silently starts a temporary server
    "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
    "DO_NOT_TRACK": "1",
    "PREFECT_SERVER_UI_SHOW_PROMOTIONAL_CONTENT": "false",
    "PREFECT_SERVER_UI_V2_ENABLED": "false",  # its pages ask a vendor of analytics for settings whatever is set here
    # Slots are given back after a crash only when their leases are on file.
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE": "prefect.server.concurrency.lease_storage.filesystem",
    "PREFECT_SERVER_SERVICES_DB_VACUUM_ENABLED": "events,flow_runs",
    "PREFECT_WORKER_QUERY_SECONDS": "2",
    "PREFECT_CLI_COLORS": "false",
    "PREFECT_LOGGING_COLORS": "false",
}
_NOT_INHERITED = {"PREFECT_PROFILE", "PREFECT_PROFILES_PATH", "PREFECT_API_KEY"}


def dashboard(settings: Settings) -> str:
    """Return the address of the dashboard."""
    return f"http://{LOOPBACK}:{settings.prefect_port}"


def environment(settings: Settings) -> dict[str, str]:
    """Return this process's environment with every setting of Trespann and of Prefect written out.

    Flow runs work in a temporary folder, where a relative path or a file `.env` would not be found.
    """
    inherited = {name: value for name, value in os.environ.items() if name not in _NOT_INHERITED}
    own = {f"TRESPANN_{name.upper()}": _written(getattr(settings, name)) for name in type(settings).model_fields}
    return (
        inherited
        | _PREFECT
        | own
        | {
            "TRESPANN_DATABASE_URL": _absolute(settings.database),
            "PREFECT_HOME": str((settings.var / "prefect").resolve()),
            "PREFECT_API_URL": f"{dashboard(settings)}/api",
        }
    )


def _written(value: Any) -> str:
    match value:
        case Path():
            return str(value.resolve())
        case None:
            return ""
        case SecretStr():
            return value.get_secret_value()
        case _:
            return str(value)


def _absolute(url: str) -> str:
    parsed = make_url(url)
    if parsed.get_backend_name() == "sqlite" and parsed.database:
        parsed = parsed.set(database=str(Path(parsed.database).resolve()))
    return parsed.render_as_string(hide_password=False)

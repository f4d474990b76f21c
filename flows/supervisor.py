"""`trespann up`: everything one installation runs on one machine, started, watched and stopped as one.

Run as `python -m flows.supervisor`; `--once` stops when the first runs are done.
"""

import os
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.error import URLError
from urllib.request import urlopen

from pydantic import SecretStr, ValidationError
from sqlalchemy import Engine, func, make_url, select

from flows.stack import (
    LOOPBACK,
    Child,
    Claim,
    Stack,
    StartFailed,
    StopRequested,
    StopSignals,
    carrying,
    claim,
    end_all,
    listens,
    require_free_port,
)
from models import queries, schema
from models.clock import local_today
from models.database import open_engine, reading
from models.settings import Settings
from models.tables import Message, Person, Reminder
from states.delivery import DELIVERY, State
from states.text import LANGUAGES, Text

if TYPE_CHECKING:
    from prefect.client.orchestration import SyncPrefectClient

DEPLOYMENTS = Path(__file__).parents[1] / "prefect.yaml"
FIRST_RUNS = ("import-plan/import-plan", "import-notices/import-notices", "tick/tick")

"""Django with viewflow: its machine of states on a model, and its workflow of persisted tasks."""

from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any


def fsm(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what moves cases of one row by viewflow's machine of states."""
    from django.db import transaction

    parts = _app(str(folder / "viewflow.db"))
    parts.PeerCase.objects.bulk_create(parts.PeerCase(id=n, state="planning") for n in range(1, cases + 1))

    def move(numbers: range) -> None:
        for number in numbers:
            with transaction.atomic():
                case = parts.PeerCase.objects.select_for_update().get(pk=number)
                parts.Machine(case).advertise()
                case.version += 1
                case.save()
                parts.PeerLine.objects.create(case_id=number, said="advertise")

    return move


def workflow(folder: Path, cases: int) -> Callable[[range], None]:
    """Return what carries out the next task of cases, each a flow of eight."""
    from viewflow.workflow import STATUS
    from viewflow.workflow.models import Process, Task

    parts = _app(str(folder / "viewflow.db"))
    processes = []
    for _ in range(cases):
        parts.Purchase.start.run()
        processes.append(Process.objects.latest("pk").pk)

    def move(numbers: range) -> None:
        for number in numbers:
            task = Task.objects.filter(process_id=processes[number - 1], status=STATUS.NEW).get()
            task.flow_task.run(task)

    return move


@cache
def _app(file: str) -> Any:
    """Return the models, machine and flow of a Django application with a database of its own, set up once."""
    import django
    from django.conf import settings

    settings.configure(
        INSTALLED_APPS=[
            "django.contrib.auth",
            "django.contrib.contenttypes",
            "viewflow",
            "viewflow.workflow",
            "benchmarks.peers",
        ],
        DATABASES={
            "default": {
                "ENGINE": "django.db.backends.sqlite3",
                "NAME": file,
                "OPTIONS": {
                    "transaction_mode": "IMMEDIATE",
                    "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL;",
                },
            }
        },
        DEFAULT_AUTO_FIELD="django.db.models.BigAutoField",
        USE_TZ=True,
    )
    django.setup()
    from benchmarks.peers import viewflow_parts

    viewflow_parts.create()
    return viewflow_parts

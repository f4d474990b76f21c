"""Starting: importing the product, and the help of its command line."""

import subprocess
import sys
from pathlib import Path

from benchmarks.harness import Result, median_ratio, seconds

ROUNDS = 15
MODULES = ("states.processes.registry", "models.operations", "models.queries.cases", "exchange.notices.mapping")
PRODUCT = f"import {', '.join(MODULES)}, matters.ladder"
PEER = "import transitions, sqlmodel"
EMPTY = """
import typer
app = typer.Typer()
@app.command()
def main() -> None:
    "Do nothing."
app()
"""


def run(folder: Path) -> list[Result]:
    empty = folder / "empty.py"
    empty.write_text(EMPTY, encoding="utf-8")
    command = Path(sys.executable).with_name("trespann")
    _python("-c", PRODUCT)
    imported, own, peer = median_ratio(
        ROUNDS,
        lambda _: seconds(lambda: _python("-c", PRODUCT)),
        lambda _: seconds(lambda: _python("-c", PEER)),
    )
    helped, help_own, help_empty = median_ratio(
        ROUNDS,
        lambda _: seconds(lambda: _python(str(command), "--help")),
        lambda _: seconds(lambda: _python(str(empty), "--help")),
    )
    return [
        Result(
            "importing the product, of transitions and sqlmodel",
            imported,
            1.15,
            at_least=False,
            detail={"product ms": own * 1e3, "peer ms": peer * 1e3},
        ),
        Result(
            "trespann --help, of an empty typer application",
            helped,
            1.3,
            at_least=False,
            detail={"product ms": help_own * 1e3, "empty ms": help_empty * 1e3},
        ),
    ]


def _python(*arguments: str) -> None:
    subprocess.run([sys.executable, *arguments], check=True, capture_output=True)  # noqa: S603 - our own files

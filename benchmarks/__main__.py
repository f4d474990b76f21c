"""Run all measurements, or those named on the command line, and write a table as text and JSON."""

import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import agenda, journals, mails, memory, moves, notices, plans, starts, suppliers, ticks
from benchmarks.harness import Result, table
from benchmarks.worlds import databases, workshop

RESULTS = Path(__file__).parent / "results"


def main(wanted: list[str]) -> None:
    results: list[Result] = []
    with workshop() as folder, databases(folder) as addresses:
        parts: dict[str, Callable[[], list[Result]]] = {
            "starts": lambda: starts.run(folder),
            "moves": lambda: moves.run(addresses),
            "mails": lambda: mails.run(addresses),
            "notices": lambda: notices.run(addresses, folder),
            "plans": lambda: plans.run(addresses, folder),
            "ticks": lambda: ticks.run(addresses),
            "suppliers": lambda: suppliers.run(addresses),
            "agenda": lambda: agenda.run(addresses),
            "journals": lambda: journals.run(addresses),
            "memory": lambda: memory.run(addresses),
        }
        for name, measure in parts.items():
            if not wanted or name in wanted:
                found = measure()
                print(table(found), flush=True)
                results += found
    RESULTS.mkdir(exist_ok=True)
    (RESULTS / "results.txt").write_text(table(results), encoding="utf-8")
    (RESULTS / "results.json").write_text(
        json.dumps([result.as_dict() for result in results], indent=2) + "\n",
        encoding="utf-8",
    )
    print(f"Written to {RESULTS}")


if __name__ == "__main__":
    main(sys.argv[1:])

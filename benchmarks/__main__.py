"""Run all measurements, or those named on the command line, and write a table as text and JSON.

The run ends with an exit code other than 0 when a goal was missed, and names it.
"""

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks import agenda, journals, mails, memory, moves, notices, pages, peers, plans, starts, suppliers, ticks
from benchmarks.harness import Result, missed, table
from benchmarks.worlds import databases, workshop

RESULTS = Path(__file__).parent / "results"


def main(wanted: list[str], largest: int) -> list[str]:
    """Measure what is wanted, or all of it; return what was missed."""
    results: list[Result] = []
    with workshop() as folder, databases(folder) as addresses:
        parts: dict[str, Callable[[], list[Result]]] = {
            "starts": lambda: starts.run(folder),
            "moves": lambda: moves.run(addresses),
            "peers": lambda: peers.run(addresses, folder),
            "mails": lambda: mails.run(addresses),
            "notices": lambda: notices.run(addresses, folder),
            "plans": lambda: plans.run(addresses, folder),
            "ticks": lambda: ticks.run(addresses, largest),
            "suppliers": lambda: suppliers.run(addresses),
            "agenda": lambda: agenda.run(addresses),
            "pages": lambda: pages.run(addresses),
            "journals": lambda: journals.run(addresses),
            "memory": lambda: memory.run(addresses, largest),
        }
        if unknown := set(wanted) - parts.keys():
            sys.exit(f"There is no {', '.join(sorted(unknown))}; there are {', '.join(parts)}")
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
    return missed(results)


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Measure, and fail for what was missed.")
    parser.add_argument("part", nargs="*", help="what to measure; all without")
    parser.add_argument("--largest", type=int, default=0, metavar="CASES", help="no database has more cases than this")
    given = parser.parse_args()
    if lines := main(given.part, given.largest):
        sys.exit("\n".join(["Missed:", *lines]))

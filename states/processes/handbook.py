"""The handbook's pages, one per process: `python -m states.processes.handbook docs/handbook` writes them anew."""

import sys
from pathlib import Path

from states.processes.diagram import handbook_page
from states.processes.registry import PROCESSES


def pages() -> dict[str, str]:
    """Return the text of each page by its file name."""
    return {f"{name}.md": handbook_page(process) for name, process in PROCESSES.items()}


def write(folder: Path) -> None:
    """Write every page into a folder, and remove the pages of processes that are gone."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = pages()
    for old in folder.glob("*.md"):
        if old.name not in wanted:
            old.unlink()
    for name, text in wanted.items():
        (folder / name).write_text(text, encoding="utf-8", newline="\n")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

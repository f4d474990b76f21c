"""A city's own version of a template of ours."""

from pathlib import Path

from notifications.letters.letter_templates import FOLDER, sources


def changed(folder: Path, file: str, *replacements: tuple[str, str]) -> Path:
    """Put a city's own version of one of our files into a folder."""
    stem, _, kind = file.partition(".")
    text = (FOLDER / file).read_text("utf-8") if kind == "css" else dict(sources(stem))[file]
    for old, new in replacements:
        assert old in text
        text = text.replace(old, new)
    (folder / file).write_text(text, "utf-8")
    return folder

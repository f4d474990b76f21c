"""Pages as HTML, in the reader's language."""

import hashlib
from collections.abc import Mapping
from datetime import date
from functools import cache, partial
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape
from markupsafe import Markup

from models.catalogue import translations
from states.text import LANGUAGES, Text, brief_date, long_date

DOMAIN = "web"
FOLDER = Path(__file__).parent / "templates"
STYLES = "\n".join(sheet.read_text("utf-8") for sheet in sorted((FOLDER / "styles").glob("*.css")))
"""One sheet for every page: the house's own first, then those of its parts."""
SCRIPT = (FOLDER / "board.js").read_text("utf-8")


def _version(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:12]


STYLES_VERSION = _version(STYLES)


@cache
def _environment(language: str) -> Environment:
    environment = Environment(
        loader=FileSystemLoader(FOLDER),
        autoescape=select_autoescape(),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals |= {
        "_": translations(DOMAIN, language).gettext,
        "language": language,
        "styles_version": STYLES_VERSION,
        "script_version": _version(SCRIPT),
        "say": partial(_said, language),
        "day": partial(_day, language),
        "brief": partial(_brief, language),
    }
    return environment


def _said(language: str, swedish: str, english: str, **values: Text | date | float | str) -> str:
    """Return words of a template in the language of its reader; `values` fill its blanks, as in `Text.fill`."""
    return Text(swedish, english).fill(**values).in_(language) if values else Text(swedish, english).in_(language)


def _day(language: str, day: date) -> Markup:
    """Return a day as its reader writes it, with the day itself for programs."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), long_date(day, language))


def _brief(language: str, day: date, today: date) -> Markup:
    """Return a day as briefly as a list has room for: "tor 15 jan", with its year where that is another."""
    return Markup('<time datetime="{}">{}</time>').format(day.isoformat(), brief_date(day, today, language))


def write(template: str, language: str, values: Mapping[str, Any]) -> str:
    """Render a page; `values` must hold `root`, the relative path from the page to the root of the application."""
    return _environment(language).get_template(template).render(values)


def preferred(languages: str) -> str:
    """Return the first of our languages that a browser asks for, Swedish if it asks for none."""
    asked = [part.partition(";")[0].strip().lower()[:2] for part in languages.split(",")]
    return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])

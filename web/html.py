"""Pages as HTML, in the reader's language."""

import hashlib
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined, select_autoescape

from models.catalogue import translations
from states.text import LANGUAGES

DOMAIN = "web"
FOLDER = Path(__file__).parent / "templates"
STYLES = (FOLDER / "style.css").read_text("utf-8")
STYLES_VERSION = hashlib.sha256(STYLES.encode()).hexdigest()[:12]


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
    }
    return environment


def write(template: str, language: str, values: Mapping[str, Any]) -> str:
    """Render a page; `values` must hold `root`, the relative path from the page to the root of the application."""
    return _environment(language).get_template(template).render(values)


def preferred(languages: str) -> str:
    """Return the first of our languages that a browser asks for, Swedish if it asks for none."""
    asked = [part.partition(";")[0].strip().lower()[:2] for part in languages.split(",")]
    return next((one for one in asked if one in LANGUAGES), LANGUAGES[0])

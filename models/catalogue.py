"""Translations of what users read. Message ids are English; the Swedish texts are in the catalogues under `locale`."""

import gettext
from functools import cache
from pathlib import Path

LOCALE = Path(__file__).parent / "locale"


@cache
def translations(domain: str, language: str) -> gettext.NullTranslations:
    """Return the catalogue of a domain ("mail", "cli") in "sv" or "en"; English needs none."""
    return gettext.translation(domain, LOCALE, languages=[language], fallback=language == "en")

"""The language of the pages, and how their words are looked up."""

from collections.abc import Callable

from models.catalogue import translations

DOMAIN = "web"

Say = Callable[[str], str]


def words(language: str) -> Say:
    """Return what translates into "sv" or "en"."""
    return translations(DOMAIN, language).gettext

"""A real browser that looks at what people are shown: Debian's Chromium, at the widths and in the colours they have."""

import shutil
from collections.abc import Collection, Iterator
from contextlib import contextmanager
from typing import Any

import pytest

PHONE, SMALL_PHONE, DESKTOP = 360, 320, 1280
LOOKS = [pytest.param(SMALL_PHONE, True, id="small and dark"), pytest.param(DESKTOP, False, id="wide and light")]
"""Widths and colours: what sticks out depends on the one, what can be read on the other."""
_FLAGS = ("--no-sandbox", "--disable-gpu", "--disable-background-networking", "--disable-component-update")
_TOO_WIDE = """
[...document.querySelectorAll("body *")]
    .filter(e => e.getBoundingClientRect().right > innerWidth + 1)
    .map(e => `${e.tagName} ${e.className}: ${e.textContent.trim().slice(0, 60)}`)
"""

needs_chromium = [
    pytest.mark.skipif(shutil.which("chromium") is None, reason="Debian's chromium is not installed"),
    pytest.mark.xdist_group("chromium"),
]


@contextmanager
def chromium() -> Iterator[Any]:
    """Yield a browser of its own, without a window; imported only here, for not everybody has it."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as player:
        browser = player.chromium.launch(executable_path=shutil.which("chromium"), args=_FLAGS)
        yield browser
        browser.close()


@contextmanager
def window(browser: Any, *, width: int = PHONE, dark: bool = False, scripts: bool = True) -> Iterator[Any]:
    """Yield an empty page that has a width and colours; without scripts it runs none of the page's own."""
    context = browser.new_context(
        viewport={"width": width, "height": 700},
        color_scheme="dark" if dark else "light",
        java_script_enabled=scripts,
        locale="sv-SE",
    )
    try:
        yield context.new_page()
    finally:
        context.close()


def flaws(page: Any, *, besides: Collection[str] = ()) -> list[str]:
    """Return what is wrong with a page that stands in a window: what sticks out, and what axe-core finds.

    `besides` names rules of axe-core that mean nothing there.
    """
    from axe_playwright_python.sync_playwright import Axe

    found = [
        f"{one['id']}: {node['html'][:120]} {node['failureSummary'].splitlines()[1].strip()}"
        for one in Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
        if one["id"] not in besides
        for node in one["nodes"]
    ]
    return [f"too wide: {told}" for told in page.evaluate(_TOO_WIDE)] + found

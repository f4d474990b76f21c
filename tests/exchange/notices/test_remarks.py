"""What a notice says that matters and changes no date by itself is said."""

import re
from typing import Any

import pytest

from exchange.notices.eforms import read_notice
from exchange.notices.mapping import sort_told
from exchange.notices.remarks import remarks_on
from tests.models.building import TODAY, notice_xml, winner


def said_of(**told: Any) -> str:
    return said_in(notice_xml("a", **told).encode())


def said_in(content: bytes) -> str:
    read = read_notice(content)
    _, left_out = sort_told(read, today=TODAY)
    return " ".join(one.sv for one in remarks_on(read, left_out))


@pytest.mark.parametrize(
    ("told", "word"),
    [
        ({"changes": "1-2026", "reason": "susp-review"}, "överprövning"),
        ({"changes": "1-2026", "reason": "cancel-intent"}, "avser att avbryta"),
        ({"changes": "1-2026", "reason": "cancel"}, "återkallad"),
        ({"deadline": "2026-01-15"}, "”annonsen publicerad” 2026-02-02 ligger efter ”sista anbudsdag” 2026-01-15"),
        ({"deadline": "1926-03-15"}, "inte inläst: sista anbudsdag 1926-03-15"),
        ({"dispatched": "2026-02-10"}, "”annonsen skickad” 2026-02-10 ligger efter ”annonsen publicerad” 2026-02-02"),
        (
            {
                "form": "result",
                "decided": "2026-01-26",
                "signed": "2026-01-12",
                "winners": [winner("LOT-0001", "Städ AB")],
            },
            "”tilldelningsbeslut” 2026-01-26 ligger efter ”avtal tecknat” 2026-01-12",
        ),
        ({"form": "planning", "planned": "2025-12-01"}, "ligger efter ”planerad annonsering” 2025-12-01"),
    ],
)
def test_what_matters_is_said(told: dict[str, Any], word: str):
    assert word in said_of(**told)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16", "ascii"])
@pytest.mark.parametrize(
    ("title", "is_told"),
    [("StÃ¤d pÃ¥ skolor", True), ("Städ – ”å” på Île-de-Â", False), ("Ramavtal â€“ mÃ¥leri", True)],
)
def test_text_that_was_decoded_twice_is_told_in_every_encoding(encoding, title, is_told):
    xml = re.sub("^<[?].*?[?]>", "", notice_xml("a", title=title))
    content = f'<?xml version="1.0" encoding="{encoding}"?>{xml}'.encode(encoding, "xmlcharrefreplace")

    told = said_in(content)

    assert ("fel teckenkodning" in told) is is_told


def test_a_notice_without_oddities_needs_no_remark():
    assert said_of(deadline="2026-03-13") == ""
    assert (
        said_of(form="result", decided="2026-01-12", signed="2026-01-26", winners=[winner("LOT-0001", "Städ AB")]) == ""
    )

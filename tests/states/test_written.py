import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from states import written
from states.written import decoded_twice, in_one_form, in_one_line, swedish_order


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("A\u0308ldrefo\u0308rvaltningen", "Äldreförvaltningen"),
        ("  Park  och\tnatur ", "Park och natur"),
        ("1\u00a0250\u202f000", "1 250 000"),
        ("Sta\u00addsbyggnad", "Stadsbyggnad"),
        ("Park\u200b och\ufeff natur", "Park och natur"),
        ("\u202aPark\u202c", "Park"),
        ("Park\x00 och\x1f natur", "Park och natur"),
        ("Park_x000D_\nNatur", "Park\nNatur"),
        ("Best_x00e4_llare", "Beställare"),
        ("_x005F_x000D_", ""),
        ("A\u20282\r\nB\vC", "A\n2\nB\nC"),
        ("Avtal \x96 del 1", "Avtal – del 1"),
        ("\ud83c\udf33 Park", "🌳 Park"),
        ("St\udce4d", "St\ufffdd"),
        ("½ m² och _x1_", "½ m² och _x1_"),
    ],
)
def test_text_has_one_form_however_it_came_in(written, meant):
    assert in_one_form(written) == meant


def test_a_name_is_one_line():
    assert in_one_line("Park\r\noch  natur") == "Park och natur"
    assert in_one_line("x \n" * 200) == " ".join("x" * 200)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("Ã„ldrefÃ¶rvaltningen", "Äldreförvaltningen"),
        ("StÃ\xa4d pÃ¥ skola", "Städ på skola"),
        ("Ã\x84ldre", "Äldre"),
        ("Ramavtal â€“ mÃ¥leri", "Ramavtal – måleri"),
        ("enligt 2 kap. 1 Â§", "enligt 2 kap. 1 §"),
        ("AÌˆldre", "Äldre"),
        ("ï»¿Referens", "Referens"),
        ("Ã\u0083Â¤", "ä"),
    ],
)
def test_text_that_was_decoded_twice_is_seen_and_read_as_it_was_meant(written, meant):
    assert decoded_twice(written)
    assert in_one_form(written) == meant


@pytest.mark.parametrize("written", ["Å–Ö", "RÅ”", "NÃO", "Â", "Städ på skola", "plain", "â", "Ä\xa0Ö"])
def test_signs_that_are_written_on_purpose_are_left_alone(written):
    assert not decoded_twice(written)
    assert in_one_line(written) == written.replace("\xa0", " ")


@given(st.text(alphabet=st.characters(codec=None, max_codepoint=0xFFFF) | st.sampled_from("_x00D5FÃ¤â€“\u0308\r\n ")))
def test_the_form_of_the_form_is_the_same_and_can_be_stored(text):
    once = in_one_form(text)

    assert in_one_form(once) == once
    assert unicodedata.is_normalized("NFC", once)
    assert once.encode("utf-8").decode("utf-8") == once
    assert not any(unicodedata.category(sign) in {"Cc", "Cs"} for sign in once if sign != "\n")


def test_lists_stand_as_in_swedish():
    names = ["Öckerö", "Zoo", "Ängar", "Ånäs", "Éva", "eva", "apa", "Æbler", "A\u030angbåt"]

    assert sorted(names, key=swedish_order) == [
        "apa", "eva", "Éva", "Zoo", "A\u030angbåt", "Ånäs", "Æbler", "Ängar", "Öckerö",
    ]  # fmt: skip


@given(st.text(alphabet=st.sampled_from("aåÅéÂÃÌâï§½–”€ _x\n\r\t\x85\xa0\xad\u0308\u0301\u200b\ufb01Ā中0")))
def test_text_that_is_plain_comes_out_as_the_long_way_would_have_it(text):
    with pytest.MonkeyPatch.context() as patched:
        short = written.in_one_form(text)
        patched.setattr(written, "_is_plain", lambda _: False)
        assert written.in_one_form(text) == short

import codecs

import pytest

from exchange.plans.encodings import NotText, decoded

PLAN = (
    "Referens;Verksamhet;Benämning;Planerad annonsering\r\n"
    "R1;Äldreförvaltningen;Måltider på äldreboenden, ”hemlagat” – Ö;2027-03-01\r\n"
    "R2;Å-gruppen;Städning i RÅGÅRDEN, 2 §;2027-04-01\r\n"
)
IN_DOS = PLAN.translate({ord(sign): other for sign, other in zip("”–", '"-', strict=True)})


@pytest.mark.parametrize(
    "encoding",
    ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-32-be", "utf-7", "cp1252"],
)
def test_a_plan_is_read_in_every_encoding_of_programs(encoding):
    assert decoded(PLAN.encode(encoding)) == PLAN


@pytest.mark.parametrize("mark", [codecs.BOM_UTF16_BE, codecs.BOM_UTF32_BE])
def test_a_byte_order_mark_tells_the_order_of_the_bytes(mark):
    encoding = "utf-16-be" if mark is codecs.BOM_UTF16_BE else "utf-32-be"
    assert decoded(mark + PLAN.encode(encoding)) == PLAN


@pytest.mark.parametrize("encoding", ["mac_roman", "cp850", "cp437", "cp865", "latin-1", "iso8859-15", "cp1252"])
def test_a_plan_is_read_as_old_programs_save_it(encoding):
    text = IN_DOS if encoding in {"cp850", "latin-1", "iso8859-15"} else IN_DOS.replace("§", "par")
    assert decoded(text.encode(encoding)) == text


@pytest.mark.parametrize("text", ["”Stad”", "del A–Ö", "Škoda, städ och måleri", "1 250 000 €", "it’s", "Müller & Søn"])
def test_the_signs_of_windows_are_no_letters_of_other_programs(text):
    assert decoded(text.encode("cp1252")) == text


def test_plain_letters_are_the_same_in_all_encodings():
    assert decoded(b"Referens;1+AB-2;C+D-") == "Referens;1+AB-2;C+D-"


@pytest.mark.parametrize(
    "data",
    [
        bytes(range(256)),
        codecs.BOM_UTF8 + b"\xff",
        codecs.BOM_UTF16_LE + b"a",
        b"a\0b\0\0",
        "Обеды для школ;Уборка".encode("cp1251"),
    ],
)
def test_bytes_that_are_no_text_are_refused_and_never_guessed(data):
    with pytest.raises(NotText):
        decoded(data)

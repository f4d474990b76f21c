"""What a person reads: the same facts in text and HTML, useful on a locked screen, safe whatever a title holds."""

import subprocess
import sys
from dataclasses import replace
from datetime import date
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from notifications.letters.letter_templates import FOLDER, Rendered, TemplateBroken, letter
from notifications.letters.render import LINES, Contact, Counted, Digest, Item, bare_address, render, values_of
from states.text import LANGUAGES, UnknownLanguage

TODAY = date(2026, 3, 31)
HELPER = Contact("Stina Exempelsson", "031-000 00 00", "stod@exempelstad.example")
REPORT = Item(
    reference="UH-2026-003",
    title="Lokalvård i skolor",
    heading="Rapportera vinnaren",
    deadline=date(2026, 4, 7),
    reasoning=("Tilldelningsbeslutet skickades torsdag 26 mars 2026.", "Avtalsspärren är tio dagar (LOU 20:1)."),
    action="Kontakta stödfunktionen",
    action_url="mailto:stod@exempelstad.example?subject=UH-2026-003",
    urgent=True,
    late=False,
)
STANDSTILL = replace(
    REPORT,
    reference="UH-2026-002",
    heading="Avtalsspärren gäller",
    until=True,
)
CONTACT = replace(
    REPORT,
    reference="UH-2026-001",
    title="Måltider",
    heading="Kontakta stödfunktionen",
    deadline=date(2026, 3, 25),
    urgent=False,
)
MISSED = replace(
    REPORT,
    reference="UH-2026-004",
    title="IT-drift",
    heading="Kontaktpunkt 1 uteblev",
    deadline=None,
    urgent=False,
)


def digest(*items: Item, **changed) -> Digest:
    known = {"name": "Anna Exempel", "language": "sv", "city": "Exempelstad", "day": TODAY}
    known |= {"contact": HELPER, "support": HELPER}
    return Digest(**(known | changed), items=items)


class Page(HTMLParser):
    """Reads a page as its lines of text, and collects what tests ask about."""

    BLOCKS = frozenset({"h1", "h2", "p", "li", "br", "ul", "div"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: dict[str, list[dict[str, str | None]]] = {}
        self._text, self._address = [""], None
        self._silent = False
        self.feed(html)
        self.lines = [" ".join(line.split()) for line in self._text if line.strip()]

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        self.attributes.setdefault(tag, []).append(dict(attrs))
        self._silent = tag in {"title", "style"}
        if tag in self.BLOCKS:
            self._text.append("- " if tag == "li" else "")
        if tag == "a" and dict(attrs)["class"] == "button":
            self._address = dict(attrs)["href"]

    def handle_endtag(self, tag):
        self._silent = False
        if tag == "a" and self._address is not None:
            self._text[-1] += f": {bare_address(self._address)}"
            self._address = None
        if tag in self.BLOCKS:
            self._text.append("")

    def handle_data(self, data):
        if not self._silent:
            self._text[-1] += data


def lines(rendered: Rendered) -> list[str]:
    return [line for line in rendered.text.split("\n") if line]


# --- the subject and the first line ----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("item", "subject"),
    [
        (REPORT, "UH-2026-003: rapportera vinnaren senast tisdag 7 april"),
        (
            STANDSTILL,
            "UH-2026-002: avtalsspärren gäller till och med tisdag 7 april – avtal får tecknas tidigast onsdag 8 april",
        ),
        (CONTACT, "UH-2026-001: försenat – kontakta stödfunktionen (sista dagen var onsdag 25 mars)"),
        (MISSED, "UH-2026-004: kontaktpunkt 1 uteblev"),
        (
            replace(REPORT, deadline=TODAY),
            "UH-2026-003: rapportera vinnaren senast i dag, tisdag 31 mars",
        ),
        (replace(MISSED, heading="IT-chefen avgör"), "UH-2026-004: IT-chefen avgör"),
    ],
)
def test_the_subject_says_which_case_what_to_do_and_by_when(item, subject):
    rendered = render(digest(item))
    assert rendered.subject == subject
    opening = subject.partition(": ")[2]
    assert lines(rendered)[0] == opening[0].upper() + opening[1:]


@pytest.mark.parametrize(
    ("item", "subject"),
    [
        (replace(REPORT, heading="Report the winner"), "UH-2026-003: report the winner by Tuesday 7 April"),
        (
            replace(STANDSTILL, reference="UH-2", heading="The standstill lasts"),
            "UH-2: the standstill lasts to the end of Tuesday 7 April – sign on Wednesday 8 April at the earliest",
        ),
        (
            replace(CONTACT, heading="Contact the support function"),
            "UH-2026-001: overdue – contact the support function (the last day was Wednesday 25 March)",
        ),
        (
            replace(REPORT, heading="Report the winner", deadline=TODAY),
            "UH-2026-003: report the winner by today, Tuesday 31 March",
        ),
    ],
)
def test_the_subject_is_in_english_for_who_reads_english(item, subject):
    assert render(digest(item, language="en")).subject == subject


def test_the_subject_of_several_names_the_first_and_counts_the_rest():
    rendered = render(digest(CONTACT, REPORT, MISSED))
    assert rendered.subject == "UH-2026-003: rapportera vinnaren senast tisdag 7 april (och 2 uppgifter till)"
    assert lines(rendered)[0] == "Rapportera vinnaren senast tisdag 7 april (och 2 uppgifter till)"


def test_urgent_matters_come_first_then_the_earliest_deadline_then_the_reference():
    soon = replace(REPORT, reference="UH-2026-009", deadline=date(2026, 4, 1))
    items = (MISSED, CONTACT, REPORT, STANDSTILL, soon)
    shown = [line.split()[0] for line in lines(render(digest(*items))) if line.startswith("UH-")]
    assert shown == ["UH-2026-009", "UH-2026-002", "UH-2026-003", "UH-2026-001", "UH-2026-004"]


def test_line_breaks_in_what_comes_from_outside_do_not_break_a_line():
    odd = replace(REPORT, reference="UH\r\n-1", title="Lokal\nvård", heading="Rapportera\r\nBcc: bo@example.se")
    rendered = render(digest(odd))
    assert rendered.subject == "UH -1: rapportera Bcc: bo@example.se senast tisdag 7 april"
    assert "UH -1 Lokal vård" in lines(rendered)


# --- the letter ------------------------------------------------------------------------------------------------------


def test_a_letter_reads_like_this():
    assert render(digest(REPORT)).text == (
        "Rapportera vinnaren senast tisdag 7 april\n"
        "\n"
        "Hej Anna Exempel!\n"
        "\n"
        "UH-2026-003 Lokalvård i skolor\n"
        "Brådskande\n"
        "Rapportera vinnaren\n"
        "Sista dag: tisdag 7 april 2026\n"
        "Bakgrund:\n"
        "- Tilldelningsbeslutet skickades torsdag 26 mars 2026.\n"
        "- Avtalsspärren är tio dagar (LOU 20:1).\n"
        "Kontakta stödfunktionen: stod@exempelstad.example\n"
        "\n"
        "Har du frågor? Kontakta Stina Exempelsson\n"
        "Telefon: 031-000 00 00\n"
        "E-post: stod@exempelstad.example\n"
        "\n"
        "Med vänlig hälsning\n"
        "Stödfunktionen för social hänsyn i upphandling\n"
        "Exempelstad\n"
        "Stödfunktionen: 031-000 00 00, stod@exempelstad.example\n"
    )


@pytest.mark.parametrize(
    ("address", "read"),
    [
        ("mailto:stod@exempelstad.example?subject=UH-2026-003", "stod@exempelstad.example"),
        ("mailto:stod@exempelstad.example", "stod@exempelstad.example"),
        ("https://exempelstad.example/l/1?done=2", "https://exempelstad.example/l/1?done=2"),
        ("E-post:", "E-post:"),
    ],
)
def test_an_address_to_write_to_is_read_bare_and_one_to_open_as_it_is(address, read):
    assert bare_address(address) == read


def test_in_html_the_button_writes_a_mail_about_the_case():
    page = Page(render(digest(REPORT)).html)
    assert REPORT.action_url in [link["href"] for link in page.attributes["a"] if link["class"] == "button"]


DIGESTS = {
    "one matter": digest(REPORT),
    "several matters": digest(REPORT, STANDSTILL, CONTACT, MISSED),
    "a reminder that comes late": digest(replace(REPORT, late=True), replace(CONTACT, late=True)),
    "nothing but names": digest(replace(MISSED, reasoning=()), contact=replace(HELPER, phone="")),
    "marks that HTML gives a meaning": digest(
        replace(REPORT, title='<b>"R&D"</b> & \'drift\' <script>alert("x")</script>', heading="Gör & svara <nu>"),
        name="Anna <Exempel>",
        city="Exempel & stad",
    ),
    "a title as long as a notice may hold": digest(replace(REPORT, title="Ombyggnad " * 40)),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", DIGESTS)
def test_text_and_html_say_the_same_in_the_same_order(name, language):
    rendered = render(replace(DIGESTS[name], language=language))
    assert Page(rendered.html).lines == lines(rendered)


words = st.text(st.characters(exclude_categories=["Cs", "Cc"]), min_size=1, max_size=60).filter(str.strip)


@given(title=words, heading=words, sentence=words, name=words)
def test_text_and_html_say_the_same_whatever_the_names_are(title, heading, sentence, name):
    item = replace(REPORT, title=title, heading=heading, reasoning=(sentence,))
    rendered = render(digest(item, name=name))
    assert Page(rendered.html).lines == [" ".join(line.split()) for line in lines(rendered)]
    assert len(rendered.subject.splitlines()) == 1


def test_each_matter_has_exactly_one_action():
    page = Page(render(digest(REPORT, STANDSTILL, CONTACT, MISSED)).html)
    actions = [link["href"] for link in page.attributes["a"] if link["class"] == "button"]
    assert len(actions) == 4


def test_the_one_to_call_can_be_called_and_written_to_by_a_touch():
    page = Page(render(digest(REPORT)).html)
    contacts = [link["href"] for link in page.attributes["a"] if link["class"] == "link"]
    assert contacts == ["tel:0310000000", "mailto:stod@exempelstad.example"]


@pytest.mark.parametrize(
    ("deadline", "said"),
    [
        (date(2026, 4, 1), "Sista dag: onsdag 1 april 2026"),
        (TODAY, "Sista dag: tisdag 31 mars 2026"),
        (date(2026, 3, 30), "Försenat, sista dagen var måndag 30 mars 2026"),
    ],
)
def test_a_matter_is_overdue_from_the_day_after_its_last(deadline, said):
    assert said in lines(render(digest(replace(REPORT, deadline=deadline))))


def test_a_reminder_that_comes_late_says_so_and_does_not_call_the_matter_overdue():
    said = lines(render(digest(replace(REPORT, late=True))))
    assert "Det här skulle ha skickats tidigare." in said
    assert "Sista dag: tisdag 7 april 2026" in said


def test_a_telephone_number_that_is_not_known_is_not_mentioned():
    rendered = render(digest(REPORT, contact=replace(HELPER, phone="")))
    assert "Telefon" not in rendered.text
    assert "tel:" not in rendered.html


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_page_suits_a_screen_reader_a_narrow_screen_and_the_dark(language):
    page = Page(render(digest(REPORT, CONTACT, language=language)).html)
    assert page.attributes["html"] == [{"lang": language}]
    assert (page.tags.count("h1"), page.tags.count("h2")) == (1, 2)
    assert not {"img", "table", "script", "link"} & set(page.tags)
    metas = {meta.get("name"): meta.get("content") for meta in page.attributes["meta"]}
    assert metas["color-scheme"] == "light dark"
    assert metas["viewport"] == "width=device-width, initial-scale=1"


def test_a_swedish_letter_holds_no_english_and_the_other_way_round():
    swedish = render(digest(REPORT, CONTACT))
    english = render(digest(REPORT, CONTACT, language="en"))
    said = set(lines(swedish)) & set(lines(english))
    given_to_us = {REPORT.heading, CONTACT.heading, *REPORT.reasoning, HELPER.name, "Exempelstad"}
    assert not {line for line in said if not any(text in line for text in given_to_us | {"UH-2026"})}


# --- the template ----------------------------------------------------------------------------------------------------


def test_the_message_names_its_template_and_version():
    rendered = render(digest(REPORT))
    assert rendered.template == "daily"
    assert len(rendered.version) == 12
    assert rendered.version == render(digest(CONTACT)).version


def test_a_changed_word_in_a_template_is_a_new_version(tmp_path):
    before = render(digest(REPORT))
    own = (FOLDER / "daily.txt").read_text("utf-8").replace('_("Hello")', '"Tjena"')
    (tmp_path / "daily.txt").write_text(own, "utf-8")
    changed = render(digest(REPORT), tmp_path)
    assert changed.version != before.version
    assert "Tjena Anna Exempel!" in changed.text
    assert changed.html == before.html


@pytest.mark.parametrize("missing", ["opening", "name", "items", "contact", "city"])
def test_a_missing_value_is_an_error_and_not_a_gap(missing):
    ready = letter("daily", "sv")
    values = values_of(digest(REPORT), ready.say)
    values.pop(missing)
    with pytest.raises(TemplateBroken, match=missing):
        ready.write(values)


def test_a_language_without_texts_is_refused():
    with pytest.raises(UnknownLanguage):
        render(digest(REPORT, language="de"))


def test_a_letter_about_nothing_is_refused():
    with pytest.raises(ValueError, match="without items"):
        render(digest())


def test_importing_the_module_does_not_load_the_template_engine():
    code = "import sys, notifications.letters.render; print('jinja2' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "False\n"


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("sv", "Kontakta stödfunktionen för social hänsyn i upphandling"),
        ("en", "Contact the support function for social consideration in procurement"),
    ],
)
def test_a_contact_without_a_name_is_the_support_function_by_what_it_is_called(language, said):
    nobody = replace(HELPER, name=" ")
    mail = render(digest(CONTACT, contact=nobody, language=language))
    for form in (mail.text, mail.html):
        assert said in " ".join(form.split())


def test_a_matter_shows_so_many_lines_of_background_and_counts_the_others():
    told = render(digest(replace(REPORT, reasoning=tuple(f"Rad {number}." for number in range(LINES + 7)))))
    assert f"Rad {LINES - 1}." in told.text
    assert f"Rad {LINES}." not in told.text
    assert "… och 7 rader till" in told.text


def test_what_is_only_counted_counts_in_the_subject_and_tells_what_is_urgent():
    counted = (Counted("Kontaktpunkt 1", 200, "försenade: 12"), Counted("Vad andra har registrerat", 3, news=True))
    told = render(digest(REPORT, beyond=counted, where="De kommer senare."))
    assert "(och 200 uppgifter till)" in told.subject
    for shown in (told.text, told.html):
        assert "203" in shown
        assert "försenade: 12" in shown
        assert "De kommer senare." in shown

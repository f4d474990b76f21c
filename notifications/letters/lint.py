"""Faults of a template, found by rendering samples: facts missing, repeated, or in one of its two files only."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

from notifications.letters.letter_templates import (
    LetterTemplate,
    Rendered,
    TemplateBroken,
    letter,
    sources,
    unknown_names,
)
from notifications.letters.render import bare_address
from notifications.letters.samples import SAMPLES, Sample
from states.text import LANGUAGES, Text, verbatim

_OF_CANDIDATES = re.compile(
    r"\b(?:personnummer|samordningsnummer|diagnos\w*|funktionsneds\w+|funktionshin\w+|etnisk\w*|hälsotillstånd\w*"
    r"|identity number|disabilit\w+|ethnic\w*|candidate_name|kandidatens namn)\b|\b\d{6,8}[-+]\d{4}\b",
    re.IGNORECASE,
)


def all_problems(folder: Path | None = None) -> Iterator[tuple[str, Text]]:
    """Yield what is wrong with any template or with a file in the city's folder, behind the name of either."""
    for name in SAMPLES:
        yield from ((name, problem) for problem in problems(name, folder))
    files = folder.iterdir() if folder is not None and folder.is_dir() else ()
    for path in sorted(files):
        if path.suffix in {".txt", ".html"} and path.stem not in SAMPLES:
            yield path.name, _STRANGER


_STRANGER = Text(
    "ingen mall heter så, och filen används inte. Mallarna är {templates}.",
    "no template is called so, and the file is not used. The templates are {templates}.",
).fill(templates=", ".join(SAMPLES))


def problems(name: str, folder: Path | None = None) -> Iterator[Text]:
    """Yield what is wrong with one template, a city's own if its folder holds one; each thing once."""
    found: dict[Text, None] = {}
    for language in LANGUAGES:
        found |= dict.fromkeys(_problems_in(name, language, folder))
    yield from found


def _problems_in(name: str, language: str, folder: Path | None) -> Iterator[Text]:
    try:
        ready = letter(name, language, folder)
    except TemplateBroken as broken:
        yield broken.text
        return
    samples = SAMPLES[name](language, ready.say)
    for file, source in sources(name, folder):
        for word in sorted(unknown_names(source, known=samples[0].values)):
            yield _NO_SUCH_WORD.fill(file=file, word=word)
        about = _OF_CANDIDATES.search(source)
        if about is not None:
            yield _OF_A_CANDIDATE.fill(file=file, word=about[0])
    for sample in samples:
        yield from _tried(ready, sample, language)


_NO_SUCH_WORD = Text("{file}: {word} finns inte.", "{file}: there is no {word}.")
_OF_A_CANDIDATE = Text(
    "{file}: ”{word}” hör till enskilda kandidater och får inte stå i mejl.",
    "{file}: “{word}” belongs to individual candidates and may not stand in mail.",
)


def _tried(ready: LetterTemplate, sample: Sample, language: str) -> Iterator[Text]:
    try:
        mail = ready.write(sample.values)
    except TemplateBroken as broken:
        yield broken.text
        return
    if not mail.subject.strip() or not mail.subject.isprintable():
        yield _in(language, _NO_SUBJECT)
    page = HtmlReader(mail.html)
    yield from _missing(mail, page, sample, language)
    yield from _actions(mail, page, sample, language)
    plain, shown = (list(map(_as_read, lines)) for lines in (filter(str.strip, mail.text.splitlines()), page.lines))
    differing = next((pair for pair in zip(plain, shown, strict=False) if pair[0] != pair[1]), None)
    if differing is not None or len(plain) != len(shown):
        one, other = differing or ("", "")
        yield _in(language, _FORMS_DIFFER.fill(one=one, other=other))
    if page.language != language:
        yield _in(language, _NO_LANGUAGE)


def _as_read(line: str) -> str:
    """Return a line by which text and HTML are compared, whichever of the two ways an address is written in."""
    return " ".join(map(bare_address, line.split()))


def _missing(mail: Rendered, page: "HtmlReader", sample: Sample, language: str) -> Iterator[Text]:
    shown = "\n".join(page.lines)
    for fact, kind in sample.facts.items():
        for told, where in ((mail.text, ".txt"), (shown, ".html")):
            if fact not in told:
                yield _in(language, _MISSING.fill(kind=kind, where=where))


def _actions(mail: Rendered, page: "HtmlReader", sample: Sample, language: str) -> Iterator[Text]:
    contact = {f"mailto:{sample.contact.email}"} if sample.contact else set()
    others = [link for link in page.links if not link.startswith("tel:") and link not in contact]
    told = (mail.text.count(bare_address(action)) for action in sample.actions)
    once = all(count == 1 for count in (*told, *map(others.count, sample.actions)))
    if not once or len(others) != len(sample.actions):
        yield _in(language, _NOT_ONE_LINK)


def _in(language: str, problem: Text) -> Text:
    return _IN_LANGUAGE.fill(language=language, problem=problem)


_NO_SUBJECT = Text("ämnet är tomt eller inte en enda rad", "the subject is empty or not a single line")
_FORMS_DIFFER = Text(
    "text och HTML säger inte samma sak: ”{one}”, ”{other}”",
    "text and HTML do not say the same: “{one}”, “{other}”",
)
_NO_LANGUAGE = Text("sidan anger inte sitt språk (lang)", "the page does not name its language (lang)")
_MISSING = Text("{kind} saknas i {where}", "{kind} is missing in {where}")
_NOT_ONE_LINK = Text(
    "varje sak ska ha exakt en länk att handla med, lika i text och HTML",
    "each matter has to have exactly one link to act by, the same in text and HTML",
)
_IN_LANGUAGE = verbatim("({language}) {problem}.")


class HtmlReader(HTMLParser):
    """Reads a page as the lines that a reader sees, with its links; cells of one row stand on one line."""

    _BLOCKS = frozenset({"h1", "h2", "h3", "p", "li", "br", "ul", "ol", "div", "tr", "table", "thead", "tbody"})
    _CELLS = frozenset({"td", "th"})

    def __init__(self, html: str) -> None:
        super().__init__()
        self.language: str | None = None
        self.links: list[str] = []
        self._texts, self._action = [""], ""
        self._silent = self._in_row = False
        self.feed(html)
        self.lines = [" ".join(line.split()) for line in self._texts if line.strip()]

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        self._silent = tag in {"title", "style"}
        if tag == "html":
            self.language = given.get("lang")
        elif tag == "a":
            self.links.append(given.get("href") or "")
            # A button's text version tells its address; that of a contact is the text itself.
            self._action = self.links[-1] if "button" in (given.get("class") or "") else ""
        elif tag in self._CELLS:
            self._texts[-1] += " · " if self._in_row else ""
            self._in_row = True
        if tag in self._BLOCKS:
            self._in_row = False
            self._texts.append("- " if tag == "li" else "")

    def handle_endtag(self, tag: str) -> None:
        self._silent = False
        if tag == "a" and self._action:
            self._texts[-1] += f": {self._action}"
            self._action = ""
        if tag in self._BLOCKS:
            self._texts.append("")

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self._texts[-1] += data

"""The library of clauses: our examples, and the city's own files before them.

A file is one clause. It holds its text in both languages, or `extends` another and only says what the work is in one
trade. Which keys there are is told in `docs/clauses.md`.
"""

import hashlib
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from states.law.applicability import FORM_LABELS, RequirementForm
from states.records.clauses import TRADES, ClauseWording, wording
from states.records.obligations import Measure
from states.refusal import Refusal
from states.text import LANGUAGES, Text, joined, verbatim

FOLDER = Path(__file__).parent / "texts"
WORK = "{work}"
"""Where a text has the paragraph on the work, which differs from trade to trade."""
INTRODUCTION = ""
"""The form of the text that stands before all others."""
SEAL_CHARACTERS = 12
TEXT_KEYS = frozenset({"wording", "work", "idea"})
KEYS = frozenset(
    {"id", "version", "form", "trade", "extends", "measures", "approved_by", "valid_from", "seal", "guidance"}
    | TEXT_KEYS
)
CLAUSE_LABELS: Mapping[str, Text] = {INTRODUCTION: Text("inledning", "introduction")} | {
    str(form): label for form, label in FORM_LABELS.items()
}


class ClauseBroken(Refusal):
    """A file of a clause that cannot be used; `text` says which and why."""

    def __init__(self, file: str, cause: Text) -> None:
        super().__init__(_BROKEN.fill(file=file, cause=cause))
        self.cause = cause


class NoClause(Refusal):
    """There is no clause for a form, or none of a name."""


@dataclass(frozen=True, slots=True)
class Guidance:
    """What to think of where a form is used, with where it is known from."""

    text: Text
    source: str


@dataclass(frozen=True, slots=True)
class Clause:
    """One clause in one version; `form` is "" for the introduction, `trade` "" where it is for all."""

    id: str
    version: int
    form: str
    trade: str
    measures: tuple[Measure, ...]
    approved_by: str
    valid_from: date | None
    seal: str
    idea: Text
    wordings: Mapping[str, ClauseWording]
    guidance: tuple[Guidance, ...]
    digest: str
    """What tells its words from any others."""
    own: bool
    """It is the city's, not ours."""

    def remark(self, today: date) -> Text | None:
        """Return what has to stand above the text: that nobody has approved it, or not for this day."""
        if not self.approved_by:
            return EXAMPLE
        if self.valid_from is not None and today < self.valid_from:
            return _NOT_YET.fill(day=self.valid_from, by=self.approved_by)
        return None

    @property
    def approval(self) -> str:
        """The seal that fits what was approved: words, number of the version, by whom and from when."""
        return _hash([self.id, str(self.version), self.approved_by, str(self.valid_from or ""), self.digest])


EXAMPLE = Text("Exempeltext, inte godkänd av jurist.", "Example text, not approved by a lawyer.")
_NOT_YET = Text(
    "Texten är godkänd av {by} men gäller först från {day:plain}.",
    "The text is approved by {by} but holds only from {day:plain}.",
)


@dataclass(frozen=True, slots=True)
class ClauseFile:
    """What stands in a file, before it is known to make a clause."""

    path: Path
    own: bool
    keys: Mapping[str, Any]


def files(folder: Path | None) -> Iterator[Path]:
    """Yield the files of all clauses, the city's own in place of ours of the same name."""
    own = {path.name: path for path in folder.glob("*.toml")} if folder is not None and folder.is_dir() else {}
    ours = {path.name: path for path in FOLDER.glob("*.toml")}
    yield from (path for _, path in sorted({**ours, **own}.items()))


def read_file(path: Path) -> ClauseFile:
    """Return what stands in a file; raise ClauseBroken where it is no TOML."""
    try:
        keys = tomllib.loads(path.read_text("utf-8"))
    except (OSError, UnicodeError, tomllib.TOMLDecodeError) as error:
        raise ClauseBroken(path.name, verbatim(str(error) or type(error).__name__)) from error
    return ClauseFile(path, path.parent != FOLDER, keys)


@cache
def _ours() -> tuple[Clause, ...]:
    return _read_all(None)


def library(folder: Path | None = None) -> tuple[Clause, ...]:
    """Return all clauses; raise ClauseBroken for the first file that cannot be used."""
    # A city's files may change while the program runs; ours come with it.
    return _ours() if folder is None else _read_all(folder)


def _read_all(folder: Path | None) -> tuple[Clause, ...]:
    found = {path.stem: read_file(path) for path in files(folder)}
    return tuple(clause_of(one, found) for one in found.values())


def clause_of(file: ClauseFile, among: Mapping[str, ClauseFile]) -> Clause:
    """Return the clause of a file; `among` are those that it may extend. Raises ClauseBroken."""
    wrong = next(shape_faults(file, among), None)
    if wrong is not None:
        raise ClauseBroken(file.path.name, wrong)
    keys = file.keys
    base = among[keys["extends"]].keys if "extends" in keys else keys
    told = {language: _resolved(base, keys, language) for language in LANGUAGES}
    valid = keys.get("valid_from", "")
    return Clause(
        id=keys["id"],
        version=keys["version"],
        form=base.get("form", ""),
        trade=keys.get("trade", ""),
        measures=tuple(Measure(one) for one in base.get("measures", ())),
        approved_by=keys.get("approved_by", ""),
        valid_from=date.fromisoformat(valid) if valid else None,
        seal=keys.get("seal", ""),
        idea=Text(**(keys.get("idea") or base["idea"])),
        wordings={language: wording(source, language) for language, source in told.items()},
        guidance=tuple(Guidance(Text(one["sv"], one["en"]), one["source"]) for one in base.get("guidance", ())),
        digest=_hash(told.values()),
        own=file.own,
    )


def _resolved(base: Mapping[str, Any], keys: Mapping[str, Any], language: str) -> str:
    work = (keys.get("work") or base.get("work") or {}).get(language, "")
    return str(base["wording"][language]).replace(WORK, work)


def _hash(parts: Iterable[str]) -> str:
    told = "".join(f"|{len(part)}:{part}" for part in parts)
    return hashlib.sha256(told.encode()).hexdigest()[:SEAL_CHARACTERS]


# --- what a file must be before it can be read -----------------------------------------------------------------------


def shape_faults(file: ClauseFile, among: Mapping[str, ClauseFile]) -> Iterator[Text]:
    """Yield what keeps a file from being a clause."""
    keys = file.keys
    yield from (_NO_SUCH_KEY.fill(key=key) for key in sorted(keys.keys() - KEYS))
    if keys.get("id") != file.path.stem:
        yield _ID.fill(id=file.path.stem)
    if type(keys.get("version")) is not int or keys["version"] < 1:
        yield _VERSION
    for key in ("form", "trade", "extends", "approved_by", "valid_from", "seal"):
        if not isinstance(keys.get(key, ""), str):
            yield _NO_TEXT.fill(key=key)
            return
    yield from _whole_faults(keys) if "extends" not in keys else _variant_faults(keys, among)
    if keys.get("trade", "") not in {"", *TRADES}:
        yield _NO_SUCH.fill(key="trade", word=keys["trade"], known=joined(map(verbatim, TRADES)))
    yield from (
        _BOTH_LANGUAGES.fill(key=key) for key in sorted(TEXT_KEYS & keys.keys()) if not _in_both_languages(keys[key])
    )
    try:
        date.fromisoformat(keys.get("valid_from") or "2026-01-01")
    except ValueError:
        yield _NO_DAY


def _whole_faults(keys: Mapping[str, Any]) -> Iterator[Text]:
    if keys.get("form") not in {INTRODUCTION, *RequirementForm}:
        yield _NO_SUCH.fill(key="form", word=str(keys.get("form")), known=joined(map(verbatim, RequirementForm)))
    yield from (_MISSING_KEY.fill(key=key) for key in ("wording", "idea") if key not in keys)
    measures = keys.get("measures", [])
    if not isinstance(measures, list) or any(one not in set(Measure) for one in measures):
        yield _NO_SUCH.fill(key="measures", word=str(measures), known=joined(map(verbatim, Measure)))
    if Measure.DIALOGUE in measures and len(measures) > 1:
        yield _DIALOGUE_ALONE
    guidance = keys.get("guidance", [])
    whole = isinstance(guidance, list) and all(
        isinstance(one, dict) and one.keys() == {"sv", "en", "source"} and all(map(_is_words, one.values()))
        for one in guidance
    )
    if not whole:
        yield _GUIDANCE


def _variant_faults(keys: Mapping[str, Any], among: Mapping[str, ClauseFile]) -> Iterator[Text]:
    base = among.get(keys["extends"])
    if base is None or "extends" in base.keys or next(shape_faults(base, among), None) is not None:
        yield _NO_BASE.fill(base=keys["extends"])
    yield from (_OF_THE_BASE.fill(key=key) for key in ("form", "measures", "wording", "guidance") if key in keys)
    if "work" not in keys:
        yield _MISSING_KEY.fill(key="work")
    if not keys.get("trade"):
        yield _MISSING_KEY.fill(key="trade")


def _in_both_languages(told: Any) -> bool:
    return isinstance(told, dict) and told.keys() == set(LANGUAGES) and all(map(_is_words, told.values()))


def _is_words(told: Any) -> bool:
    return isinstance(told, str) and bool(told.strip())


_BROKEN = Text("Klausulen {file} går inte att använda: {cause}", "The clause {file} cannot be used: {cause}")
_NO_SUCH_KEY = Text("{key} betyder ingenting här", "{key} means nothing here")
_MISSING_KEY = Text("{key} saknas", "{key} is missing")
_ID = Text("id ska vara som filens namn: {id}", "id has to be like the name of the file: {id}")
_VERSION = Text("version ska vara ett heltal, 1 eller mer", "version has to be a whole number, 1 or more")
_NO_TEXT = Text("{key} ska vara en text", "{key} has to be a text")
_NO_SUCH = Text("{key} kan inte vara ”{word}”; det finns: {known}", "{key} cannot be “{word}”; there are: {known}")
_BOTH_LANGUAGES = Text(
    "{key} ska ha text på båda språken, sv och en", "{key} has to have words in both languages, sv and en"
)
_NO_DAY = Text("valid_from ska vara en dag som 2027-01-01", "valid_from has to be a day such as 2027-01-01")
_DIALOGUE_ALONE = Text("dialogue kan inte stå med andra mått", "dialogue cannot stand with other measures")
_GUIDANCE = Text(
    "guidance ska ha sv, en och source, alla med text", "guidance has to have sv, en and source, all with words"
)
_NO_BASE = Text("{base}, som filen utgår från, går inte att använda", "{base}, which the file extends, cannot be used")
_OF_THE_BASE = Text(
    "{key} tas från den text som filen utgår från", "{key} is taken from the text that the file extends"
)


# --- finding ---------------------------------------------------------------------------------------------------------


def clause_named(name: str, among: Iterable[Clause]) -> Clause:
    """Return a clause by its id; raise NoClause."""
    found = next((one for one in among if one.id == name), None)
    if found is None:
        raise NoClause(_NOT_NAMED.fill(name=name))
    return found


def clause_for(form: str, trade: str, among: Iterable[Clause]) -> Clause:
    """Return the clause of a form for a trade, that for all trades where the trade has none; raise NoClause.

    The city's own comes before ours.
    """
    fitting = [one for one in among if one.form == form and one.trade in {trade, ""}]
    if not fitting:
        raise NoClause(_NO_CLAUSE.fill(form=CLAUSE_LABELS[form]))
    return max(fitting, key=lambda one: (one.trade == trade, one.own))


_NOT_NAMED = Text("Det finns ingen klausul {name}.", "There is no clause {name}.")
_NO_CLAUSE = Text("Det finns ingen klausul för {form}.", "There is no clause for {form}.")

"""Texts below the faces name no option, no command and no internal name; what has a text is a refusal."""

import ast
import importlib
import inspect
import pkgutil
import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

import cli
import exchange
import flows
import models
import notifications
import states
import web
from states.refusal import Refusal

ROOT = Path(__file__).parents[1]
FOLDERS = ("states", "models", "matters", "exchange", "notifications", "desk")
TYPED = re.compile(r"(?<![\w-])--[a-z][\w-]*|\btrespann\b|\b[a-z]+(?:_[a-z0-9]+)+\b")
KEYS_OF_FILES = {
    ("desk/clauses/library.py", "valid_from"),  # keys of a clause
    ("desk/clauses/lint.py", "approved_by"),
    ("desk/clauses/lint.py", "valid_from"),
    ("exchange/directory_file.py", "away_from"),  # a key of city.toml
    ("matters/ladder_file.py", "follow_up_months"),  # a key of ladder.toml
}


def sentences(tree: ast.AST) -> Iterator[str]:
    """Yield what stands in each `Text(...)`, what is made in functions included, without what is filled in."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text":
            for wording in node.args:
                yield "".join(_written(wording))


def _written(node: ast.expr) -> Iterator[str]:
    match node:
        case ast.Constant(value=str(words)):
            yield re.sub(r"\{\w+(:\w+)?\}", "…", words)
        case ast.JoinedStr(values=parts):
            for part in parts:
                yield from _written(part)
        case ast.FormattedValue(value=value):
            yield "…"
            yield from (words for inner in ast.walk(value) if inner is not value for words in _chosen(inner))
        case ast.BinOp(left=left, right=right):
            yield from _written(left)
            yield from _written(right)
        case ast.IfExp(body=body, orelse=other):
            yield from _written(body)
            yield " "
            yield from _written(other)


def _chosen(node: ast.AST) -> Iterator[str]:
    """Yield the words that a gap chooses between: f"{'a' if b else 'c'}"."""
    if isinstance(node, ast.IfExp):
        yield from _written(node)


def typed_in(source: str) -> set[str]:
    return {found for sentence in sentences(ast.parse(source)) for found in TYPED.findall(sentence)}


def files(folders: Sequence[str] = FOLDERS) -> list[str]:
    return sorted(
        path.relative_to(ROOT).as_posix()
        for folder in folders
        for path in (ROOT / folder).rglob("*.py")
        if "migrations" not in path.parts
    )


def test_no_text_names_an_option_a_command_or_an_internal_name():
    found = {(path, word) for path in files() for word in typed_in((ROOT / path).read_text("utf-8"))}
    assert found == KEYS_OF_FILES


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('Text("Ange skälet med --reason.", "Give it.")', {"--reason"}),
        ('Text("Kör ”trespann init”.", "Do it.")', {"trespann"}),
        ('def f(n):\n    return Text(f"Post {n}: record_this.", f"Entry {n}.")', {"record_this"}),
        ('_A = Text("Platsen {position} är tagen: hire_planned.", "…").fill(position="1")', {"hire_planned"}),
        ("Text(\"Är {on}\", f\"{'--on' if a.b else 'x'}\")", set()),
        ("Text(\"Är {on}\", f\"{('--on' if b else 'x')!s}\")", set()),
        ('Text("Välj --" + "port", "…")', {"--port"}),
        ('Text("Datumet {first_day} – {last_day:plain} räknas, 2010-07-15.", "A well-known e-mail -- or not.")', set()),
        ('label("record --withdraw")', set()),
    ],
)
def test_what_is_typed_is_found(source, found):
    assert typed_in(source) == found


# --- templates -------------------------------------------------------------------------------------------------------


WITH_TEXTS = (*FOLDERS, "flows", "web")


def filled_by_hand(source: str) -> list[int]:
    """Return the line of each wording in a `Text(...)` that an f-string writes."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "Text"
        for wording in (*node.args, *(keyword.value for keyword in node.keywords))
        if any(isinstance(inner, ast.JoinedStr) for inner in ast.walk(wording))
    ]


def test_every_sentence_with_gaps_is_a_template_that_fill_fills():
    found = {path: lines for path in files(WITH_TEXTS) if (lines := filled_by_hand((ROOT / path).read_text("utf-8")))}
    assert found == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('def f(n):\n    return Text(f"Post {n}.", "…")', [2]),
        ('Text("…", "Entry " + f"{n}.")', [1]),
        ('Text(sv="…", en=f"Entry {n}.")', [1]),
        ('_A = Text("Post {n}.", "Entry {n}.").fill(n=f"{a}.{b}")', []),
        ('verbatim(f"{a}: {b}")', []),
    ],
)
def test_a_sentence_filled_by_hand_is_found(source, found):
    assert filled_by_hand(source) == found


# --- errors ----------------------------------------------------------------------------------------------------------


def exceptions() -> dict[str, type[BaseException]]:
    """Return every exception class of the project by its full name."""
    found = {}
    for package in (states, models, exchange, notifications, flows, web, cli):
        for module in pkgutil.walk_packages(package.__path__, f"{package.__name__}."):
            if module.name.startswith("models.migrations") or module.name.endswith("__main__"):
                continue
            for name, value in vars(importlib.import_module(module.name)).items():
                if inspect.isclass(value) and issubclass(value, BaseException) and value.__module__ == module.name:
                    found[f"{module.name}.{name}"] = value
    return found


def _has_text(kind: type[BaseException]) -> bool:
    return hasattr(kind, "text") or "self.text =" in inspect.getsource(kind)


def test_every_error_with_words_for_people_is_a_refusal():
    known = exceptions()
    assert len([kind for kind in known.values() if issubclass(kind, Refusal)]) > 20
    assert [name for name, kind in known.items() if _has_text(kind) and not issubclass(kind, Refusal)] == []


def errors_unnamed(source: str, known: set[str]) -> list[str]:
    """Return public functions that raise an error of the project which their docstring does not name."""
    return [
        f"{node.name}: {error}"
        for node in _public(ast.parse(source))
        for error in sorted(_raised(node) & known)
        if error not in (ast.get_docstring(node) or "")
    ]


def _public(tree: ast.AST) -> Iterator[ast.FunctionDef]:
    """Yield the public functions of a module, and the public methods of its public classes."""
    for node in ast.iter_child_nodes(tree):
        if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
            yield from _public(node)
        elif isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
            yield node


def _raised(node: ast.FunctionDef) -> set[str]:
    raised = (inner.exc for inner in ast.walk(node) if isinstance(inner, ast.Raise))
    named = (error.func if isinstance(error, ast.Call) else error for error in raised)
    return {error.id for error in named if isinstance(error, ast.Name)}


def test_every_public_function_names_the_errors_that_it_raises():
    known = {name.rpartition(".")[2] for name in exceptions()}
    unnamed = {path: found for path in files() if (found := errors_unnamed((ROOT / path).read_text("utf-8"), known))}
    assert unnamed == {}


@pytest.mark.parametrize(
    ("source", "found"),
    [
        ('def find():\n    """Return it."""\n    raise UnknownCase("x")', ["find: UnknownCase"]),
        ("def find():\n    raise UnknownCase from None", ["find: UnknownCase"]),
        ('def find():\n    """Return it; raise UnknownCase."""\n    raise UnknownCase("x")', []),
        ('class A:\n    def find(self):\n        raise UnknownCase("x")', ["find: UnknownCase"]),
        ('def _find():\n    raise UnknownCase("x")\n\n\ndef other():\n    raise ValueError("x")', []),
    ],
)
def test_an_error_that_is_not_named_is_found(source, found):
    assert errors_unnamed(source, {"UnknownCase"}) == found


HOUSE_WORDS = {
    r"\b(?:för|förs|fört|förts|föra|föras) in\b": "registrera",
    r"\binför(?:t|d|da|s)\b": "registrera",
    r"uppstartsmöte": "startmöte",
    r"\btillstånd(?:et)?\b": "läge",
    r"\bbock(?:a|en|as)\b": "kryssa",
    r"\brepetition av\b": "genomspelning av",
    r"\borörd(?:a|t)?\b": "oförändrad",
}
"""Swedish that is not ours, and the house's word for it."""
READ_BY_PEOPLE = ("cli", "desk", "exchange", "flows", "matters", "models", "notifications", "states", "web")


def other_words(said: str) -> set[str]:
    return {word for word in HOUSE_WORDS if re.search(word, said, re.IGNORECASE)}


def read_by_people() -> Iterator[tuple[str, str]]:
    """Yield what people read in Swedish, by file: texts, translations, and the clauses that ship."""
    for path in files(READ_BY_PEOPLE):
        yield from ((path, said) for said in sentences(ast.parse((ROOT / path).read_text("utf-8"))))
    for file in (*(ROOT / "models/locale/sv").rglob("*.po"), *(ROOT / "desk/clauses/texts").glob("*.toml")):
        yield file.relative_to(ROOT).as_posix(), file.read_text("utf-8")


def test_people_read_the_words_of_the_house():
    found = {(path, HOUSE_WORDS[word]) for path, said in read_by_people() for word in other_words(said)}
    assert found == set()


@pytest.mark.parametrize(
    ("said", "found"),
    [
        ("För in åtagandet.", True),
        ("Det är inte infört än.", True),
        ("Ett uppstartsmöte hålls.", True),
        ("Inför mötet läser du planen.", False),
        ("Prövningstillstånd är meddelat.", False),
        ("Avtalsspärrens införande den 15 juli.", False),
    ],
)
def test_a_word_that_is_not_ours_is_found(said, found):
    assert bool(other_words(said)) is found

"""What the documents name exists: files, folders, headings, and names in modules.

Every rule is a function over text, so that each can be shown a small text that breaks it.
"""

import ast
import re
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WRITTEN_LATER = ("var/", ".venv/", "benchmarks/results/")
"""What a clone does not hold: it comes into being at run time."""
FOLDERS = frozenset(
    path.name
    for path in ROOT.iterdir()
    if path.is_dir() and re.fullmatch(r"\w+", path.name) and path.name not in {"var", "build", "dist"}
)

FENCE = re.compile(r"^( *)```.*?^\1```$", re.MULTILINE | re.DOTALL)
INLINE = re.compile(r"(`+)(.+?)\1")
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAMES_IN_MODULE = re.compile(r"((?:`[\w.]+`(?:, and | and |, )?)+)\s+in\s+`([\w/]+\.py)`")
PATH = re.compile(r"[\w.*-]+(?:/[\w.*-]+)*/?")
ENDINGS = (".py", ".md", ".toml", ".yaml")
"""A word that ends like this is a file also without a folder before it."""


def documents() -> list[str]:
    """Return README, CONTRIBUTING and all below `docs/`; the changelog may name what is gone."""
    found = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *(ROOT / "docs").rglob("*.md")]
    return sorted(path.relative_to(ROOT).as_posix() for path in found)


def read(document: str) -> str:
    return (ROOT / document).read_text("utf-8")


# --- the rules -------------------------------------------------------------------------------------------------------


def code(text: str) -> Iterator[str]:
    """Yield what a document sets as code, in blocks and between backticks."""
    yield from (block.group() for block in FENCE.finditer(text))
    yield from (match.group(2) for match in INLINE.finditer(FENCE.sub("", text)))


def paths(text: str) -> list[str]:
    """Return the words in code that look like paths of this repository.

    These are words that end in a slash or like a file of ours, and those that begin with one of our folders. The test
    within a file (`::test_name`) is left out.
    """
    words = (word.strip("'\"(),;").partition("::")[0] for part in code(text) for word in part.split())
    return [word for word in words if PATH.fullmatch(word) and _is_a_path(word)]


def _is_a_path(word: str) -> bool:
    first, slash, rest = word.partition("/")
    known = first in FOLDERS and rest != ""
    file = slash != "" and re.fullmatch(r".*\.\w+", rest) is not None
    return not word.startswith(WRITTEN_LATER) and (known or file or word.endswith(("/", *ENDINGS)))


def exists(path: str) -> bool:
    """Tell whether a path leads somewhere from the root; a single name may stand for a file or folder in any place."""
    if "*" in path:
        return any(ROOT.glob(path))
    if "/" in path.rstrip("/"):
        return (ROOT / path).exists()
    return (ROOT / path).exists() or any(any((ROOT / folder).rglob(path.rstrip("/"))) for folder in FOLDERS)


def missing_paths(_: str, text: str) -> list[str]:
    return [path for path in paths(text) if not exists(path)]


def headings(text: str) -> set[str]:
    """Return the anchors of a document's headings."""
    titles = re.findall(r"^#+ (.+)$", FENCE.sub("", text), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", title.lower()).replace(" ", "-") for title in titles}


def broken_links(document: str, text: str) -> list[str]:
    """Return the links to files or headings that do not exist; other sites are not looked at."""
    return [
        target
        for target in LINK.findall(FENCE.sub("", text))
        if not re.match(r"[a-z]+:", target) and not _leads_somewhere(document, *target.partition("#")[::2], text)
    ]


def _leads_somewhere(document: str, path: str, heading: str, text: str) -> bool:
    target = (ROOT / document).parent / path if path else None
    if target is not None and not target.exists():
        return False
    return not heading or heading in headings(target.read_text("utf-8") if target else text)


def missing_names(_: str, text: str) -> list[str]:
    """Return the names said to be in a module that has no such name, as in: `RULES` in `tests/test_documents.py`."""
    return [
        f"{name} in {path}"
        for names, path in NAMES_IN_MODULE.findall(text)
        for name in re.findall(r"[\w.]+", names.replace(" and ", " "))
        if not (ROOT / path).is_file() or name.rpartition(".")[2] not in defined(read(path))
    ]


def defined(module: str) -> set[str]:
    """Return the names that a module or a class in it defines, without those inside functions."""
    found, bodies = set(), [ast.parse(module).body]
    while bodies:
        for node in bodies.pop():
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
                found.add(node.name)
            bodies += [node.body] if isinstance(node, ast.ClassDef) else []
            targets = node.targets if isinstance(node, ast.Assign) else [getattr(node, "target", None)]
            found |= {part.id for part in targets if isinstance(part, ast.Name)}
    return found


RULES = [missing_paths, broken_links, missing_names]


@pytest.mark.parametrize("document", documents())
@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.__name__)
def test_a_document_has_no(rule: Callable[[str, str], list[str]], document: str):
    assert rule(document, read(document)) == []


# --- each rule finds what it is there for ----------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("| add a wait | a row in `states/nowhere.py` |", ["states/nowhere.py"]),
        ("a row in `notifications/nowhere/`", ["notifications/nowhere/"]),
        ("`nowhere/` holds", ["nowhere/"]),
        ("`nowhere/milestones.py`", ["nowhere/milestones.py"]),
        ("run `python -m states.handbook docs/nowhere`", ["docs/nowhere"]),
        ("```sh\npytest -n 0 tests/states/test_nowhere.py::test_a\n```\n", ["tests/states/test_nowhere.py"]),
        ("```\nnowhere/    holds nothing\n```\n", ["nowhere/"]),
        ("`tests/golden/*.nowhere`", ["tests/golden/*.nowhere"]),
        ("`nowhere.toml`", ["nowhere.toml"]),
        ("`tests/test_documents.py`, `conftest.py`, `docs/`, `tests/*.py`, `pyproject.toml` and `handbook/`", []),
        ("`var/mail/`, `move/move`, `/l/`, `/etc/machine-id`, `daily.txt`, `postgresql://user:password@host/x.py`", []),
        ("states/nowhere.py without backticks", []),
    ],
)
def test_a_path_that_does_not_exist_is_found(text: str, found: list[str]):
    assert missing_paths("README.md", text) == found


@pytest.mark.parametrize(
    ("document", "text", "found"),
    [
        ("README.md", "[x](docs/nowhere.md)", ["docs/nowhere.md"]),
        ("README.md", "[x](docs/operations.md#nowhere)", ["docs/operations.md#nowhere"]),
        ("README.md", "# Here\n[x](#there)", ["#there"]),
        ("docs/operations.md", "[x](docs/operations.md)", ["docs/operations.md"]),
        ("docs/operations.md", "[x](../README.md) [y](architecture.md#house)", []),
        ("README.md", "# Here, and now\n[x](#here-and-now) [`y`](docs/handbook/) [z](https://example.se/nowhere)", []),
    ],
)
def test_a_link_that_leads_nowhere_is_found(document: str, text: str, found: list[str]):
    assert broken_links(document, text) == found


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a row of `NOWHERE` in `tests/test_documents.py`", ["NOWHERE in tests/test_documents.py"]),
        (
            "`RULES`, `NOWHERE` and `Text` in `tests/test_documents.py`",
            ["NOWHERE in tests/test_documents.py", "Text in tests/test_documents.py"],
        ),
        ("`RULES` in `nowhere.py`", ["RULES in nowhere.py"]),
        ("`Path.nowhere` in `tests/test_documents.py`", ["Path.nowhere in tests/test_documents.py"]),
        ("`words` in `tests/test_documents.py`", ["words in tests/test_documents.py"]),
        ("`Process.fire` in `states/machine.py`", []),
        ("`RULES`, `FENCE` and `defined` in\n`tests/test_documents.py`", []),
    ],
)
def test_a_name_that_its_module_does_not_have_is_found(text: str, found: list[str]):
    assert missing_names("README.md", text) == found


def test_the_table_of_what_to_edit_is_read():
    table = read("README.md").partition("| to … | edit |")[2].partition("\n\n")[0]

    assert len(paths(table)) >= len(table.strip().splitlines()) - 2
    assert len(NAMES_IN_MODULE.findall(table)) >= 4

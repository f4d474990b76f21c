"""Plans as files for tests, written by hand."""

import csv
import io
import zipfile
from pathlib import Path

from openpyxl import Workbook

EXAMPLES = Path(__file__).parents[2] / "examples"
NEEDED = ("Referens", "Benämning")


def csv_bytes(*rows, delimiter=";", encoding="utf-8"):
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=delimiter).writerows(rows)
    return text.getvalue().encode(encoding)


def xlsx_bytes(*rows, **sheets):
    book = Workbook()
    for name, cells in {"Plan": rows, **sheets}.items():
        sheet = book.active if name == "Plan" else book.create_sheet(name)
        for row in cells:
            sheet.append(row)
    return saved(book)


def saved(book):
    data = io.BytesIO()
    book.save(data)
    return data.getvalue()


def rezipped(data, changed):
    """The same archive with the members of `changed` replaced or added."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as old,
        zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as new,
    ):
        for name in {*old.namelist(), *changed}:
            new.writestr(name, changed[name] if name in changed else old.read(name))
    return target.getvalue()

"""A workbook of plain tables, for a spreadsheet program. A cell holds a text, a number or a day, never a formula."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell

Value: TypeAlias = str | int | float | date | None
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME, _WIDEST = 31, 60


def write(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Value]]]]) -> bytes:
    """Return a workbook with a sheet for each name, heading and rows."""
    from openpyxl import Workbook
    from openpyxl.styles import Font
    from openpyxl.utils import get_column_letter

    book = Workbook()
    book.remove(book.worksheets[0])
    for name, head, rows in sheets:
        sheet = book.create_sheet(name.translate(_FORBIDDEN_IN_NAMES)[:_LONGEST_NAME])
        for number, row in enumerate([head, *rows], start=1):
            for column, value in enumerate(row, start=1):
                _put(sheet.cell(number, column), value)
        for cell in sheet[1]:
            cell.font = Font(bold=True)
        for column in range(1, len(head) + 1):
            longest = max(len(str(row[column - 1] or "")) for row in [head, *rows])
            sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
        sheet.freeze_panes = "A2"
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _put(cell: "Cell", value: Value) -> None:
    cell.value = "".join(sign for sign in value if sign.isprintable()) if isinstance(value, str) else value
    if isinstance(value, str):
        # The library takes a text that begins with "=" for a formula; quoting keeps the cell a text when it is edited.
        cell.data_type = "s"
        cell.quotePrefix = value[:1] in {"=", "+", "-", "@"}

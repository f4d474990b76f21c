"""A workbook of plain tables, for a spreadsheet program. A cell holds a text, a number or a day, never a formula."""

from collections.abc import Sequence
from datetime import date
from io import BytesIO
from typing import TYPE_CHECKING, TypeAlias

if TYPE_CHECKING:
    from openpyxl.cell.cell import Cell
    from openpyxl.worksheet._write_only import WriteOnlyWorksheet

Value: TypeAlias = str | int | float | date | None
MEDIA_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
_FORBIDDEN_IN_NAMES = str.maketrans(dict.fromkeys("[]:*?/\\", " "))
_LONGEST_NAME, _WIDEST = 31, 60


def write(sheets: Sequence[tuple[str, Sequence[str], Sequence[Sequence[Value]]]]) -> bytes:
    """Return a workbook with a sheet for each name, heading and rows; rows are written one after the other."""
    from openpyxl import Workbook
    from openpyxl.utils import get_column_letter

    book = Workbook(write_only=True)
    for name, head, rows in sheets:
        sheet = book.create_sheet(name.translate(_FORBIDDEN_IN_NAMES)[:_LONGEST_NAME])
        for column in range(1, len(head) + 1):
            longest = max(len(str(row[column - 1] or "")) for row in [head, *rows])
            sheet.column_dimensions[get_column_letter(column)].width = min(longest + 2, _WIDEST)
        sheet.freeze_panes = "A2"
        sheet.append([_bold(sheet, value) for value in head])
        for row in rows:
            sheet.append([_cell(sheet, value) for value in row])
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def _bold(sheet: "WriteOnlyWorksheet", value: str) -> "Cell":
    from openpyxl.styles import Font

    cell = _text(sheet, value)
    cell.font = Font(bold=True)
    return cell


def _cell(sheet: "WriteOnlyWorksheet", value: Value) -> "Cell | Value":
    """Return what is appended for a value: itself, or a cell that stays a text although it looks like a formula."""
    if not isinstance(value, str):
        return value
    told = value if value.isprintable() else "".join(sign for sign in value if sign.isprintable())
    return _text(sheet, told) if told[:1] in _BEGIN_FORMULAS else told


_BEGIN_FORMULAS = frozenset("=+-@")


def _text(sheet: "WriteOnlyWorksheet", value: str) -> "Cell":
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(sheet, value="".join(sign for sign in value if sign.isprintable()))
    # The library takes a text that begins with "=" for a formula; quoting keeps the cell a text when it is edited.
    cell.data_type = "s"
    cell.quotePrefix = value[:1] in _BEGIN_FORMULAS
    return cell

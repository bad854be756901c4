"""How tables look: rich on a terminal, plain aligned text in a pipe or file."""

import re
import sys
from collections.abc import Iterable, Sequence
from decimal import Decimal

import typer

_OBEYED = re.compile(
    # Controls but for the end of a line; marks of direction; halves of a character.
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

Cell = str | int | float | Decimal | None


def say(text: str = "", *, err: bool = False) -> None:
    """Print a line, on standard error with ``err``."""
    typer.echo(visible(text), err=err)


def visible(text: str) -> str:
    """A text without what a terminal would obey, written as escapes instead.

    Names of files, headers and releases come from elsewhere: they may hold codes that
    move the cursor, change colours or turn the direction of what follows.
    """
    return _OBEYED.sub(_escaped, text)


def _escaped(found: re.Match[str]) -> str:
    number = ord(found[0])
    # Those from 7f on may stand in JSON, which knows escapes of four digits only.
    return f"\\x{number:02x}" if number < 0x20 else f"\\u{number:04x}"


def show_table(
    title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
) -> None:
    """Print a table; numbers to the right, None as a dash.

    Args:
        title: What it shows.
        header: A name per column.
        rows: A cell per column.
    """
    cells = [list(row) for row in rows]
    is_number = [
        any(isinstance(row[column], int | float | Decimal) for row in cells)
        for column in range(len(header))
    ]
    texts = [[_text(cell) for cell in row] for row in cells]
    if sys.stdout.isatty():
        _show_rich(title, header, texts, is_number)
    else:
        _show_plain(title, header, texts, is_number)


def euros(cents: int | None) -> Decimal | None:
    """Cents as euros, exactly, for a cell."""
    return None if cents is None else Decimal(cents).scaleb(-2)


def _text(cell: Cell) -> str:
    if cell is None:
        return "-"
    if isinstance(cell, str):
        # In a cell an end of line is out of place, too.
        return visible(cell).replace("\n", "\\n")
    if isinstance(cell, int):
        return f"{cell:,}"
    if isinstance(cell, Decimal):
        return f"{cell:,.2f}"
    return f"{cell:,.1f}"


def _show_plain(
    title: str, header: Sequence[str], texts: list[list[str]], is_number: list[bool]
) -> None:
    widths = [
        max(len(row[column]) for row in [list(header), *texts])
        for column in range(len(header))
    ]
    say(f"\n{title}")
    for row in [list(header), *texts]:
        aligned = (
            text.rjust(width) if right else text.ljust(width)
            for text, width, right in zip(row, widths, is_number, strict=True)
        )
        say(f"  {'  '.join(aligned).rstrip()}")


def _show_rich(
    title: str, header: Sequence[str], texts: list[list[str]], is_number: list[bool]
) -> None:
    # Imported here: in a pipe nobody waits for rich.
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    table = Table(title=title, title_justify="left", title_style="bold")
    for name, right in zip(header, is_number, strict=True):
        table.add_column(name, justify="right" if right else "left")
    for row in texts:
        table.add_row(*(Text(text) for text in row))
    Console().print(table)

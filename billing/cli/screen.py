"""How tables look: rich on a terminal, plain aligned text in a pipe or file."""

import re
import shutil
import sys
import textwrap
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path
from typing import Any, TextIO

import typer

_OBEYED = re.compile(
    # Controls but for the end of a line; marks of direction; halves of a character.
    "[\x00-\x09\x0b-\x1f\x7f-\x9f"
    "\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb\ud800-\udfff]"
)

_FRAME = 3
"""Signs that a column of a table takes beside its text."""

Cell = str | int | float | Decimal | None


WROTE = "Wrote "
"""How the line of a file that was written begins."""


@dataclass
class Collected:
    """What a command says, to be given as one object.

    Attributes:
        lines: Lines of text.
        files: Files that were written.
        tables: Tables, with their titles and the names of their columns.
    """

    lines: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    tables: list[dict[str, Any]] = field(default_factory=list)

    def add_line(self, text: str) -> None:
        """Add a line, or the file that it names."""
        if text.startswith(WROTE):
            self.files.append(text.removeprefix(WROTE))
        elif text:
            self.lines.append(text)

    def add_table(
        self, title: str, header: Sequence[str], rows: Iterable[Sequence[Cell]]
    ) -> None:
        """Add a table; decimal numbers are texts, exactly."""
        shown = [
            [str(cell) if isinstance(cell, Decimal) else cell for cell in row]
            for row in rows
        ]
        self.tables.append({"title": title, "columns": list(header), "rows": shown})

    def to_dict(self) -> dict[str, Any]:
        """All of it."""
        return {"files": self.files, "tables": self.tables, "lines": self.lines}


_collected: Collected | None = None
_is_quiet = False
_change: Callable[[str], str] = str
_to_err = False


@contextmanager
def said_to(collected: Collected | None, *, quiet: bool = False) -> Iterator[None]:
    """Let what is said be collected, or not be said at all; errors always are."""
    global _collected, _is_quiet
    before = _collected, _is_quiet
    _collected, _is_quiet = collected, quiet
    try:
        yield
    finally:
        _collected, _is_quiet = before


@contextmanager
def said_as(change: Callable[[str], str], *, err: bool = False) -> Iterator[None]:
    """Let every line be changed before it is said; all on standard error with ``err``.

    An outcome that goes to standard output may have nothing between its rows.
    """
    global _change, _to_err
    before = _change, _to_err
    _change, _to_err = change, err
    try:
        yield
    finally:
        _change, _to_err = before


def say(text: str = "", *, err: bool = False) -> None:
    """Print lines, on standard error with ``err``.

    On a terminal they break between words, not within; the line of a file that was
    written is one, to be copied.
    """
    _say(text, err=err, is_prose=not text.startswith(WROTE))


def say_files(paths: Iterable[Path]) -> None:
    """Print which files were written, below an empty line."""
    say()
    for path in paths:
        say(f"{WROTE}{path}")


def say_data(text: str) -> None:
    """Print what a program may read, as it is."""
    _say(text, err=False, is_prose=False)


def _say(text: str, *, err: bool, is_prose: bool) -> None:
    line = visible(_change(text))
    if not err and _collected is not None:
        _collected.add_line(line)
    elif err or not _is_quiet:
        stream = sys.stderr if err else _stream()
        if is_prose and stream.isatty():
            line = wrapped(line, shutil.get_terminal_size().columns)
        typer.echo(line, err=err or _to_err)


def say_short(text: str) -> None:
    """Print lines of prose; on a terminal each ends with the last word that fits."""
    if _stream().isatty():
        text = shortened(text, shutil.get_terminal_size().columns)
    say(text)


def shortened(text: str, width: int) -> str:
    """Each line up to the last word that fits; one word is never cut."""
    return "\n".join(_shortened(line, width) for line in text.split("\n"))


def _shortened(line: str, width: int) -> str:
    if len(line) <= width:
        return line
    begin = line[: len(line) - len(line.lstrip())]
    words = line[: width - 1].rstrip()
    if not line[width - 1 :].startswith(" "):
        words = words.rpartition(" ")[0].rstrip()
    first = line.split(maxsplit=1)[0]
    return f"{words if words.strip() else begin + first}…"


def wrapped(text: str, width: int) -> str:
    """Lines of no more than a width, as far as their words allow.

    What goes on stands two blanks further in than the line that it is of.
    """
    lines: list[str] = []
    for line in text.split("\n"):
        if len(line) <= width:
            lines.append(line)
            continue
        begin = line[: len(line) - len(line.lstrip())]
        lines += textwrap.wrap(
            line,
            width,
            subsequent_indent=f"{begin}  ",
            break_long_words=False,
            break_on_hyphens=False,
        ) or [""]
    return "\n".join(lines)


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
    """Print a table; numbers to the right, None as a dash. Without rows, its title.

    Args:
        title: What it shows.
        header: A name per column.
        rows: A cell per column.
    """
    cells = [list(row) for row in rows]
    if _collected is not None:
        _collected.add_table(title, header, cells)
        return
    if _is_quiet:
        return
    if not cells:
        # What it would have held may stand in its title: prices: 3, findings: 0.
        say(f"\n{title}")
        return
    is_number = [
        any(isinstance(row[column], int | float | Decimal) for row in cells)
        for column in range(len(header))
    ]
    texts = [[_text(cell) for cell in row] for row in cells]
    if _stream().isatty():
        _show_rich(title, header, texts, is_number)
    else:
        _show_plain(title, header, texts, is_number)


def _stream() -> TextIO:
    """Where what is said goes."""
    return sys.stderr if _to_err else sys.stdout


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

    console = Console(stderr=_to_err)
    cells = [list(header), *texts]
    widths = _widths(cells, console.width - _FRAME * len(header) - 1)
    if widths is None:
        _show_stacked(title, header, texts, is_number)
        return
    table = Table(title=title, title_justify="left", title_style="bold")
    for name, right, width in zip(header, is_number, widths, strict=True):
        table.add_column(name, justify="right" if right else "left", width=width)
    for row in texts:
        table.add_row(*(Text(text) for text in row))
    console.print(table)


def _widths(cells: list[list[str]], room: int) -> list[int] | None:
    """Widths of columns of which no word is broken; None where words do not fit.

    What is left of the room goes to who needs least first: codes and numbers stand on
    one line before texts do.
    """
    columns = list(zip(*cells, strict=True))
    widths = [max(map(_longest_word, column)) for column in columns]
    left = room - sum(widths)
    if left < 0:
        return None
    needs = [
        max(map(len, column)) - width
        for column, width in zip(columns, widths, strict=True)
    ]
    for place in sorted(range(len(widths)), key=needs.__getitem__):
        given = min(needs[place], left)
        widths[place] += given
        left -= given
    return widths


def _longest_word(text: str) -> int:
    return max(map(len, text.split()), default=0)


def _show_stacked(
    title: str, header: Sequence[str], texts: list[list[str]], is_number: list[bool]
) -> None:
    """Rows for a terminal that is too narrow: the longest word, the rest below it."""
    columns = list(zip(*texts, strict=True))
    words = [
        0 if right else max(map(_longest_word, column))
        for column, right in zip(columns, is_number, strict=True)
    ]
    first = words.index(max(words))
    say(title)
    for row in texts:
        rest = [
            f"{name} {text}"
            for place, (name, text) in enumerate(zip(header, row, strict=True))
            if place != first
        ]
        say(f"{row[first]}\n    {', '.join(rest)}")

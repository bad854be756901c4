"""The progress bar: on a terminal only, so that pipes and logs stay clean."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from billing.cli.manners import told
from billing.progress import ROWS, Progress

if TYPE_CHECKING:
    from rich.progress import Progress as RichBar


class _Bar(Progress):
    def __init__(self, bar: "RichBar") -> None:
        self._bar = bar
        self._task = bar.add_task("", total=None)

    def step(self, name: str, total: int | None = None, unit: str = ROWS) -> None:
        counted = "" if unit == ROWS else f" ({unit})"
        self._bar.remove_task(self._task)
        self._task = self._bar.add_task(f"{name}{counted}", total=total)

    def advance(self, done: int) -> None:
        self._bar.advance(self._task, done)


@contextmanager
def progress_bar() -> Iterator[Progress]:
    """Yield a progress that is shown on stderr when that is a terminal."""
    if not sys.stderr.isatty():
        yield told(Progress())
        return
    # Imported here: without a terminal nobody waits for rich.
    from rich.console import Console
    from rich.progress import BarColumn, MofNCompleteColumn, TextColumn
    from rich.progress import Progress as RichBar

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with RichBar(*columns, console=Console(stderr=True), transient=True) as bar:
        yield told(_Bar(bar))

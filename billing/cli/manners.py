"""What every command takes beside its own options: how much it says, in which form.

``-q`` says nothing but errors, ``-v`` each step with its time, ``--json`` the summary
as one object, ``--log`` the steps as lines of JSON.
"""

import json
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typer
import typer.core

from billing.cli import screen
from billing.cli.streams.pipes import dash_told, given_paths, piped
from billing.cli.streams.steplog import KEYS, STDERR, Write, log_to
from billing.progress import MIB, ROWS, Progress

_KOLOMMEN = "kolommen"
"""The option of a file with names of columns."""
_LOGGED = {ROWS: "rijen", MIB: "mib"}
"""Totals of steps as a line of the log calls them."""


@dataclass
class _Logged(Progress):
    """Tells every step, to people or as lines of JSON, and the progress within."""

    within: Progress
    command: str
    log: Write | None
    is_verbose: bool
    begun: float

    def step(self, name: str, total: int | None = None, unit: str = ROWS) -> None:
        seconds = time.perf_counter() - self.begun
        if self.is_verbose:
            counted = "" if unit == ROWS else f" {unit}"
            of = "" if total is None else f" ({total:,}{counted})"
            screen.say(f"{seconds:8.2f} s  {name}{of}", err=True)
        self.write("stap", stap=name, **{_LOGGED[unit]: total})
        self.within.step(name, total, unit)

    def advance(self, done: int) -> None:
        self.within.advance(done)

    def write(self, what: str, **facts: object) -> None:
        """Add a line to the log."""
        if self.log is None:
            return
        now = datetime.now(UTC).isoformat(timespec="milliseconds")
        line = {
            **dict(zip(KEYS, (now, self.command, what), strict=True)),
            **{name: value for name, value in facts.items() if value is not None},
        }
        self.log(json.dumps(line, ensure_ascii=False))


_current: _Logged | None = None


def told(progress: Progress) -> Progress:
    """A progress that is told of as the call asks for it, too."""
    if _current is None:
        return progress
    _current.within = progress
    return _current


class Mannered(typer.core.TyperCommand):
    """A command with the options that every one has."""

    def __init__(self, *args: Any, help: str | None = None, **kwargs: Any) -> None:
        super().__init__(*args, help=_flowing(help), **kwargs)
        taken = {opt for param in self.params for opt in param.opts}
        for name, opts, text, metavar in _OPTIONS:
            if taken.isdisjoint(opts):
                option = typer.core.TyperOption(
                    param_decls=[name, *opts],
                    help=text,
                    is_flag=metavar is None,
                    default=False if metavar is None else None,
                    metavar=metavar,
                    show_default=False,
                )
                self.params.append(option)
        self.epilog = dash_told(self.params)

    def invoke(self, ctx: Any) -> Any:
        """Run the command, and say what there is to say as it was asked."""
        chosen = {name: ctx.params.pop(name, None) for name, *_ in _OPTIONS}
        own_json = any(param.name == "as_json" for param in self.params)
        name = ctx.info_name or ""
        _require_apart(chosen["log"], given_paths(self.params, ctx.params))
        with (
            _as_asked(name, chosen, as_json=not own_json),
            piped(name, self.params, ctx.params) as is_out_piped,
        ):
            if _summary is not None:
                _summary.is_on_stderr = is_out_piped
            return super().invoke(ctx)


def _flowing(text: str | None) -> str | None:
    """A text whose paragraphs fill the width of a screen, whatever that is.

    Typer keeps the ends of lines of a docstring, and breaks those too long once more.
    """
    if text is None:
        return None
    return "\n\n".join(" ".join(part.split()) for part in text.split("\n\n"))


_OPTIONS: tuple[tuple[str, tuple[str, ...], str, str | None], ...] = (
    ("quiet", ("-q", "--quiet"), "Say nothing but errors.", None),
    ("verbose", ("-v", "--verbose"), "Say each step with its time, on stderr.", None),
    ("json_", ("--json",), "The summary as JSON on standard output.", None),
    ("log", ("--log",), "Steps and end as lines of JSON; - is stderr.", "FILE"),
)


def _require_apart(log: str | None, named: Mapping[str, Sequence[Path]]) -> None:
    """Refuse a log, or names of columns, that another option of the call names too.

    The work of a command knows neither as a file.

    Raises:
        CallError: One is.
    """
    logs = [Path(log)] if log not in (None, STDERR) else []
    own = [*logs, *named.get(_KOLOMMEN, ())]
    if own:
        # Imported here: with it comes Polars, which --help can do without.
        from tabellen.sets.distinctfiles import check_distinct

        others = [p for name in named.keys() - {_KOLOMMEN} for p in named[name]]
        check_distinct((path for path in others if not path.is_dir()), own)


@contextmanager
def _as_asked(command: str, chosen: dict[str, Any], *, as_json: bool) -> Iterator[None]:
    global _current, _summary
    begun = time.perf_counter()
    collected = screen.Collected() if chosen["json_"] and as_json else None
    if collected is not None:
        _summary = _Summary(command, begun, collected)
    with log_to(chosen["log"]) as log:
        _current = _Logged(Progress(), command, log, bool(chosen["verbose"]), begun)
        _current.write("begin")
        try:
            with screen.said_to(collected, quiet=bool(chosen["quiet"])):
                yield
        except BaseException as fault:
            # Its text may name a file, and no more; the screen has it.
            _current.write("fout", soort=type(fault).__name__)
            raise
        finally:
            seconds = round(time.perf_counter() - begun, 3)
            ended, _current = _current, None
            ended.write("einde", seconden=seconds)


@dataclass
class _Summary:
    """What is told as JSON when the exit code is known."""

    command: str
    begun: float
    collected: screen.Collected
    is_on_stderr: bool = False


_summary: _Summary | None = None


def finish(exit_code: int) -> None:
    """Print the summary of a command that was asked for as JSON."""
    global _summary
    summary, _summary = _summary, None
    if summary is None:
        return
    whole = {
        "command": summary.command,
        "exit_code": int(exit_code),
        "seconds": round(time.perf_counter() - summary.begun, 3),
        **summary.collected.to_dict(),
    }
    told = json.dumps(whole, ensure_ascii=False, indent=2)
    typer.echo(told, err=summary.is_on_stderr)

"""What goes wrong on the command line: one message, one exit code, no traceback.

DBC_GROUPER_TRACEBACK=1 shows tracebacks and what libraries say; what those show may be
of patients.
"""

import os
import sys
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import typer
import typer.core

from billing.cli.exitcodes import ExitCode
from billing.cli.manners import finish
from billing.cli.screen import say
from billing.cli.signals import EndedError
from billing.cli.streams.standard import silence
from billing.cli.threads import TooFewThreadsError, fit_threads


class Guarded(typer.core.TyperGroup):
    """The group of all commands; nothing leaves it but an exit code."""

    def invoke(self, ctx: Any) -> Any:
        """Run the command that was asked for."""
        with _exit_code_told(), _faults_as_exit_codes(), _warnings_in_one_line():
            fit_threads()
            answer = super().invoke(ctx)
            # Here and not at exit, where nobody could catch a broken pipe.
            sys.stdout.flush()
            return answer


@contextmanager
def _exit_code_told() -> Iterator[None]:
    """Print the summary as JSON, where it is asked for, with the exit code in it."""
    try:
        yield
    except BaseException as fault:
        finish(getattr(fault, "exit_code", ExitCode.OWN_FAULT))
        raise
    finish(0)


def shows_tracebacks() -> bool:
    """Whether whoever runs this asked to see where it goes wrong."""
    return os.environ.get("DBC_GROUPER_TRACEBACK") == "1"


@contextmanager
def _faults_as_exit_codes() -> Iterator[None]:
    try:
        yield
    except BaseException as error:
        if shows_tracebacks():
            raise
        # Typer's own errors and exits carry their code; typer shows them.
        if hasattr(error, "exit_code") or isinstance(error, SystemExit | typer.Abort):
            raise
        raise typer.Exit(_tell(error)) from None


def _tell(error: BaseException) -> int:
    """Say what went wrong; the exit code for it."""
    if isinstance(error, TooFewThreadsError):
        _say(str(error))
        return ExitCode.BAD_FILE
    # Imported here: it brings Polars along, which --help can do without.
    from billing.gates import GateError
    from productstructure.errors import CallError, DbcError

    match error:
        case GateError():
            _say(str(error))
            return ExitCode.REFUSED
        case KeyboardInterrupt():
            return ExitCode.INTERRUPTED
        case EndedError():
            return error.exit_status
        case BrokenPipeError():
            # Python flushes once more when it ends, and would complain there.
            silence(sys.stdout.fileno())
            return ExitCode.BROKEN_PIPE
        case DbcError():
            _say(str(error))
            return (
                ExitCode.BAD_CALL if isinstance(error, CallError) else ExitCode.BAD_FILE
            )
        case OSError():
            where = f"{error.filename}: " if error.filename else ""
            if not where and not _is_writable_stdout():
                where = "standard output: "
            _say(f"{where}{error.strerror or 'the system refused this'}.")
            return ExitCode.BAD_FILE
        case RuntimeError() if "start new thread" in str(error):
            _say(
                "No more threads or processes may be started. Raise the limit (ulimit "
                "-u, or pids of the container), or give fewer --threads."
            )
            return ExitCode.BAD_FILE
        case MemoryError():
            _say("Not enough memory. Give fewer rows at a time.")
            return ExitCode.BAD_FILE
        case _:
            # The text of an unforeseen error may quote a row; its place cannot.
            _say(
                f"A fault of dbc-grouper itself: {type(error).__name__} in "
                f"{_place(error)}. Please report it with this line."
            )
            return ExitCode.OWN_FAULT


def _say(text: str) -> None:
    say(f"Error: {text}", err=True)


def _place(error: BaseException) -> str:
    step = error.__traceback__
    while step is not None and step.tb_next is not None:
        step = step.tb_next
    if step is None:
        return "an unknown place"
    file = Path(step.tb_frame.f_code.co_filename)
    return f"{'/'.join(file.parts[-3:])}, line {step.tb_lineno}"


def _is_writable_stdout() -> bool:
    """Whether what was said could be written; if not, it is dropped."""
    try:
        sys.stdout.flush()
    except OSError:
        silence(sys.stdout.fileno())
        return False
    return True


@contextmanager
def _warnings_in_one_line() -> Iterator[None]:
    def show(message: Warning | str, *_: Any, **__: Any) -> None:
        say(f"Warning: {message}", err=True)

    with warnings.catch_warnings():
        warnings.simplefilter("default", UserWarning)
        warnings.showwarning = show
        yield

"""The command on a pseudo-terminal, as a person has it before him."""

import os
import pty
import subprocess
import sys
from pathlib import Path

COMMAND = [str(Path(sys.executable).with_name("dbc-grouper"))]


def on_terminal(
    *arguments: object, width: int = 120, cwd: Path | None = None
) -> tuple[int, str]:
    """Run on a pseudo-terminal; gives the exit code and all that was shown."""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [*COMMAND, *map(str, arguments)],
        cwd=cwd,
        stdin=theirs,
        stdout=theirs,
        stderr=theirs,
        env={**os.environ, "TERM": "xterm", "COLUMNS": str(width)},
        # Else the terminal stops it where the suite itself runs in the background.
        start_new_session=True,
    )
    os.close(theirs)
    shown = b""
    while True:
        try:
            piece = os.read(ours, 65536)
        except OSError:  # Linux says so when the other side is closed.
            break
        if not piece:
            break
        shown += piece
    os.close(ours)
    return process.wait(), shown.decode()

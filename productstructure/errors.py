"""The exceptions of a release; each says where, what was found and what to do.

Callers catch types, never texts. Those of any table are handed on from the room below.
"""

from tabellen.errors import CallError, DbcError, InputFileError, OutputFileError


class ReleaseError(DbcError, ValueError):
    """A release cannot be used (command line exit code 3)."""


class UnreadableReleaseError(ReleaseError):
    """The file or folder is not a release, is hostile, or has an unknown form."""


class StructureError(ReleaseError):
    """The tables of a release contradict each other.

    Attributes:
        faults: One text per fault: table, row, field, value found, what to do.
        release: Name of its file; None where that is not known.
    """

    def __init__(self, faults: list[str], release: str | None = None) -> None:
        self.faults = faults
        self.release = release
        which = "The release" if release is None else f"{release}: the release"
        shown = "\n".join(f"- {fault}" for fault in faults[:20])
        more = f"\n- and {len(faults) - 20} more" if len(faults) > 20 else ""
        super().__init__(f"{which} has {len(faults)} fault(s):\n{shown}{more}")


class CompiledFileError(ReleaseError):
    """A compiled release is stale, foreign or damaged."""


class StaleFileError(CompiledFileError):
    """A compiled release was made by another version of this software."""


class CapacityError(DbcError, OverflowError):
    """A table outgrew the index type that holds it."""


__all__ = [
    "CallError",
    "CapacityError",
    "CompiledFileError",
    "DbcError",
    "InputFileError",
    "OutputFileError",
    "ReleaseError",
    "StructureError",
    "UnreadableReleaseError",
]

"""Exceptions of reading or writing a table; each says where, what and what to do.

Callers catch types, never texts. Values of patients never stand in a message. Those of
a release stand in ``productstructure.errors``, which hands these on.
"""


class DbcError(Exception):
    """Parent of everything this project raises on purpose."""


class InputFileError(DbcError, ValueError):
    """An input file cannot be read as what it should be (command line exit code 3)."""


class OutputFileError(DbcError, OSError):
    """An output file cannot be written, or is in use (command line exit code 3)."""


class CallError(DbcError, ValueError):
    """A function or command was called with unusable arguments (exit code 2)."""

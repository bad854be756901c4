"""The exceptions that reading a table may end in; each says where, what, what to do.

Callers catch types, never texts. Values of patients never stand in a message. Those of
a release stand in ``productstructure.errors``, which hands these on.
"""


class DbcError(Exception):
    """Parent of everything this project raises on purpose."""


class InputFileError(DbcError, ValueError):
    """An input file cannot be read as what it should be (command line exit code 3)."""


class CallError(DbcError, ValueError):
    """A function or command was called with unusable arguments (exit code 2)."""

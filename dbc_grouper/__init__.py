"""What do people use of all rooms, under one name? The front door.

>>> import dbc_grouper
>>> grouper = dbc_grouper.Grouper(dbc_grouper.open_release("RZ26a.zip"))

It has every public name of every room, imported when it is first used. In which room a
name stands and what it does say the rooms: ``help(dbc_grouper.Grouper)``,
``help("tariffs")``. ``version`` is that of the distribution; ``python -m dbc_grouper``
is the command line.
"""

from importlib import import_module
from importlib.metadata import version as _version_of
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from billing import *
    from declarations import *
    from grouper import *
    from productstructure import *
    from tabellen import *
    from tariffs import *

    version: str

ROOMS = (
    "tabellen",
    "productstructure",
    "grouper",
    "tariffs",
    "declarations",
    "billing",
)
"""Where the names stand, in the order in which rooms know each other."""


def _names() -> list[str]:
    public = [name for room in ROOMS for name in import_module(room).__all__]
    return sorted([*public, "version"])


def __getattr__(name: str) -> object:
    if name in ("version", "__version__"):
        return _version_of("dbc-grouper")
    if name == "__all__":
        return _names()
    for room in ROOMS:
        module = import_module(room)
        if name in module.__all__:
            return getattr(module, name)
    raise AttributeError(
        f"module 'dbc_grouper' has no attribute {name!r}; dir(dbc_grouper) lists them"
    )


def __dir__() -> list[str]:
    return _names()

"""The public names of a room, imported when they are first used."""

from collections.abc import Callable, Mapping
from importlib import import_module


def lazily(
    room: str, modules: Mapping[str, str]
) -> tuple[Callable[[str], object], Callable[[], list[str]]]:
    """Make ``__getattr__`` and ``__dir__`` of a room (PEP 562): importing it is cheap.

    Args:
        room: Name of the package.
        modules: Module of the room by each public name.
    """

    def found(name: str) -> object:
        if name not in modules:
            raise AttributeError(f"module {room!r} has no attribute {name!r}")
        return getattr(import_module(f"{room}.{modules[name]}"), name)

    def names() -> list[str]:
        return sorted(modules)

    return found, names

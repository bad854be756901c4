"""Reads one section of a TOML file by the names it may have, each with its type.

What a file says that nobody asks for is refused by name: a setting with a typing error
would else be no setting at all.
"""

from collections.abc import Mapping, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from productstructure.errors import CallError
from tabellen.reading.tomltext import read_toml


class Section:
    """One section; every method reads a key once, and ``finish`` refuses the rest.

    Args:
        table: What stands in it.
        where: Its name, for messages; empty for the file itself.
        folder: Where relative paths begin.
    """

    def __init__(self, table: Mapping[str, Any], where: str, folder: Path) -> None:
        self._table = dict(table)
        self._where = where
        self._folder = folder
        self._known: list[str] = []

    @classmethod
    def of_file(cls, path: Path) -> "Section":
        """The whole of a file; relative paths in it begin at its folder.

        Raises:
            InputFileError: The file cannot be opened, or is not TOML.
        """
        return cls(read_toml(path), "", path.parent)

    def section(self, name: str) -> "Section | None":
        """A section within this one; None where it is absent."""
        found = self._take(name)
        if found is None:
            return None
        if not isinstance(found, Mapping):
            raise self._refusal(
                name, "a section", f"write it under [{self._name(name)}]"
            )
        return Section(found, self._name(name), self._folder)

    def text(self, name: str) -> str | None:
        """A text."""
        found = self._take(name)
        if not isinstance(found, str | None):
            raise self._refusal(name, "a text", "write it between quotes")
        return found

    def choice(self, name: str, values: Sequence[str], default: str) -> str:
        """One of some texts."""
        found = self._take(name)
        if found is None:
            return default
        if found not in values:
            raise self._refusal(name, f"one of {', '.join(values)}", "use one of these")
        return str(found)

    def switch(self, name: str, *, default: bool) -> bool:
        """True or false."""
        found = self._take(name)
        if found is None:
            return default
        if not isinstance(found, bool):
            raise self._refusal(name, "true or false", "write it without quotes")
        return found

    def number(self, name: str) -> int | None:
        """An integer."""
        found = self._take(name)
        if isinstance(found, bool) or not isinstance(found, int | None):
            raise self._refusal(name, "an integer", "write it without quotes")
        return found

    def numbers(self, *names: str) -> dict[str, int]:
        """Integers by their names, of those that are given."""
        found = ((name, self.number(name)) for name in names)
        return {name: number for name, number in found if number is not None}

    def share(self, name: str) -> float | None:
        """A part of a whole, from 0 to 1."""
        found = self._take(name)
        is_number = isinstance(found, int | float) and not isinstance(found, bool)
        if found is not None and not (is_number and 0 <= found <= 1):
            raise self._refusal(name, "a share from 0 to 1", "write it as 0.5")
        return None if found is None else float(found)

    def day(self, name: str) -> date | None:
        """A date."""
        found = self._take(name)
        if isinstance(found, datetime) or not isinstance(found, date | None):
            raise self._refusal(
                name, "a date", "write it as 2025-01-31, without quotes"
            )
        return found

    def path(self, name: str) -> Path | None:
        """A path; no text at all would be the folder of the file."""
        found = self.text(name)
        if found == "":
            raise self._refusal(name, "a path", "leave it out, or name a file")
        return None if found is None else self._folder / found

    def required_path(self, name: str) -> Path:
        """A path that has to be there."""
        found = self.path(name)
        if found is None:
            raise CallError(f"{self._name(name)} is missing; name a file.")
        return found

    def paths(self, name: str) -> list[Path]:
        """Some paths, in a list."""
        found = self.texts(name)
        if "" in found:
            raise self._refusal(name, "paths", "name a file or folder in each")
        return [self._folder / each for each in found]

    def texts(self, name: str) -> list[str]:
        """Some texts, in a list."""
        return self.texts_if_given(name) or []

    def texts_if_given(self, name: str) -> list[str] | None:
        """Some texts, in a list that may be empty; None where nothing is said."""
        found = self._take(name)
        if found is None:
            return None
        if not isinstance(found, list) or not all(isinstance(t, str) for t in found):
            raise self._refusal(name, "a list of texts", 'write ["a", "b"]')
        return found

    def texts_by_name(self, name: str) -> dict[str, Any]:
        """A section whose names are not known here."""
        found = self._take(name)
        if found is None:
            return {}
        if not isinstance(found, Mapping):
            raise self._refusal(
                name, "a section", f"write it under [{self._name(name)}]"
            )
        return dict(found)

    def finish(self) -> None:
        """Refuse what nobody asked for.

        Raises:
            CallError: A key is left.
        """
        if self._table:
            unknown = ", ".join(self._name(name) for name in sorted(self._table))
            raise CallError(
                f"{unknown}: unknown. Known here: {', '.join(self._known)}."
            )

    def _take(self, name: str) -> Any:
        self._known.append(name)
        return self._table.pop(name, None)

    def _name(self, name: str) -> str:
        return f"{self._where}.{name}" if self._where else name

    def _refusal(self, name: str, expected: str, advice: str) -> CallError:
        return CallError(f"{self._name(name)}: expected {expected}; {advice}.")

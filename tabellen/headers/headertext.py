"""Tells which columns a header has, but no value of a patient that stands in it.

The first line of a file without a header is a row, and one that was cut may be half of
each.
"""

import re
from collections.abc import Collection, Iterable

_NAME = re.compile("[a-z]+(_[a-z]+)*_?")
"""How the names of columns are written here; no number, date or name of a person is."""


def told_columns(names: Iterable[str], known: Collection[str] = ()) -> str:
    """Names that are known or written as those of columns, and how many others."""
    found = list(names)
    told = [name for name in found if name in known or _NAME.fullmatch(name)]
    others = len(found) - len(told)
    if not others:
        return ", ".join(told)
    return f"{', '.join(told)} and {others} other(s)" if told else f"{others} other(s)"


def bare_name(name: str) -> str:
    """A name without case, blanks and signs: Subtraject-nummer as subtrajectnummer."""
    return "".join(sign for sign in name.casefold() if sign.isalnum())

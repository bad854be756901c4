"""Column names as people write them: which known column is meant.

A column that bears nearly the name of a known one, which is absent, was very likely
meant to be it. To pass over it would leave out what it says without a word.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from tabellen.calltypes import checks_types
from tabellen.errors import InputFileError
from tabellen.headers.headertext import bare_name

LEGITIMATE = frozenset({"invoerdatum", "ontvangen", "aantal_dagen"})
"""Names of columns that hospitals have, near to a known one and something else."""

SHORTEST = 8
"""Letters from which one more, less or other letter is a slip; shorter names differ."""

_ENDINGS = ("_code", "_nummer", "_id")


@dataclass(frozen=True)
class ColumnMatch:
    """How the columns of a table were understood.

    Attributes:
        renamed: Known name by the name in the table, where they differ in case, blanks
            or signs, or the name is a known alias.
        near: Name in the table and the known, absent one it resembles; not read.
        unknown: Other names that are not known.
        absent: Known names that are not there and need not be.
    """

    renamed: Mapping[str, str]
    near: tuple[tuple[str, str], ...]
    unknown: tuple[str, ...]
    absent: tuple[str, ...]


@checks_types
def match_columns(
    found: Iterable[str],
    *,
    table: str,
    required: Collection[str],
    optional: Collection[str] = (),
    ignored: Collection[str] = (),
    aliases: Mapping[str, str] | None = None,
) -> ColumnMatch:
    """Match the columns of a table with those that are known.

    Args:
        found: Names in the table.
        table: Its name, for the errors.
        required: Known names that must be there; their absence is not judged here.
        optional: Known names that may be absent.
        ignored: Names in the table that are what they are, however near.
        aliases: Known name by another one for it.

    Raises:
        InputFileError: A column is one letter off a known name that is absent, or is
            that name but for ``_code``, ``_nummer`` or ``_id``; or two columns are one.
    """
    names = list(found)
    known = dict.fromkeys((*required, *optional))
    by_form = {bare_name(name): name for name in known}
    by_form |= {bare_name(alias): name for alias, name in (aliases or {}).items()}
    renamed: dict[str, str] = {}
    others: list[str] = []
    for name in names:
        if name in known or name in ignored:
            continue
        meant = by_form.get(bare_name(name))
        if meant is None:
            others.append(name)
        elif meant in names or meant in renamed.values():
            raise InputFileError(
                f"{table}: column {name!r} is another {meant}, which is there already. "
                "Remove one of them."
            )
        else:
            renamed[name] = meant
    there = {*names, *renamed.values()}
    missing = [name for name in known if name not in there]
    near: list[tuple[str, str]] = []
    for name in others:
        if name.strip().lower() in LEGITIMATE:
            continue
        meant, letters = _nearest(name, missing)
        if meant is not None and letters <= 1:
            raise InputFileError(
                f"{table}: column {name!r} found, and no {meant}. Name it {meant} if "
                "that is what it holds; if not, let it through with --negeer-kolom "
                f"{name}."
            )
        if meant is not None:
            near.append((name, meant))
    told = {name for name, _ in near}
    return ColumnMatch(
        renamed=renamed,
        near=tuple(near),
        unknown=tuple(name for name in others if name not in told),
        absent=tuple(name for name in optional if name not in there),
    )


def _nearest(name: str, known: Iterable[str]) -> tuple[str | None, int]:
    """The known name that a name resembles most, and how many letters it is off.

    A name that is the known one without its ending, with one or with another one
    (``_code``, ``_nummer``, ``_id``) counts as one letter off.
    """
    best: tuple[str | None, int] = (None, 3)
    for candidate in known:
        letters = _letters_off(bare_name(name), bare_name(candidate))
        if letters < best[1]:
            best = (candidate, letters)
    return best


def _letters_off(form: str, known: str) -> int:
    if _stem(form) == _stem(known):
        return 1
    if len(known) < SHORTEST:
        return 3
    return edit_distance(form, known)


def _stem(form: str) -> str:
    """A name in its form without what it ends in, where that says only what it is."""
    for ending in _ENDINGS:
        if form.endswith(bare_name(ending)) and form != bare_name(ending):
            return form.removesuffix(bare_name(ending))
    return form


def edit_distance(a: str, b: str) -> int:
    """Letters put in, left out, replaced or exchanged with a neighbour, at least.

    Optimal string alignment (Damerau 1964; Boytsov 2011, "Indexing methods for
    approximate dictionary searching", section 2.2).
    """
    before: list[int] = []
    last = list(range(len(b) + 1))
    for i, sign in enumerate(a, 1):
        row = [i]
        for j, other in enumerate(b, 1):
            cost = min(last[j] + 1, row[j - 1] + 1, last[j - 1] + (sign != other))
            if i > 1 and j > 1 and sign == b[j - 2] and a[i - 2] == other:
                cost = min(cost, before[j - 2] + 1)
            row.append(cost)
        before, last = last, row
    return last[-1]

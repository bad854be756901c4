"""What the names of the two files of a release tell: which file it is, and its dates.

The NZa writes ``20170101 BoomBestanden v20161117.xml``, as in RZ17a. Browsers, mail
and zip programs write that otherwise: underscores or hyphens for the spaces, ``(1)``
behind it, a folder before it. None of that says anything, so all of it is read; any
other word does say something (an addendum, another table) and is none of the two.
"""

import re
from dataclasses import dataclass
from datetime import date

from productstructure.schema import Bestand

_BETWEEN = re.compile(r"(?:\s|_|-|\+|%20)+")
_COPY = re.compile(r" ?(?:\([0-9]{1,3}\)|(?:kopie|copy)(?: [0-9]{1,3})?)$")
_DAY = "([0-9]{4} ?[0-9]{2} ?[0-9]{2})"
_NAME = re.compile(
    rf"(?:(?P<ingangsdatum>{_DAY}) ?)?(?P<bestand>boom ?bestanden|referenties)"
    rf"(?: ?rz ?[0-9]{{2}} ?[a-z])?(?: ?v ?(?P<versie>{_DAY}))?"
)


@dataclass(frozen=True)
class FileName:
    """What the name of an XML file tells.

    Attributes:
        text: The name itself, without its folder.
        bestand: Which of the two files it is.
        ingangsdatum: First date in the name, if any.
        versie: Date after the ``v``, eight digits, if any.
        is_plain: Whether it is written as the NZa writes it.
    """

    text: str
    bestand: Bestand
    ingangsdatum: date | None
    versie: str | None
    is_plain: bool = True


def read_file_name(text: str) -> FileName | None:
    """Read the name of an XML file; None when it is none of the two files.

    Raises:
        ValueError: A date in it does not exist; its text says which.
    """
    stem = _BETWEEN.sub(" ", text[: -len(".xml")].lower()).strip()
    while (shorter := _COPY.sub("", stem)) != stem:
        stem = shorter
    match = _NAME.fullmatch(stem)
    if match is None:
        return None
    bestand: Bestand = (
        "referenties" if match["bestand"] == "referenties" else "boombestanden"
    )
    ingangsdatum = _day(match["ingangsdatum"], "first date")
    versie = _day(match["versie"], "date after the v")
    plain = (
        f"{'' if ingangsdatum is None else f'{ingangsdatum:%Y%m%d} '}{bestand}"
        f"{'' if versie is None else f' v{versie:%Y%m%d}'}.xml"
    )
    return FileName(
        text,
        bestand,
        ingangsdatum,
        None if versie is None else f"{versie:%Y%m%d}",
        is_plain=text.lower() == plain,
    )


def versie_of(text: str) -> date | None:
    """Date after the ``v`` in a file name; None when it has none that is known."""
    try:
        found = read_file_name(text)
    except ValueError:
        return None
    return None if found is None else _day(found.versie, "date after the v")


def _day(text: str | None, what: str) -> date | None:
    if text is None:
        return None
    try:
        return date.fromisoformat(text.replace(" ", ""))
    except ValueError as error:
        raise ValueError(what) from error

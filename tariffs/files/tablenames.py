"""Which table does the name of a file, sheet or list mean, of those looked for?

It knows names, and opens nothing. A table's name may have a year, a period, a version
or a number behind it (``contract_prijs_2025``); the two official tables of the NZa are
known by words in their name. Names of tables that others read from the same folder are
known as well, so that those are passed over and not taken for a table here.
"""

import re
from dataclasses import dataclass
from functools import cached_property

from productstructure.errors import InputFileError
from tariffs.schema import TABEL_VAN

TARIEVENTABEL = "tarieventabel"
ZORGPRODUCTENTABEL = "zorgproductentabel"
OFFICIAL = (TARIEVENTABEL, ZORGPRODUCTENTABEL)

LINES = ("verzekeringen", "declaratieregels", "prijsbesluiten", "waardenlijst")
"""Files that may lie beside tables of tariffs and are read by other functions."""

REGISTERS = (
    *("personen", "agb", "uzovi", "detentie", "wlz", "diagnose_combinaties"),
    *("privacyverklaringen", "machtigingen", "opnamen", "bilateraal"),
    *("polisvoorwaarde", "marktconform", "aanvullend", "inkoop", "preferentie"),
    *("inkoopbeleid", "polisuitsluiting", "vergunning"),
    *("vrijstelling", "codeverzameling", "persoonseis", "dekking", "aandachtslijst"),
    *("vt_treatment", "vt_period", "vt_study", "vt_provider", "vt_participation"),
    *("vt_detection", "vt_rule"),
)
"""Tables that checks of declarations ask, and no price depends on."""

BESIDE_REGISTERS = ("zorgprofiel", "historie", "checks", "vrijgaven")
"""Files of checks that are given by an option, and may lie beside their registers."""

_BEHIND = re.compile(r"(?:[\s_.\-]+(?:v?[0-9]+|q[1-4]|[a-z]|tm|t/m))*[\s_.\-]*")
"""What may stand behind the name of a table: years, periods, versions, a letter."""

_COPY = re.compile(
    r"\([0-9]+\)|(?:^|[\s_.\-])(?:oud|oude|old|kopie|copy|backup|bak|test|tmp|temp"
    r"|concept|draft|orig|origineel|archief|vervallen)(?:$|[\s_.\-(0-9])"
)
"""What shows that a file is a copy, or not yet what counts."""


@dataclass(frozen=True)
class Tabelnamen:
    """Which tables are looked for, and which others may lie beside them.

    Attributes:
        gezocht: Names of the tables that are read.
        elders: Names of those that others read, where they are not looked for.
        per_onderwerp: Tables that may stand in a file per subject, whose name then
            stands behind theirs (``codeverzameling_tarief``).
    """

    gezocht: tuple[str, ...]
    elders: tuple[str, ...]
    per_onderwerp: tuple[str, ...] = ()

    @property
    def tables(self) -> list[str]:
        """The tables that a file is named after, which the official ones are not."""
        return [name for name in self.gezocht if name not in OFFICIAL]

    @cached_property
    def _longest_first(self) -> list[str]:
        # Else uzovi_concern would be the table uzovi with something behind it.
        return sorted({*self.gezocht, *self.elders} - {*OFFICIAL}, key=len)[::-1]

    def beginning(self, naam: str) -> str | None:
        """The longest name of a table that a text begins with, as a word of its own."""
        naam = naam.strip().lower()
        for table in self._longest_first:
            if (
                naam.startswith(table)
                and not naam[len(table) : len(table) + 1].isalpha()
            ):
                return table
        return None

    def is_elsewhere(self, stem: str) -> bool:
        """Whether a file, sheet or list is one that others read."""
        official = official_name(stem)
        if official is not None:
            return official not in self.gezocht
        others = set(self.elders) - set(self.gezocht)
        beside = tuple(name for name in LINES if name in others)
        return stem.startswith(beside) or self.beginning(stem) in others

    def table_of(
        self, naam: str, fallback: str | None, bestand: str | None
    ) -> str | None:
        """The table that a name is of; None where it begins with the name of none.

        Args:
            naam: Name of a file, sheet or list.
            fallback: The table that a file is of which a person named, whatever its
                name.
            bestand: For the error; None where there is to be none.

        Raises:
            InputFileError: What stands behind the name is no year, period or version.
        """
        table = self.beginning(naam)
        if table not in self.gezocht:
            return None
        behind = naam.strip().lower().removeprefix(table)
        is_copy = _COPY.search(behind) is not None
        has_any_name = fallback == table or table in self.per_onderwerp
        if not is_copy and (_BEHIND.fullmatch(behind) or has_any_name):
            return table
        if bestand is None:
            return None
        raise InputFileError(
            f"{bestand}: begins with {table}, and {behind.strip()!r} behind it is no "
            "year, period or version. If it is to count, name it such as "
            f"{table}_2025; if not, move it to another folder."
        )


TARIEFTABELLEN = Tabelnamen(
    gezocht=(*TABEL_VAN, *OFFICIAL),
    elders=(*LINES, *REGISTERS, *BESIDE_REGISTERS),
)
"""The tables of the tariff layer."""


def official_name(stem: str) -> str | None:
    """Which official table of the NZa a file is, by words in its name."""
    name = stem.lower().replace(" ", "")
    return next((official for official in OFFICIAL if official in name), None)

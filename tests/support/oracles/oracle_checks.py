"""The input checks of the oracle: docs/decisions.md 2 to 6, one subtraject a time.

Answers with a ``Registration``, the subtraject as the trees see it, or None where no
tree could take it, and with the findings as pairs (severity, column).
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from support.oracles.oracle_tables import Dated, Row, fill, valid_on

GESLACHTEN = {
    **{"1": "1", "2": "2", "9": "9"},
    **{"M": "1", "V": "2", "F": "2", "UN": "9"},
}


@dataclass(frozen=True)
class Registration:
    """A subtraject as the trees see it: filled codes, leeftijd, translated activities.

    Attributes:
        aantallen: Net count above zero per translated code.
        uitgevoerd: Registered code and uitvoerdatum of every code with a net count
            above zero.
    """

    specialisme: str
    diagnose: str
    zorgtype: str
    zorgvraag: str
    zorginstelling: str
    begindatum: date
    leeftijd: int
    geslacht: str
    aanspraak: str | None
    aantallen: Mapping[str, int]
    uitgevoerd: tuple[tuple[str, date | None], ...]


class _Faults(list[tuple[str, str]]):
    def reject(self, column: str) -> None:
        self.append(("reject", column))

    def warn(self, column: str) -> None:
        self.append(("warn", column))


class InputChecks:
    """Checks registrations against the reference rows valid on their begindatum."""

    def __init__(self, tables: Mapping[str, list[Row]], *, horizon: date) -> None:
        self._horizon = horizon
        self._first_day = min(
            date.fromisoformat(row["BeginDatum"] or "")
            for row in tables["ZorgProductGroepen"]
            if row["ZorgProductGroepCode"] == "0"
        )
        self._specialismen = Dated(tables["Specialismen"], "SpecialismeCode")
        self._zorgtypen = Dated(tables["ZorgTypen"], "SpecialismeCode", "ZorgTypeCode")
        self._zorgvragen = Dated(
            tables["ZorgVragen"], "SpecialismeCode", "ZorgVraagCode"
        )
        self._zorgvraag_rows = tables["ZorgVragen"]
        self._diagnosen = Dated(tables["Diagnosen"], "SpecialismeCode", "DiagnoseCode")
        self._activiteiten = Dated(tables["ZorgActiviteiten"], "ZorgActiviteitCode")
        self._vertaling = Dated(tables["VertaalZorgActiviteiten"], "ZorgActiviteitCode")

    def run(
        self,
        subtraject: Mapping[str, object],
        activiteiten: Sequence[Mapping[str, object]],
    ) -> tuple[Registration | None, tuple[tuple[str, str], ...]]:
        """Check one subtraject with its activities."""
        faults = _Faults()
        begindatum = self._begindatum(subtraject, faults)
        if _text(subtraject, "einddatum") and _date(subtraject, "einddatum") is None:
            faults.reject("einddatum")
        geslacht = GESLACHTEN.get(_text(subtraject, "geslacht"))
        if geslacht is None:
            faults.reject("geslacht")
        agb = _text(subtraject, "zorginstelling_code")
        if not (len(agb) == 8 and agb.isascii() and agb.isdigit()):
            faults.reject("zorginstelling_code")
        if begindatum is None:
            return None, tuple(faults)
        leeftijd = _leeftijd(subtraject, begindatum, faults)
        codes = self._codes(subtraject, begindatum, faults)
        aantallen, uitgevoerd = self._aantallen(activiteiten, begindatum, faults)
        if leeftijd is None:
            return None, tuple(faults)
        aanspraak = _text(subtraject, "aanspraak")
        registration = Registration(
            **codes,
            zorginstelling=fill(agb, 8),
            begindatum=begindatum,
            leeftijd=leeftijd,
            geslacht=geslacht or "9",
            aanspraak=aanspraak if aanspraak in ("J", "N") else None,
            aantallen=aantallen,
            uitgevoerd=uitgevoerd,
        )
        return registration, tuple(faults)

    def translate(self, code: str, day: date) -> str:
        """The code to group by: the old one within a window of its translation."""
        row = self._vertaling.on(day, code)
        return code if row is None else fill(row["ZorgActiviteitCodeOud"], 6)

    def _begindatum(
        self, subtraject: Mapping[str, object], faults: _Faults
    ) -> date | None:
        begindatum = _date(subtraject, "begindatum")
        if begindatum is None or begindatum < self._first_day:
            faults.reject("begindatum")
            return None
        if begindatum > self._horizon:
            faults.warn("begindatum")
        return begindatum

    def _codes(
        self, subtraject: Mapping[str, object], day: date, faults: _Faults
    ) -> dict[str, str]:
        specialisme = fill(_text(subtraject, "specialisme_code"), 4)
        diagnose = fill(_text(subtraject, "diagnose_code"), 4)
        zorgtype = fill(_text(subtraject, "zorgtype_code"), 2)
        zorgvraag = fill(_text(subtraject, "zorgvraag_code"), 3)
        row = self._specialismen.on(day, specialisme)
        if row is None or row["SpecialismeIndicatie"] != "1":
            faults.reject("specialisme_code")
        if self._zorgtypen.on(day, specialisme, zorgtype) is None:
            faults.reject("zorgtype_code")
        if zorgtype != "51":  # only the zorgtype of a ZT51 is typed (decision 5)
            if self._diagnosen.on(day, specialisme, diagnose) is None:
                faults.reject("diagnose_code")
            elif diagnose == "0000":  # 'Traject' in every length
                faults.warn("diagnose_code")
            has_zorgvragen = any(
                row["SpecialismeCode"] == specialisme and valid_on(row, day)
                for row in self._zorgvraag_rows
            )
            known = (
                self._zorgvragen.on(day, specialisme, zorgvraag) is not None
                if has_zorgvragen
                else zorgvraag in ("", "000")
            )
            if not known:
                faults.reject("zorgvraag_code")
        return {
            "specialisme": specialisme,
            "diagnose": diagnose,
            "zorgtype": zorgtype,
            "zorgvraag": zorgvraag,
        }

    def _aantallen(
        self, activiteiten: Sequence[Mapping[str, object]], day: date, faults: _Faults
    ) -> tuple[dict[str, int], tuple[tuple[str, date | None], ...]]:
        """Net count per translated code, and what was carried out when.

        Netted after translation: the trees see no other code.
        """
        if not activiteiten:
            faults.warn("subtraject_nummer")
        net: Counter[str] = Counter()
        uitgevoerd: list[tuple[str, date | None]] = []
        for activiteit in activiteiten:
            registered = fill(_text(activiteit, "zorgactiviteit_code"), 6)
            code = self.translate(registered, day)
            if self._activiteiten.on(day, code) is None:
                faults.warn("zorgactiviteit_code")
            uitvoerdatum = _date(activiteit, "uitvoerdatum")
            if _text(activiteit, "uitvoerdatum") and uitvoerdatum is None:
                faults.reject("uitvoerdatum")
            try:
                aantal = int(_text(activiteit, "aantal"))
            except ValueError:
                faults.reject("aantal")
                continue
            if aantal == 0:
                faults.warn("aantal")
            net[code] += aantal
            if aantal > 0:
                uitgevoerd.append((registered, uitvoerdatum))
        if any(aantal < 0 for aantal in net.values()):
            faults.reject("aantal")
        present = {code: aantal for code, aantal in net.items() if aantal > 0}
        return present, tuple(
            (code, uitvoerdatum)
            for code, uitvoerdatum in uitgevoerd
            if self.translate(code, day) in present
        )


def _leeftijd(
    subtraject: Mapping[str, object], begindatum: date, faults: _Faults
) -> int | None:
    """Full years on begindatum; geboortedatum wins over leeftijd_jaar."""
    given_text = _text(subtraject, "leeftijd_jaar")
    leeftijd = int(given_text) if given_text.lstrip("-").isdecimal() else None
    if _text(subtraject, "geboortedatum"):
        born = _date(subtraject, "geboortedatum")
        if born is None or born > begindatum:
            faults.reject("geboortedatum")
            return None
        # UNSOURCED: born on 29 February means a birthday on 1 March in other years.
        had_birthday = (begindatum.month, begindatum.day) >= (born.month, born.day)
        full_years = begindatum.year - born.year - (0 if had_birthday else 1)
        if given_text and leeftijd != full_years:
            faults.warn("leeftijd_jaar")
        leeftijd = full_years
    if leeftijd is None or not 0 <= leeftijd <= 130:
        faults.reject("leeftijd_jaar")
        return None
    return leeftijd


def _text(row: Mapping[str, object], column: str) -> str:
    value = row.get(column)
    return "" if value is None else str(value).strip()


def _date(row: Mapping[str, object], column: str) -> date | None:
    try:
        return date.fromisoformat(_text(row, column))
    except ValueError:
        return None

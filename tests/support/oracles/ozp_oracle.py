"""Overige zorgproducten as the articles say, one subtraject at a time, slow on purpose.

Written from Regeling msz 2016 (NR/CU-263) and table Producten; it shares nothing with
the engine. The defaults of its settings hold.
"""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from pathlib import Path

from support.oracles.oracle_tables import Dated, fill, read_tables

Row = Mapping[str, str | None]
Found = tuple[str, str, date, int, str, bool, str | None]
"""nummer, code, day, aantal, reden, is_declarabel, hoofdsubtraject_nummer."""

IC_DAGEN = {
    "190156": ("190153", "190154", "190155"),
    "039611": ("190150", "190151"),
}
"""Days on the IC that a supplement stands beside."""
FYSIO = {
    f"{code:06d}"
    for code in (
        *range(193001, 193011),
        *range(193015, 193021),
        *range(193025, 193031),
        *(193081, 193087, 193088),
    )
}


class OzpOracle:
    """Derives overige zorgproducten on one release, a zip or a folder."""

    def __init__(self, release: Path) -> None:
        tables, _ = read_tables(release)
        self._activiteiten = Dated(tables["ZorgActiviteiten"], "ZorgActiviteitCode")
        self._producten = Dated(tables["Producten"], "ProductCode")

    def derive(
        self, rows: Iterable[Row], activities: Iterable[Row], rejected: set[str]
    ) -> list[Found]:
        """All overige zorgproducten of a batch whose numbers are unique."""
        rows = list(rows)
        of_subtraject = defaultdict(list)
        for line in activities:
            of_subtraject[line["subtraject_nummer"]].append(line)
        found: list[Found] = []
        for row in rows:
            nummer = row["subtraject_nummer"] or ""
            if nummer not in rejected:
                hoofd = self._hoofd(row, rows)
                found += self._of_row(row, of_subtraject[nummer], hoofd)
        return found

    def _of_row(
        self, row: Row, lines: Sequence[Row], hoofd: list[str]
    ) -> Iterable[Found]:
        net: Counter[tuple[str, date]] = Counter()
        for line in lines:
            code = fill(line["zorgactiviteit_code"], 6)
            day = _day(line.get("uitvoerdatum")) or _day(row["begindatum"])
            assert day is not None
            net[code, day] += int(line["aantal"] or "")
        ozp = {
            key: aantal
            for key, aantal in net.items()
            if aantal and self._tarieftype(*key) is not None
        }
        zorgtype = fill(row["zorgtype_code"], 2)
        nummer = row["subtraject_nummer"] or ""
        own = nummer if zorgtype != "51" else (hoofd[0] if len(hoofd) == 1 else None)
        for (code, day), aantal in ozp.items():
            reden, is_declarabel = self._reden(row, code, day, ozp, net, bool(hoofd))
            yield nummer, code, day, aantal, reden, is_declarabel, own

    def _tarieftype(self, code: str, day: date) -> str | None:
        row = self._activiteiten.on(day, code)
        return None if row is None else row.get("TariefType")

    def _reden(
        self,
        row: Row,
        code: str,
        day: date,
        ozp: Mapping[tuple[str, date], int],
        net: Mapping[tuple[str, date], int],
        has_hoofd: bool,
    ) -> tuple[str, bool]:
        tarieftype = self._tarieftype(code, day)
        if any(aantal < 0 for (other, _), aantal in ozp.items() if other == code):
            return "AANTAL_NEGATIEF", False
        is_derived = tarieftype in ("11", "15", "16")
        if is_derived and self._producten.on(day, code) is None:
            return "PRODUCT_NIET_GELDIG", False
        reden, is_declarabel = self._by_article(row, code, day, net, has_hoofd)
        dagen = IC_DAGEN.get(code)  # art. 33a.4 and 33a.8
        if is_declarabel and dagen is not None:
            is_beside = any(ozp.get((dag, day), 0) > 0 for dag in dagen)
            return (reden, True) if is_beside else ("TOESLAG_ZONDER_IC_DAG", False)
        return reden, is_declarabel

    def _by_article(
        self,
        row: Row,
        code: str,
        day: date,
        net: Mapping[tuple[str, date], int],
        has_hoofd: bool,
    ) -> tuple[str, bool]:
        tarieftype = self._tarieftype(code, day)
        zorgtype = fill(row["zorgtype_code"], 2)
        if tarieftype in ("12", "17"):  # art. 25.3, 25.4, 33a.1
            return "NAAST_DBC", True
        if tarieftype == "13":  # art. 33d.1
            return "OVERIGE_VERRICHTING", True
        if tarieftype == "16":  # art. 3a, 25.2
            if zorgtype == "41":
                return "ADDON_ZONDER_DBC", False
            return "NAAST_DBC", True
        if tarieftype == "15":  # art. 25.1
            if zorgtype == "51":
                if has_hoofd:
                    return "IC_BIJ_HOOFDTRAJECT", True
                return "GEEN_HOOFDTRAJECT", False
            if zorgtype == "52":
                return "IC_ZONDER_HOOFDTRAJECT", True
            return "IC_BUITEN_IC_SUBTRAJECT", False
        # Diagnostics, paramedic care and preassessment.
        if zorgtype == "51":  # art. 13
            return "ONDERSTEUNING_HOOFDTRAJECT", False
        if zorgtype == "52":
            return (
                "ALLEEN_ZORGTYPE_41" if tarieftype == "11" else "GEEN_VERZOEK"
            ), False
        if zorgtype == "41":  # art. 9.1, 27.1, 33.3
            if tarieftype == "25":
                return "PARAMEDISCH_BUITEN_DBC", True
            return "ZORGTYPE_41", True
        specialisme = fill(row["specialisme_code"], 4)
        if (
            tarieftype == "25"
            and code in FYSIO
            and specialisme not in ("0327", "8418")
            and not self._is_klinisch(day, net)
        ):  # art. 33.4
            return "POLIKLINISCHE_FYSIOTHERAPIE", True
        return "IN_DBC_PROFIEL", False

    def _is_klinisch(self, day: date, net: Mapping[tuple[str, date], int]) -> bool:
        on_day = [code for (code, other), n in net.items() if other == day and n > 0]
        rows = [self._activiteiten.on(day, code) for code in on_day]
        return any(row and row["Zorgprofielklassecode"] == "3" for row in rows)

    def _hoofd(self, row: Row, rows: Sequence[Row]) -> list[str]:
        """Main subtrajecten of a ZT51 that are as good as each other (art. 11.2)."""
        if fill(row["zorgtype_code"], 2) != "51":
            return []
        ranked = defaultdict(list)
        for other in rows:
            if fill(other["zorgtype_code"], 2) not in ("11", "21"):
                continue
            if fill(row["zorginstelling_code"], 8) != fill(
                other["zorginstelling_code"], 8
            ):
                continue
            linked = [
                rank
                for rank, name in enumerate(("zorgtraject_nummer", "verzekerde_id"))
                if row[name] and row[name] == other[name]
            ]
            if linked and _meet(row, other):
                runs = _runs_on(other, _day(row["begindatum"]))
                ranked[linked[0], not runs].append(other["subtraject_nummer"] or "")
        return sorted(ranked[min(ranked)]) if ranked else []


def _day(text: str | None) -> date | None:
    try:
        return date.fromisoformat((text or "").strip())
    except ValueError:
        return None


def _meet(row: Row, other: Row) -> bool:
    begin, other_begin = _day(row["begindatum"]), _day(other["begindatum"])
    eind, other_eind = _day(row["einddatum"]), _day(other["einddatum"])
    if begin is None or other_begin is None:
        return False
    return (other_eind is None or other_eind >= begin) and (
        eind is None or other_begin <= eind
    )


def _runs_on(other: Row, day: date | None) -> bool:
    begin, eind = _day(other["begindatum"]), _day(other["einddatum"])
    assert begin is not None
    assert day is not None
    return begin <= day and (eind is None or day <= eind)

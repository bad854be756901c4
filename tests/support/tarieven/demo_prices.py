"""What the priced lines of the demo should come to, worked out from the csv files.

Plain Python on decimals and the csv module; nothing of the tariff layer. It takes the
grondslag of a line from the decision and finds the price that goes with it in the files
of data/tarieven by itself.
"""

import csv
from collections.abc import Iterator, Mapping
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import dbc_grouper_data

Row = Mapping[str, str]
FOLDER = dbc_grouper_data.tarieven_path()
CENT = Decimal("0.01")

OPSLAG = Decimal("1.0275")
"""KUST pays Zeezicht the standaardprijs and 2.75 % (standaardopslag.csv)."""

STAFFEL = {"below": Decimal("47.50"), "above": Decimal("44.00"), "tier": 100}
"""Physiotherapy in KUST-ZEEZICHT: 100 at 47.50 a year, then 44.00."""


def rounded(amount: Decimal) -> Decimal:
    return amount.quantize(CENT, ROUND_HALF_UP)


class Prices:
    """The tables that the demo prices with, as dicts of rows per code."""

    def __init__(self) -> None:
        self.contract = _by_code("contract_prijs")
        self.passant = _by_code("standaardprijslijst")
        self.standaard = _by_code("standaardprijs")
        self.maximum = _maxima()
        self.overeenkomst = {
            row["overeenkomst_id"]: _euro(row["prijs"])
            for row in _rows(FOLDER / "prestatie_overeenkomst.csv")
        }

    def amount_of(self, line: Mapping[str, object]) -> Decimal:
        """Euros of a decided line that is not under a volume tier."""
        quantity = Decimal(str(line["aantal_m"])) / 1000
        return rounded(self._price(line) * quantity)

    def _price(self, line: Mapping[str, object]) -> Decimal:
        code, day = str(line["prestatiecode"]), line["peildatum"]
        assert isinstance(day, date)
        provider, contract = line["zorginstelling_code"], line["contract_id"]
        match str(line["grondslag"]):
            case "CONTRACTPRIJS" | "CONTRACTPRIJS_MAXMAX":
                return _price_on(self.contract[code], day, contract_id=contract)
            case "PASSANTENTARIEF" | "PASSANTENTARIEF_BUITEN_CONTRACT":
                return self._passant(code, day, provider)
            case "OVEREENGEKOMEN_PRESTATIEPRIJS":
                return self.overeenkomst[str(line["afspraak_id"])]
            case "CONTRACT_PRIJSREGEL" if contract == "KUST-ZEEZICHT":
                (row,) = (r for r in self.standaard[code] if r["jaar"] == str(day.year))
                return self._capped(rounded(_euro(row["prijs"]) * OPSLAG), code, day)
            case "CONTRACT_PRIJSREGEL" if code.startswith("15"):
                return rounded(self._passant(code, day, provider) * Decimal("0.85"))
            case "CONTRACT_PRIJSREGEL":
                return rounded(self._maximum(code, day) * Decimal("0.985"))
            case "CONTRACT_TERUGVAL" if code == "99000002":
                # The Wgp price of a package of five, from April 2024 on.
                return Decimal("349.90") / 5
            case "CONTRACT_TERUGVAL":
                return self._maximum(code, day)
            case "WERKELIJKE_KOSTEN":
                return Decimal("87.35")
            case "ODV_PRIJS":
                return Decimal("38.00")
            case other:
                raise AssertionError(f"the demo has no lines of {other}")

    def _passant(self, code: str, day: date, provider: object) -> Decimal:
        return _price_on(self.passant[code], day, zorginstelling_code=provider)

    def _maximum(self, code: str, day: date) -> Decimal:
        found = self._maximum_or_none(code, day)
        assert found is not None
        return found

    def _maximum_or_none(self, code: str, day: date) -> Decimal | None:
        if code == "061502" and day >= date(2024, 4, 1):
            return Decimal("3072.30")
        for row in self.maximum.get(code, ()):
            if _holds(row["Ingangsdatum"], row["Einddatum"], day):
                cents = Decimal(row["Tarief (geheel getal in centen)"])
                return cents / 100 if cents else None
        return None

    def _capped(self, price: Decimal, code: str, day: date) -> Decimal:
        maximum = self._maximum_or_none(code, day)
        return price if maximum is None else min(price, maximum)


def staffel_total(volume: Decimal) -> Decimal:
    """Euros of a year's volume under the tier of KUST-ZEEZICHT."""
    below = min(volume, Decimal(STAFFEL["tier"]))
    return below * STAFFEL["below"] + (volume - below) * STAFFEL["above"]


def _rows(path: Path, encoding: str = "utf-8") -> Iterator[Row]:
    with path.open(encoding=encoding) as handle:
        yield from csv.DictReader(handle, delimiter=";")


def _by_code(table: str) -> dict[str, list[Row]]:
    codes: dict[str, list[Row]] = {}
    for row in _rows(FOLDER / f"{table}.csv"):
        codes.setdefault(row["prestatiecode"], []).append(row)
    return codes


def _maxima() -> dict[str, list[Row]]:
    codes: dict[str, list[Row]] = {}
    path = FOLDER / "20240101 Tarieven Tabel v20231001.csv"
    for row in _rows(path, "latin-1"):
        codes.setdefault(row["Declaratiecode"], []).append(row)
    return codes


def _price_on(rows: list[Row], day: date, **key: object) -> Decimal:
    (row,) = (
        row
        for row in rows
        if all(row[name] == value for name, value in key.items())
        and _holds(row["begindatum"], row["einddatum"], day)
    )
    return _euro(row["prijs"])


def _holds(first: str, last: str, day: date) -> bool:
    return date.fromisoformat(first) <= day and (
        not last or day <= date.fromisoformat(last)
    )


def _euro(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))

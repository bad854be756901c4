"""Turns a situation into bytes of ZH308 by the positions alone, as a slow oracle.

It shares the list of fields with the product, and no code that reads or writes.
"""

from declarations.berichten.zh308.velden import VELDEN
from support.declaraties.basis import Bericht, Prestatie, Record

_SLEUTEL = {"0403": "0203", "0404": "0204", "0405": "0205"}
_IN_06 = {
    "0603": "0403",
    "0604": "0404",
    "0605": "0405",
    "0606": "0409",
    "0608": "0410",
    "0609": "0411",
    "0610": "0413",
}
_IN_16 = {
    "1603": "0403",
    "1604": "0404",
    "1605": "0405",
    "1606": "0409",
    "1607": "0410",
    "1608": "0411",
    "1609": "0413",
}


def to_bytes(bericht: Bericht) -> bytes:
    """The message, numbered and counted; what an example set itself stays."""
    records: list[tuple[str, Record]] = [("01", bericht.voorloop)]
    details: list[tuple[str, Record]] = [("02", bericht.verzekerde)]
    total = 0
    for prestatie in bericht.prestaties.values():
        velden = {
            **{own: bericht.verzekerde.get(of, "") for own, of in _SLEUTEL.items()},
            **prestatie.velden,
        }
        details.append(("04", velden))
        details += [
            ("06", _keyed(velden, tarief, _IN_06)) for tarief in prestatie.tarieven
        ]
        details += [
            ("16", _keyed(velden, each, _IN_16)) for each in prestatie.activiteiten
        ]
        total += _claimed(prestatie)
    numbered = [
        (soort, {f"{soort}02": str(number), **velden})
        for number, (soort, velden) in enumerate(details, 1)
    ]
    records += numbered
    records.append(("99", {**_counts(details, total), **bericht.sluit}))
    return b"".join(line(soort, velden) for soort, velden in records)


def _keyed(of: Record, own: Record, keys: dict[str, str]) -> Record:
    return {**{name: of.get(source, "") for name, source in keys.items()}, **own}


def _claimed(prestatie: Prestatie) -> int:
    return sum(
        int(tarief.get("0620") or 0) * (-1 if tarief.get("0621") == "C" else 1)
        for tarief in prestatie.tarieven
    )


def _counts(details: list[tuple[str, Record]], total: int) -> Record:
    kinds = [soort for soort, _ in details]
    return {
        "9902": str(kinds.count("02")),
        "9903": str(kinds.count("03")),
        "9904": str(kinds.count("04")),
        "9905": str(kinds.count("06")),
        "9906": str(kinds.count("16")),
        "9907": str(kinds.count("98")),
        "9908": str(len(kinds)),
        "9909": str(abs(total)),
        "9910": "D" if total >= 0 else "C",
    }


def line(soort: str, velden: Record) -> bytes:
    """One record: N right-aligned with zeros, AN left-aligned with spaces."""
    out = bytearray(b" " * 610)
    for veld in VELDEN[soort]:
        width = veld.eind - veld.begin + 1
        text = soort if veld.rubriek == f"{soort}01" else velden.get(veld.rubriek, "")
        if veld.soort == "RESERVE" and not text:
            continue
        filled = text.rjust(width, "0") if veld.type == "N" else text.ljust(width)
        out[veld.begin - 1 : veld.eind] = filled.encode("latin-1")[:width]
    return bytes(out) + b"\r\n"


def deformed(content: bytes, bestand: Record) -> bytes:
    """A message of which the bytes are not as they should be."""
    end = b"\n" if bestand.get("regeleinde") == "LF" else b"\r\n"
    width = int(bestand.get("lengte", 610))
    records = [record[:width] + end for record in content.split(b"\r\n") if record]
    return b"".join(records) + bestand.get("erna", "").encode()

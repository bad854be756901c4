"""Lines that come to something else beside each other, with the tables they need."""

from functools import cache
from typing import Any

from support.tarieven.tariefwereld import V2, Z2, regel, wereld, with_code, with_rows
from tariffs.schema import Tarieventabellen

Lijn = dict[str, Any]


def credit(debet: Lijn, **velden: Any) -> Lijn:
    """The credit of a line, in a file of its own; fields given replace those."""
    return {
        **debet,
        "regel_id": debet["regel_id"] + "-C",
        "ref_voorgaande": debet["regel_id"],
        "bestand_id": "B2",
        "dc": "C",
        **velden,
    }


@cache
def tabellen() -> Tarieventabellen:
    """What each kind of line between lines needs, at plain prices of contract C1."""
    met = wereld()
    for code, euro, soort in (
        ("DBC001", 500, "DBC"),
        ("ICDAG1", 200, "OZP"),
        ("ICDAG2", 200, "OZP"),
        ("NAAST1", 30, "OZP"),
        ("BIJ001", 40, "OZP"),
        ("HOOFD1", 70, "OZP"),
        ("PER001", 60, "OZP"),
    ):
        met = with_code(met, code, prijs_cent=euro * 100, soort_prestatie=soort)
    return with_rows(
        met,
        # EUR 31.15 a quarter (193012).
        contract_prijs=[{"prestatiecode": "193012", "prijs_e6": 31_150_000}],
        ozp_regel=[
            # One IC day a calendar day (Regeling msz 2016 art. 25).
            {
                "regel_id": "IC",
                "code_a": "PREFIX:ICDAG",
                "soort": "MAX_AANTAL",
                "aantal": 1,
            },
            {
                "regel_id": "NAAST",
                "code_a": "CODE:NAAST1",
                "soort": "SLUIT_UIT",
                "code_b": "CODE:HOOFD1",
            },
            {
                "regel_id": "BIJ",
                "code_a": "CODE:BIJ001",
                "soort": "VEREIST",
                "code_b": "CODE:HOOFD1",
            },
            # EUR 100.00 a day (H).
            {
                "regel_id": "H",
                "code_a": "CODE:PER001",
                "soort": "PERIODEMAXIMUM_BEDRAG",
                "bedrag_cent": 10_000,
            },
        ],
    )


def dbc(regel_id: str, **velden: Any) -> Lijn:
    return regel(regel_id, prestatiecode="DBC001", subtraject_nummer="S1", **velden)


def van(regel_id: str, code: str, **velden: Any) -> Lijn:
    return regel(regel_id, prestatiecode=code, **velden)


def trede(regel_id: str, **velden: Any) -> Lijn:
    """Sixty of example 41: EUR 500.00 up to 100, EUR 450.00 from 101 on."""
    return {
        **regel(regel_id, zorginstelling_code=Z2, uzovi=V2, prestatiecode="039962"),
        "aantal_m": 60_000,
        **velden,
    }


SAMEN: dict[str, tuple[list[Lijn], list[int | None], list[int | None]]] = {
    # The lines, of which the first is credited; what they come to if nothing is taken
    # back, and if the first is.
    "E4, a second dbc": ([dbc("R1"), dbc("R2")], [50_000, None], [50_000, 50_000]),
    "E7, a second IC day": (
        [van("R1", "ICDAG1"), van("R2", "ICDAG2")],
        [20_000, None],
        [20_000, 20_000],
    ),
    "E1, an excluded line": (
        [van("R1", "HOOFD1"), van("R2", "NAAST1")],
        [7_000, None],
        [7_000, 3_000],
    ),
    "E2, a required companion": (
        [van("R1", "HOOFD1"), van("R2", "BIJ001")],
        [7_000, 4_000],
        [7_000, None],
    ),
    # 22 + 16 minutes are 38: three quarters of EUR 31.15; 16 alone are one.
    "E6, minutes of a day": (
        [van("R1", "193012", minuten=22), van("R2", "193012", minuten=16)],
        [9_345, None],
        [9_345, 3_115],
    ),
    # 60 x 500.00, then 40 x 500.00 and 20 x 450.00; alone all 60 at 500.00.
    "staffel": (
        [trede("R1"), trede("R2", verzekerde_id="P2")],
        [3_000_000, 2_900_000],
        [3_000_000, 3_000_000],
    ),
    # EUR 60.00 and what is left of 100.00; alone 60.00.
    "H, a maximum a day": (
        [van("R1", "PER001"), van("R2", "PER001")],
        [6_000, 4_000],
        [6_000, 6_000],
    ),
    # The care of R1 in another delivery (E4 over deliveries).
    "E4, another delivery": (
        [van("R1", "VRIJ01"), van("R2", "VRIJ01", bestand_id="B3")],
        [10_000, None],
        [10_000, 10_000],
    ),
}


def of_all() -> list[Lijn]:
    """The lines of all examples, each of a patient of its own, two by two."""
    lijnen = [lijn for rijen, _, _ in SAMEN.values() for lijn in rijen]
    return [
        {
            **lijn,
            "regel_id": f"L{n:02d}",
            "verzekerde_id": f"{lijn['verzekerde_id']} of {n // 2}",
        }
        for n, lijn in enumerate(lijnen)
    ]

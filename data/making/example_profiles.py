"""What patients of the example batch come for: profiles with their activities.

A profile is a diagnose of a specialisme, how often it occurs, at what ages, and lines
(code, chance, lowest and highest count). All of it is invented.
"""

from dataclasses import dataclass

Line = tuple[str, float, int, int]
Lines = tuple[Line, ...]

BEZOEK: Lines = (("060101", 0.7, 1, 1), ("060102", 0.6, 1, 4), ("060113", 0.25, 1, 2))
SPOED: Lines = (("060105", 0.9, 1, 1), ("060106", 0.2, 1, 1))
BIJSLUITER: Lines = (("067001", 0.3, 1, 9), ("067002", 0.08, 1, 2))
VEEL_LAB: Lines = (("067001", 1.0, 12, 36), ("067002", 0.5, 1, 6))
BEELD: Lines = (("060801", 0.3, 1, 2), ("060802", 0.15, 1, 1), ("060803", 0.1, 1, 1))
OPNAME: Lines = (("060201", 1.0, 1, 9), ("067001", 0.7, 2, 12))
LANGE_OPNAME: Lines = (("060201", 1.0, 9, 34), *VEEL_LAB)
DAG: Lines = (("060203", 0.8, 1, 2), ("060204", 0.2, 1, 1))
HANDINGREEP: Lines = (
    ("060301", 0.4, 1, 3),
    ("060302", 0.3, 1, 2),
    ("060303", 0.2, 1, 2),
    ("060304", 0.1, 1, 1),
    ("060306", 0.2, 1, 2),
    ("060307", 0.15, 1, 2),
)
GIPS: Lines = (("060308", 0.7, 1, 3), ("060309", 0.4, 1, 2))
KIJKOPERATIE: Lines = (("060310", 0.6, 1, 1), *DAG)
HUIDINGREEP: Lines = (
    ("060401", 0.4, 1, 4),
    ("060402", 0.15, 1, 3),
    ("060403", 0.25, 1, 4),
    ("060404", 0.08, 1, 1),
    ("060405", 0.15, 1, 2),
    ("060406", 0.25, 1, 2),
)
OOGINGREEP: Lines = (
    ("060501", 0.4, 1, 2),
    ("060502", 0.2, 1, 2),
    ("060503", 0.2, 1, 2),
    ("060504", 0.15, 1, 2),
    ("060505", 0.25, 1, 2),
)
ADEM: Lines = (
    ("060601", 0.6, 1, 3),
    ("060602", 0.4, 1, 2),
    ("060603", 0.4, 1, 2),
    ("060604", 0.25, 1, 3),
    ("060605", 0.2, 1, 4),
    ("060606", 0.1, 1, 2),
)
METING: Lines = (("069001", 0.8, 1, 4), ("069002", 0.5, 1, 6))
REVALIDATIE: Lines = (
    ("069101", 1.0, 12, 520),
    ("069102", 0.5, 6, 90),
    ("069103", 0.5, 6, 80),
    ("069104", 0.3, 2, 30),
)


@dataclass(frozen=True)
class Profile:
    """Who comes for what, and how often.

    Attributes:
        weight: Share of the batch, relative to the others.
        specialisme: Code of the specialisme.
        diagnose: Code as in the typeringslijst.
        ages: Lowest and highest age.
        lines: Activities with their chance and counts.
        zorgvragen: Codes to choose from.
        zorgtypen: Codes to choose from.
        aanspraak: Answers to choose from.
        geslachten: Sexes to choose from, as NEN codes.
        begindatum: The one day of this profile; empty for any day.
    """

    weight: float
    specialisme: str
    diagnose: str
    ages: tuple[int, int]
    lines: Lines
    zorgvragen: tuple[str, ...] = ("", "000")
    zorgtypen: tuple[str, ...] = ("11", "11", "21")
    aanspraak: tuple[str, ...] = ("",)
    geslachten: tuple[str, ...] = (*("1", "2") * 20, "9")
    begindatum: str = ""


_JN = ("J", "J", "J", "N", "")
_P = Profile
_ZEEBAD: Lines = (("060902", 1.0, 1, 2),)
_KIND = ("010", "061", "000")

PROFILES: tuple[Profile, ...] = (
    # The bulk: visits, some imaging and laboratory.
    _P(14, "0305", "1205", (30, 88), BEZOEK + BEELD + BIJSLUITER),
    _P(12, "0310", "11", (1, 90), BEZOEK + BIJSLUITER),
    _P(10, "0322", "5102", (18, 85), BEZOEK + BIJSLUITER),
    _P(9, "0303", "320", (18, 90), (*BEZOEK, *BEELD, ("060203", 0.05, 1, 1))),
    _P(8, "0301", "111", (40, 92), BEZOEK),
    _P(6, "0307", "V13", (20, 45), BEZOEK + BEELD, geslachten=("2",)),
    _P(6, "0316", "3101", (0, 17), BEZOEK + SPOED + BIJSLUITER, _KIND),
    _P(5, "0305", "1101", (18, 70), BEZOEK + GIPS),
    _P(4, "1900", "11", (5, 95), METING),
    # Treatment.
    _P(5, "0305", "1102", (16, 60), BEZOEK + HANDINGREEP + GIPS),
    _P(4, "0303", "311", (18, 80), BEZOEK + HANDINGREEP + DAG),
    _P(2, "0304", "411", (18, 70), BEZOEK + HANDINGREEP, ("0", "1", "2")),
    _P(1, "0304", "412", (10, 70), (*BEZOEK, ("060405", 0.6, 1, 1)), ("2",)),
    _P(4, "0305", "1206", (18, 70), BEZOEK + BEELD + KIJKOPERATIE),
    _P(1, "0305", "1205", (30, 70), BEZOEK + BEELD + KIJKOPERATIE),
    _P(4, "0305", "1205", (55, 92), (*OPNAME, ("060305", 0.9, 1, 2), *BEELD)),
    _P(6, "0310", "12", (12, 80), BEZOEK + HUIDINGREEP, aanspraak=_JN),
    _P(1, "0310", "11", (12, 80), (("060399", 1.0, 1, 1),)),
    _P(4, "0301", "112", (25, 90), BEZOEK + OOGINGREEP + DAG, aanspraak=_JN),
    _P(1, "0301", "205", (45, 90), BEZOEK + OOGINGREEP, aanspraak=_JN),
    _P(2, "0303", "175", (28, 60), (*BEZOEK, ("060701", 0.8, 1, 1)), geslachten=("1",)),
    _P(
        2,
        "0307",
        "V12",
        (18, 50),
        (*BEZOEK, ("060702", 0.5, 1, 1), ("060201", 0.5, 1, 2), *BEELD),
        aanspraak=("", "J", "N"),
        geslachten=("2",),
    ),
    _P(4, "0322", "5101", (30, 85), BEZOEK + ADEM + BEELD),
    _P(2, "0322", "5103", (4, 40), BEZOEK + ADEM),
    _P(2, "0322", "5102", (40, 90), LANGE_OPNAME + ADEM),
    _P(2, "0316", "3205", (0, 17), (*OPNAME, ("060306", 0.3, 1, 2)), _KIND),
    _P(1, "0316", "3101", (0, 0), (("060202", 1.0, 1, 12),), _KIND),
    _P(1, "0316", "3205", (2, 17), (*OPNAME, ("060305", 0.5, 1, 2)), ("061",)),
    _P(2, "0303", "320", (18, 95), OPNAME + BEELD + BIJSLUITER),
    _P(1, "0303", "320", (50, 95), LANGE_OPNAME),
    _P(2, "8418", "101", (65, 101), REVALIDATIE),
    _P(1, "8418", "102", (65, 101), REVALIDATIE),
    _P(1, "1900", "12", (60, 101), METING, zorgtypen=("11", "21")),
    _P(
        0.5, "8418", "101", (65, 95), (("069103", 0.8, 40, 60), ("069104", 0.8, 15, 30))
    ),
    _P(0.4, "8418", "101", (65, 95), BEZOEK),
    # Bounds of the revalidatie and audiologie trees, met exactly.
    _P(0.6, "8418", "101", (70, 90), (("069101", 1.0, 120, 121),)),
    _P(0.6, "8418", "101", (70, 90), (("069101", 1.0, 360, 361),)),
    _P(
        0.3, "8418", "102", (70, 90), (("069101", 1.0, 480, 481), ("069102", 1, 48, 49))
    ),
    _P(0.6, "1900", "11", (74, 76), (("069002", 1.0, 12, 12), ("069003", 0.5, 1, 1))),
    # A few of everything else.
    _P(4, "0303", "311", (18, 90), (("060104", 0.9, 1, 2),), zorgtypen=("13",)),
    _P(2, "0310", "11", (18, 90), (("060104", 0.9, 1, 2),), zorgtypen=("13",)),
    _P(1, "0301", "111", (18, 90), (("060104", 0.9, 1, 1),), zorgtypen=("13",)),
    _P(
        2,
        "0310",
        "12",
        (20, 80),
        (*BEZOEK, ("060901", 1.0, 1, 2)),
        zorgtypen=("11", "21", "13"),
    ),
    _P(1, "0322", "5102", (20, 80), BEZOEK + _ZEEBAD),
    _P(
        0.5,
        "0322",
        "5102",
        (20, 80),
        _ZEEBAD,
        zorgtypen=("11",),
        begindatum="2024-02-29",
    ),
    _P(0.5, "0305", "0000", (0, 99), BEZOEK),
    _P(0.6, "0310", "00", (0, 99), BEZOEK),
)

LOSSE_VERRICHTINGEN: Lines = (
    ("061101", 0.2, 1, 1),
    ("061102", 0.2, 1, 1),
    ("061201", 0.05, 1, 1),
    ("061301", 0.1, 1, 1),
    ("061302", 0.05, 1, 1),
    ("062001", 0.5, 1, 3),
    ("062002", 0.3, 1, 2),
    ("062003", 0.3, 1, 1),
    ("062501", 0.25, 1, 9),
    ("062502", 0.1, 1, 9),
    ("063001", 0.05, 1, 1),
)
"""Of zorgtype 41: overige zorgproducten, no tree."""

IC_ZORG: Lines = (
    ("061501", 0.8, 1, 5),
    ("061502", 0.4, 1, 4),
    ("061503", 0.1, 1, 1),
    ("061601", 0.1, 1, 2),
    ("061603", 0.1, 1, 2),
)
"""Of zorgtype 51 and 52."""

EXTRA: Lines = (
    ("061001", 0.01, 1, 1),
    ("061602", 0.01, 1, 2),
    ("061603", 0.01, 1, 2),
    ("061701", 0.005, 1, 4),
    ("062501", 0.01, 1, 3),
)
"""Add-ons and the like within an ordinary profile."""

OPVOLGERS: dict[str, tuple[str, str]] = {
    "060113": ("060103", "2023-01-01"),
    "060310": ("060312", "2024-01-01"),
    "060601": ("060611", "2024-01-01"),
    "060602": ("060612", "2024-01-01"),
}
"""Code, its successor and the first uitvoerdatum on which that one is registered."""

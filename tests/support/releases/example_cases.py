"""Cases on the example release, worked by hand from data/making/example_trees.py.

Each says which rule of which tree it is about. The oracle and the engine must both give
what stands here; nothing was copied from their output.
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class ExampleCase:
    """One subtraject with what must come of it.

    Attributes:
        name: What it shows.
        typing: specialisme/diagnose/zorgtype/zorgvraag.
        begindatum: jjjj-mm-dd.
        activiteiten: Code and count, in order; a code may occur twice.
        product: Expected zorgproduct; None when it is not grouped.
        declaratiecode: Expected declaratiecode; None for uitval.
        status: Expected status.
        person: Geboortedatum and geslacht.
        zorginstelling: AGB code.
        aanspraak: Given aanspraak.
    """

    name: str
    typing: str
    begindatum: str
    activiteiten: tuple[tuple[str, int], ...]
    product: str | None
    declaratiecode: str | None
    status: str = "ok"
    person: tuple[str, str] = ("1980-06-15", "V")
    zorginstelling: str = "06990002"
    aanspraak: str | None = None

    def subtraject(self) -> dict[str, str | None]:
        """The row of subtrajecten."""
        specialisme, diagnose, zorgtype, zorgvraag = self.typing.split("/")
        return {
            "subtraject_nummer": self.name,
            "specialisme_code": specialisme,
            "diagnose_code": diagnose,
            "zorgtype_code": zorgtype,
            "zorgvraag_code": zorgvraag,
            "begindatum": self.begindatum,
            "geboortedatum": self.person[0],
            "geslacht": self.person[1],
            "zorginstelling_code": self.zorginstelling,
            "aanspraak": self.aanspraak,
        }

    def zorgactiviteiten(self) -> list[dict[str, str | int]]:
        """The rows of zorgactiviteiten."""
        return [
            {
                "subtraject_nummer": self.name,
                "zorgactiviteit_code": code,
                "aantal": aantal,
            }
            for code, aantal in self.activiteiten
        ]


_C = ExampleCase
_KNIE, _HAND, _HUID = "0305/1205/11/", "0303/311/11/", "0310/12/11/"

EXAMPLE_CASES: tuple[ExampleCase, ...] = (
    # 2-of-4 of the topboom: a zorgtype and Traject.
    _C(
        *("traject", "0305/0000/11/", "2024-03-01", (("060101", 1),)),
        *("888888001", None, "warning"),
    ),
    # The default group; toetswijze 1 from 2023, when a second tree version is in force.
    _C(
        "one visit",
        "0303/320/11/",
        "2024-03-01",
        (("060101", 1),),
        "019999004",
        "15X004",
    ),
    _C(
        "two visits",
        "0303/320/11/",
        "2024-03-01",
        (("060101", 2),),
        "019999005",
        "15X005",
    ),
    _C(
        *("two visits in 2022", "0303/320/11/", "2022-12-31"),
        *((("060101", 2),), "019999004", "15X004"),
    ),
    _C(
        "28 days",
        "0303/320/11/",
        "2024-03-01",
        (("060201", 28),),
        "019999002",
        "14X002",
    ),
    _C(
        "29 days",
        "0303/320/11/",
        "2024-03-01",
        (("060201", 29),),
        "019999006",
        "14X006",
    ),
    _C(
        *("net zero is absence", "0303/320/11/", "2024-03-01"),
        *((("060201", 1), ("060101", 1), ("060201", -1)), "019999004", "15X004"),
    ),
    _C(
        *("net below zero", "0303/320/11/", "2024-03-01"),
        *((("060201", -1), ("060101", 3)), None, None, "rejected"),
    ),
    # That nothing was done is a remark.
    _C("nothing done", "0303/320/11/", "2024-03-01", (), "019999001", None, "warning"),
    # Hand: klassen, [0,0], slots and case. 060301 is Z_OPER by klasse and Z_hand.
    _C("small hand", _HAND, "2024-03-01", (("060301", 1),), "030909004", "15X034"),
    _C("big hand", _HAND, "2024-03-01", (("060303", 1),), "030909003", "15X033"),
    # With gips [0,0] no longer holds; no small ingreep either, so the last leaf.
    _C(
        *("big hand with gips", _HAND, "2024-03-01", (("060303", 1), ("060308", 1))),
        *("030909005", "15X035"),
    ),
    # 060303 weighs 3 and takes 120 minutes: two of them reach 4, 5 and 181 of 2-of-4.
    _C("two big hands", _HAND, "2024-03-01", (("060303", 2),), "030909002", "15X032"),
    # 060304 weighs 2: two make 4, enough until 2023 with 451, but 180 minutes < 181.
    _C(
        "two wrists in 2023",
        _HAND,
        "2023-12-31",
        (("060304", 2),),
        "030909002",
        "15X032",
    ),
    # From 2024 it takes 100 minutes (200) and weighs 4 by 403: again two of four.
    _C(
        "two wrists in 2024",
        _HAND,
        "2024-01-01",
        (("060304", 2),),
        "030909002",
        "15X032",
    ),
    # 060307 is K_LICHT and, as cluster, Z_OPER of slot 4; as klasse it is no Z_OPER.
    _C("nail", _HAND, "2024-03-01", (("060307", 1),), "030909006", "15X036"),
    # A diagnose of the hand needs a snijdend specialisme as well: here 0305 has it.
    _C(
        *("roeipols", "0305/1102/21/", "2024-03-01", (("060101", 1),)),
        *("030909008", "15X038"),
    ),
    # Knie: the klasse K_LICHT is shared with the hand; no knie group before 2023.
    _C(
        *("kijkoperatie translated", _KNIE, "2023-10-01", (("060312", 1),)),
        *("130909004", "15X134"),
    ),
    _C(
        *("kijkoperatie too early", _KNIE, "2023-08-31", (("060312", 1),)),
        *("130909001", None, "warning"),
    ),
    _C("knie in 2022", _KNIE, "2022-12-31", (("060305", 1),), "019999001", None),
    _C("knie", _KNIE, "2024-03-01", (("060305", 1),), "130909002", "14X132"),
    _C("two knieen", _KNIE, "2024-03-01", (("060305", 2),), "130909008", "14X138"),
    _C(
        "two knieen, 2023", _KNIE, "2023-03-01", (("060305", 2),), "130909002", "14X132"
    ),
    _C(
        *("75 on the day itself", _KNIE, "2024-03-01", (("060305", 1),)),
        *("130909003", "14X133", "ok", ("1949-03-01", "M")),
    ),
    _C(
        *("75 tomorrow", _KNIE, "2024-03-01", (("060305", 1),)),
        *("130909002", "14X132", "ok", ("1949-03-02", "M")),
    ),
    # Born on 29 February: 75 on 1 March of a year without one.
    _C(
        *("leapling the day before", _KNIE, "2023-02-28", (("060305", 1),)),
        *("130909002", "14X132", "ok", ("1948-02-29", "UN")),
    ),
    _C(
        *("leapling", _KNIE, "2023-03-01", (("060305", 1),)),
        *("130909003", "14X133", "ok", ("1948-02-29", "UN")),
    ),
    # Minutes with adjacent bounds.
    _C(
        "480 minutes",
        "1900/11/11/",
        "2024-03-01",
        (("069002", 12),),
        "991990002",
        "15X192",
    ),
    _C(
        *("481 minutes", "1900/11/11/", "2024-03-01", (("069002", 12), ("069003", 1))),
        *("991990003", "15X193"),
    ),
    _C(
        "600 min",
        "8418/101/11/",
        "2024-03-01",
        (("069101", 120),),
        "998490002",
        "14X482",
    ),
    _C(
        "605 min",
        "8418/101/11/",
        "2024-03-01",
        (("069101", 121),),
        "998490004",
        "14X484",
    ),
    # 605 minutes, of which 245 in a group: [0,240] fails.
    _C(
        *("in a group", "8418/101/11/", "2024-03-01", (("069101", 72), ("069102", 49))),
        *("998490003", "14X483"),
    ),
    _C(
        "2400 min",
        "8418/101/11/",
        "2024-03-01",
        (("069101", 480),),
        "998490004",
        "14X484",
    ),
    _C(
        "2405 min",
        "8418/101/11/",
        "2024-03-01",
        (("069101", 481),),
        "998490005",
        "14X485",
    ),
    _C(
        "1805 in 2023",
        "8418/101/11/",
        "2023-03-01",
        (("069101", 361),),
        "998490005",
        "14X485",
    ),
    # Who, where and when.
    _C(
        *("duinkuur", "0310/11/11/", "2024-05-01", (("060901", 1),)),
        *("979909003", "14X973"),
        zorginstelling="06990001",
    ),
    _C(
        *("duinkuur on 29 February", "0310/11/11/", "2024-02-29", (("060901", 1),)),
        *("979909006", "14X976"),
        zorginstelling="06990001",
    ),
    _C(
        *("duinkuur in July", "0310/11/11/", "2024-07-01", (("060901", 1),)),
        *("979909002", "14X972"),
        zorginstelling="06990004",
    ),
    _C(
        *("nazorg inland", "0310/11/21/", "2024-07-01", (("060901", 1),)),
        *("979909005", "14X975"),
        zorginstelling="06990003",
    ),
    _C("elsewhere", "0310/11/11/", "2024-05-01", (("060901", 1),), "979909001", None),
    # Aanspraak: which activities made a flagged rule true.
    _C("green laser", _HUID, "2024-03-01", (("060401", 1),), "120909002", "15X122"),
    _C(
        *("oranje laser, J", _HUID, "2024-03-01", (("060403", 1),)),
        *("120909002", "15X122"),
        aanspraak="J",
    ),
    _C(
        *("oranje laser, N", _HUID, "2024-03-01", (("060403", 1),)),
        *("120909002", "17X122"),
        aanspraak="N",
    ),
    _C(
        "oranje laser, nothing said",
        _HUID,
        "2024-03-01",
        (("060403", 1),),
        "120909002",
        None,
    ),
    _C(
        *("rood beats oranje", _HUID, "2024-03-01", (("060403", 1), ("060404", 1))),
        *("120909003", "17X123"),
        aanspraak="J",
    ),
    # The rood correctie was never asked for: with three lasers its rule is not reached.
    _C(
        *("rood that decided nothing", _HUID, "2024-03-01"),
        *((("060401", 3), ("060404", 1)), "120909004", "15X124"),
    ),
    _C(
        *("sterilisatie", "0303/175/11/", "2024-03-01", (("060701", 1),)),
        *("140909002", "17X142", "ok", ("1980-06-15", "M")),
    ),
    # Oog: until 2022 the laser rule had no flag, so the product has one code.
    _C(
        *("oranje laser in 2022", "0301/111/11/", "2022-03-01", (("060504", 1),)),
        *("070909004", "15X074"),
        aanspraak="N",
    ),
    # Not through a tree.
    _C("loose", "0305/1205/41/", "2024-03-01", (("062001", 1),), None, None, "no_tree"),
    _C(
        "IC with a main",
        "0305//51/",
        "2024-03-01",
        (("061501", 2),),
        None,
        None,
        "no_tree",
    ),
    _C("unknown diagnose", "0305/9999/11/", "2024-03-01", (), None, None, "rejected"),
    _C(
        *("padded diagnose", "0310/0011/11/000", "2024-03-01", ()),
        *("120909001", None, "warning"),
    ),
)

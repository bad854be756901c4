import pytest
from support.declaraties.bevonden import failing

from declarations.checks.dubbel.samen import kinderoncologie, samenwerking

FIRST = "bericht1.zh308:3"
TWO = "kopie dbc als dbc2 / dbc2: 0439=0303, 0415=T0002"


def member(naam: str, code: str, begin: str = "2024-03-04") -> str:
    return f"tabel codeverzameling +: naam={naam}, code={code}, begindatum={begin}"


@pytest.mark.parametrize(
    ("naam", "code"),
    [
        ("SAMEN_AICD", "130909005"),
        ("SAMEN_EPILEPSIE", "130909"),
        ("SAMEN_MULTITRAUMA", "130909005"),
    ],
)
def test_second_specialisme_fails_by_product_and_by_group(deliver, naam, code):
    levering = deliver(f"{TWO} / {member(naam, code)}")
    assert failing(levering, samenwerking(levering)) == {"R0004": FIRST}


@pytest.mark.parametrize(
    "change",
    [
        "dbc2: 0439=0305",
        "dbc2: 0440=06990003",
        "dbc2: 0411=20240603, 0412=20240604",
        "dbc2: 0414=030909007",
        "dbc2: 0411=20240303",
    ],
    ids=["same specialisme", "institution", "no overlap", "product", "before the set"],
)
def test_care_that_is_not_given_together_passes(deliver, change):
    levering = deliver(f"{TWO} / {member('SAMEN_MULTITRAUMA', '130909005')} / {change}")
    assert failing(levering, samenwerking(levering)) == {}


GROUP = member("KINDERONCO_GROEP", "130909")
TOP = member("KINDERONCO_TOPREFERENT", "130909005")


@pytest.mark.parametrize(
    ("wijziging", "fails"),
    [
        (f"{TWO} / dbc2: 0414=130909004 / {GROUP} / {TOP}", ["R0004"]),
        (f"{TWO} / dbc: 0414=130909004 / {GROUP} / {TOP}", ["R0004"]),
        (f"{TWO} / {GROUP} / {TOP}", []),
        (f"{TWO} / dbc2: 0414=030909007 / {GROUP} / {TOP}", []),
        (f"{TWO} / dbc2: 0414=130909004 / {GROUP}", []),
        (
            f"{TWO} / dbc2: 0414=130909004, 0411=20240603, 0412=20240604"
            f" / {GROUP} / {TOP}",
            [],
        ),
    ],
    ids=["top first", "top second", "one product", "other group", "no top", "apart"],
)
def test_top_referral_stands_beside_no_other_product(deliver, wijziging, fails):
    levering = deliver(wijziging)
    assert list(failing(levering, kinderoncologie(levering))) == fails

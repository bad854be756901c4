"""Laws of tariff checks: neither cuts by person nor any order change a verdict."""

from collections import Counter
from dataclasses import replace
from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from support.declaraties.opbouw import example_tarieven
from support.declaraties.typed import typed

from declarations.checks.tarief import addons, ic, onderdelen, overige, prestaties

CHECKS = {
    **addons.CHECKS,
    **ic.CHECKS,
    **onderdelen.CHECKS,
    **overige.CHECKS,
    **prestaties.CHECKS,
}
FIRST = date(2024, 3, 4)
PERSONEN = ["111222333", "123456782"]
SETS = pl.DataFrame(
    [
        ("IC_DAG", "061501"),
        ("IC_DAG", "061502"),
        ("IC_LICHT", "061501"),
        ("IC_ZWAAR", "061502"),
        ("IC_DIALYSE", "061503"),
        ("IC_VOLWASSEN", "061501"),
        ("IC_KIND", "061502"),
        ("KAAK_CONSULT", "062001"),
        ("KAAK_DAGVERPLEGING", "062002"),
        ("KAAK_VERPLEEGDAG", "062003"),
        ("KAAK_FIXATIE", "062502"),
        ("KAAK_FRACTUUR", "061101"),
        ("RIJBEWIJS_TOESLAG_VORDERING", "062501"),
        ("SOMATROPINE_PEN", "061301"),
        ("RIJBEWIJS_TOESLAG_EIGEN_VERKLARING", "061302"),
    ],
    schema=["naam", "code"],
    orient="row",
).with_columns(begindatum=pl.lit(None, pl.Date), einddatum=pl.lit(None, pl.Date))


@st.composite
def line(draw: st.DrawFn) -> dict[str, object]:
    """An overig zorgproduct of a few days, or the dbc that add-ons name."""
    begin = FIRST + timedelta(days=draw(st.integers(0, 2)))
    common = {
        "r0403": draw(st.sampled_from(PERSONEN)),
        "bestand": draw(st.integers(0, 1)),
        "r0411": begin,
        "r0412": begin,
    }
    if draw(st.integers(0, 5)) == 0:
        return common | {
            "r0410": "15X135",
            "r0414": "130909005",
            "r0419": draw(st.sampled_from(["S1", "S2"])),
            "r0412": begin + timedelta(days=1),
        }
    code = st.sampled_from(sorted({*SETS["code"], "99Z999"}))
    return common | {
        "r0410": draw(code),
        "r0419": draw(st.sampled_from(["S1", None])),
        "r0426": draw(st.integers(1, 3)),
        "r0427": "51",
    }


@st.composite
def deliveries(draw: st.DrawFn) -> list[dict[str, object]]:
    lines = draw(st.lists(line(), min_size=2, max_size=24))
    numbers = draw(st.permutations(range(7, 7 + len(lines))))
    named = [
        own | {"r0458": f"{number}"} for own, number in zip(lines, numbers, strict=True)
    ]
    back = draw(st.sets(st.sampled_from(range(len(named))), max_size=2))
    return named + [
        named[place]
        | {"r0457": "C", "r0459": named[place]["r0458"], "r0458": f"C{place}"}
        for place in sorted(back)
    ]


def verdicts(lines: list[dict[str, object]]) -> Counter[tuple[object, ...]]:
    levering = replace(
        typed(lines, tabellen={"codeverzameling": SETS}), tabellen=example_tarieven()
    )
    said: Counter[tuple[object, ...]] = Counter()
    for check_id, check in CHECKS.items():
        rows = check(levering).bevindingen.join(
            levering.prestaties, on=["bestand_nr", "record"], how="left"
        )
        said.update(
            (check_id, *row)
            for row in rows.select("r0458", "uitkomst", "gevolg").iter_rows()
        )
    return said


@settings(deadline=None, max_examples=8)
@given(deliveries(), st.randoms(use_true_random=False))
def test_verdict_hangs_neither_on_how_a_delivery_is_cut_nor_on_order(lines, chance):
    cut: Counter[tuple[object, ...]] = Counter()
    for persoon in PERSONEN:
        own = [each for each in lines if each["r0403"] == persoon]
        if own:
            cut += verdicts(own)
    turned = list(lines)
    chance.shuffle(turned)
    assert verdicts(turned) == cut

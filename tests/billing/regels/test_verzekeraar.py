"""The insurer of each line on its day, against every insurance looked at by itself."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from billing.regels.verzekeraar import with_verzekeraar

FIRST = date(2024, 1, 1)
days = st.one_of(st.none(), st.integers(0, 5).map(lambda n: FIRST + timedelta(n)))
persons = st.sampled_from((None, "P1", "P2"))
VERZEKERING = {
    "verzekerde_id": pl.String,
    "uzovi": pl.String,
    "polis": pl.String,
    "begindatum": pl.Date,
    "einddatum": pl.Date,
}
insurances = st.tuples(
    persons, st.sampled_from(("1", "2")), st.sampled_from((None, "a")), days, days
)


@given(
    lines=st.lists(st.tuples(persons, days), min_size=1, max_size=8),
    held=st.lists(insurances, max_size=8),
)
def test_insurer_is_the_one_that_holds_on_the_day(
    lines: list[tuple[str | None, date | None]],
    held: list[tuple[str | None, str, str | None, date | None, date | None]],
) -> None:
    regels = pl.DataFrame(
        lines, {"verzekerde_id": pl.String, "begindatum": pl.Date}, orient="row"
    ).with_columns(
        regel_id=pl.format("R{}", pl.int_range(pl.len())),
        subtraject_nummer=pl.lit("S"),
        ontvanger=pl.lit(None, pl.String),
        ontvanger_is_onbekend=pl.lit(value=False),
    )
    joined, findings = with_verzekeraar(
        regels, pl.DataFrame(held, VERZEKERING, orient="row")
    )
    expected, told = [], {}
    for number, (person, day) in enumerate(lines):
        holding = {
            (uzovi, polis)
            for whose, uzovi, polis, begin, end in held
            if person is not None
            and whose == person
            and day is not None
            and begin is not None
            and begin <= day
            and (end is None or day <= end)
        }
        expected.append(next(iter(holding)) if len(holding) == 1 else (None, None))
        if len(holding) != 1:
            told[f"R{number}"] = (
                "VERZEKERAAR_NIET_EENDUIDIG" if holding else "VERZEKERAAR_ONBEKEND"
            )
    assert joined.select("uzovi", "polis").rows() == expected
    assert dict(findings.select("regel_id", "code").rows()) == told

"""Laws of the ledger, and a slow reading of the rules beside it."""

from datetime import date, timedelta

import polars as pl
from hypothesis import given, settings
from hypothesis import strategies as st
from support.declaraties.posten import credit, personen, post, posten, verzekerd

from declarations.eigenrisico.stand import Stand
from declarations.eigenrisico.verdeling import divide
from declarations.eigenrisico.verwerking import process
from declarations.registers.landelijk import landelijke_tabellen

VRIJ = landelijke_tabellen()["vrijstelling"]
BORN = "2008-02-29"
POLIS = verzekerd(
    ("0101", "2024-01-01", "2025-09-30", 50_000),
    ("0101", "2025-10-01", "2026-03-31", None),
    ("0202", "2026-05-01", None, 10_000),
)
MONEY = ["verplicht_cent", "vrijwillig_cent", "verzekeraar_cent"]

days = st.integers(0, 800).map(lambda n: str(date(2025, 1, 1) + timedelta(n)))
flags = st.sampled_from([None, True, False])


@st.composite
def items(draw):
    """Debits and credits: of known, unknown and credited debits, right and wrong."""
    rows = []
    for nr in range(draw(st.integers(1, 8))):
        peildatum = draw(days)
        late = draw(st.integers(0, 900))
        received = str(date.fromisoformat(peildatum) + timedelta(late))
        debits = [row for row in rows if row["dc"] == "D"]
        if debits and draw(st.booleans()):
            of = draw(st.sampled_from(debits))
            cent = of["verzekerd_cent"] + draw(st.sampled_from([0, 0, 0, 1]))
            named = draw(st.sampled_from([of["post_id"]] * 4 + ["nergens"]))
            rows.append(credit(f"i{nr}", named, cent, peildatum, received))
        else:
            soort = draw(st.sampled_from(["DBC", "GLI"]))
            refs = [None, *(row["post_id"] for row in rows)]
            more = {
                "soort": soort,
                "vrij_verplicht": draw(flags),
                "vrij_vrijwillig": draw(flags),
                "eigen_schuld": draw(flags),
                "ref_voorgaande": draw(st.sampled_from(refs)),
            }
            cent = draw(st.integers(0, 60_000))
            rows.append(post(f"i{nr}", cent, peildatum, received, **more))
    return rows


def deliver(stand: Stand, rows):
    done = process(stand, posten(*rows), personen(BORN), POLIS, vrijstelling=VRIJ)
    return stand.plus(done.nieuw), done


def told(stand: Stand) -> list[tuple]:
    return sorted(stand.verdeling.rows(), key=str)


@settings(deadline=None, max_examples=30)
@given(items(), st.randoms(use_true_random=False), st.integers(0, 8))
def test_deliveries_in_any_order_end_in_the_same_position(rows, chance, cut):
    whole, _ = deliver(Stand.empty(), rows)
    shuffled = list(rows)
    chance.shuffle(shuffled)
    half, first = deliver(Stand.empty(), shuffled[:cut])
    parts, second = deliver(half, shuffled[cut:])
    assert told(parts) == told(whole)
    # What was told as differences adds up to the position.
    columns = ["post_id", "uzovi", "jaar"]
    added = pl.concat([first.mutaties, second.mutaties])
    sums = added.group_by(columns).agg(pl.col(MONEY).sum())
    stands = whole.verdeling.select(*columns, *MONEY)
    off = sums.join(stands, on=[*columns, *MONEY], how="anti", nulls_equal=True)
    assert not off.select(pl.any_horizontal(pl.col(MONEY) != 0).any()).item()


@settings(deadline=None, max_examples=20)
@given(items())
def test_given_again_changes_nothing(rows):
    stand, first = deliver(Stand.empty(), rows)
    _, again = deliver(stand, rows)
    assert again.mutaties.is_empty()
    assert again.nieuw.is_empty
    assert again.verdeling.equals(first.verdeling)


@settings(deadline=None, max_examples=20)
@given(items())
def test_credit_leaves_what_there_was_without_its_debit(rows):
    debits = [row for row in rows if row["dc"] == "D"]
    rows = [row for row in debits if row["ref_voorgaande"] is None]
    if not rows:
        return
    of = rows[0]
    received = str(of["ontvangstdatum"])
    taken = credit("c", of["post_id"], of["verzekerd_cent"], received, received)
    _, with_it = deliver(Stand.empty(), [*rows, taken])
    _, without = deliver(Stand.empty(), rows[1:])
    others = with_it.verdeling.filter(~pl.col("post_id").is_in([of["post_id"], "c"]))
    kept = without.verdeling.select("post_id", *MONEY).sort("post_id")
    assert others.select("post_id", *MONEY).sort("post_id").rows() == kept.rows()


LIMITS = {
    # Days from 1 April 2026, when who was born on 29 February 2008 begins to owe:
    # none at the first insurer but 31 March is its last day; 245 at the second.
    ("0202", 2026): (25_800, 6_700),
}


@settings(deadline=None, max_examples=40)
@given(items())
def test_ledger_says_what_a_slow_reading_says(rows):
    done = divide(posten(*rows), personen(BORN), POLIS, vrijstelling=VRIJ).verdeling
    got = {row["post_id"]: row for row in done.iter_rows(named=True)}
    order = sorted(rows, key=lambda row: (row["ontvangstdatum"], row["post_id"]))
    by_id = {row["post_id"]: row for row in rows}
    out: set[str] = set()
    for row in order:
        of = by_id.get(row.get("ref_voorgaande"))
        fits = of is not None and of["verzekerd_cent"] == row["verzekerd_cent"]
        if row["dc"] == "C" and fits:
            out.add(of["post_id"])
    used: dict[tuple[str, int], list[int]] = {}
    for row in order:
        uzovi = insurer_on(row["peildatum"])
        key = (uzovi, row["peildatum"].year)
        mandatory = voluntary = 0
        counts = row["dc"] == "D" and row["post_id"] not in out
        if counts and key in LIMITS and not is_late(row, by_id):
            m_left, v_left = used.setdefault(key, list(LIMITS[key]))
            is_kind = row["soort"] == "GLI"
            said_m, said_v = row["vrij_verplicht"], row["vrij_vrijwillig"]
            free_m = is_kind if said_m is None else said_m
            free_v = free_m if said_v is None else said_v
            mandatory = 0 if free_m else min(row["verzekerd_cent"], m_left)
            rest = row["verzekerd_cent"] - mandatory
            voluntary = 0 if free_v else min(rest, v_left)
            used[key] = [m_left - mandatory, v_left - voluntary]
        found = got[row["post_id"]]
        assert (found["verplicht_cent"], found["vrijwillig_cent"]) == (
            mandatory,
            voluntary,
        )
        is_in = counts and uzovi is not None and row["peildatum"].year < 2027
        insurer = row["verzekerd_cent"] - mandatory - voluntary if is_in else 0
        assert found["verzekeraar_cent"] == insurer


def insurer_on(day: date) -> str | None:
    if day <= date(2026, 3, 31):
        return "0101"
    return "0202" if day >= date(2026, 5, 1) else None


def is_late(row, by_id) -> bool:
    if row["eigen_schuld"]:
        return False
    first = row
    while first.get("ref_voorgaande") in by_id:
        first = by_id[first["ref_voorgaande"]]
    return first["ontvangstdatum"] >= date(row["peildatum"].year + 1, 12, 31)

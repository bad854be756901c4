"""Laws of the ledger, and a slow reading of the rules beside it."""

from collections import defaultdict
from datetime import date, timedelta
from itertools import pairwise

import polars as pl
from hypothesis import assume, given, settings
from hypothesis import strategies as st
from support.declaraties.leveringen import (
    ANDERS,
    GEBOREN,
    VRIJ,
    geboren,
    in_memory,
    items,
    polissen,
)
from support.declaraties.posten import credit, post, posten

from declarations.eigenrisico.stand import Stand
from declarations.eigenrisico.verdeling import Positie, divide

MONEY = ["verplicht_cent", "vrijwillig_cent", "verzekeraar_cent"]
WHERE = ["verzekerde_id", "uzovi", "jaar"]


def position(rows) -> Positie:
    return divide(posten(*rows), geboren(), polissen(), vrijstelling=VRIJ)


def deliver(stand: Stand, rows, **known):
    done = in_memory(stand, rows, **known)
    return stand.plus(done.nieuw), done


def told(stand: Stand) -> list[tuple]:
    return sorted(stand.verdeling.rows(), key=str)


def parts(rows, data) -> list[list]:
    """The rows in any order, in some deliveries."""
    rows = data.draw(st.permutations(rows))
    cuts = sorted(data.draw(st.lists(st.integers(0, len(rows)), max_size=3)))
    return [rows[begin:end] for begin, end in pairwise([0, *cuts, len(rows)])]


@settings(deadline=None, max_examples=25)
@given(items())
def test_nobody_pays_less_than_nothing_or_more_than_a_bill_or_a_limit(rows):
    done = position(rows)
    amounts = posten(*rows).select("post_id", "dc", "verzekerd_cent")
    of_post = done.verdeling.join(amounts, on="post_id")
    patient = pl.col("verplicht_cent") + pl.col("vrijwillig_cent")
    is_booked = (pl.col("status") == "GEBOEKT") & (pl.col("dc") == "D")
    insured = pl.when(is_booked).then("verzekerd_cent").otherwise(0)
    laws = of_post.select(
        pl.col(MONEY).min().ge(0).name.keep(),
        sum=(patient == pl.col("patient_cent")).all(),
        whole=(patient + pl.col("verzekeraar_cent") == insured).all(),
        beside=(pl.col("totaal_patient_cent") >= patient).all(),
    )
    assert all(laws.row(0))
    for part in ("verplicht", "vrijwillig"):
        used, limit = f"{part}_gebruikt_cent", f"{part}_grens_cent"
        assert (done.standen[used] <= done.standen[limit]).all()
    of_limit = of_post.group_by(WHERE).agg(pl.col(MONEY[:2]).sum())
    both = of_limit.join(done.standen, on=WHERE, how="left")
    charged = both.filter(pl.sum_horizontal(MONEY[:2]) > 0)
    # What is charged is charged to a limit, and is what it says was used of it.
    assert charged["verplicht_cent"].equals(charged["verplicht_gebruikt_cent"])
    assert charged["vrijwillig_cent"].equals(charged["vrijwillig_gebruikt_cent"])


@settings(deadline=None, max_examples=25)
@given(items(), st.data())
def test_deliveries_in_any_order_end_in_the_same_position(rows, data):
    whole, _ = deliver(Stand.empty(), rows)
    stand, added = Stand.empty(), []
    for part in parts(rows, data):
        stand, done = deliver(stand, part)
        added.append(done.mutaties)
    assert told(stand) == told(whole)
    # What was told as differences adds up to the position.
    place = ["post_id", "uzovi", "jaar"]
    sums = pl.concat(added).group_by(place).agg(pl.col(MONEY).sum())
    stands = whole.verdeling.select(*place, *MONEY)
    off = sums.join(stands, on=[*place, *MONEY], how="anti", nulls_equal=True)
    assert not off.select(pl.any_horizontal(pl.col(MONEY) != 0).any()).item()
    assert stands.join(sums, on=place, how="anti", nulls_equal=True).is_empty()


@settings(deadline=None, max_examples=25)
@given(items(), st.integers(0, 12))
def test_insurance_that_is_known_later_comes_to_the_same(rows, cut):
    known = {"verzekeringen": polissen(**ANDERS)}
    first, _ = deliver(Stand.empty(), rows[:cut])
    later, _ = deliver(first, rows[cut:], **known)
    whole, _ = deliver(Stand.empty(), rows, **known)
    assert told(later) == told(whole)


@settings(deadline=None, max_examples=25)
@given(items())
def test_given_again_changes_nothing(rows):
    stand, first = deliver(Stand.empty(), rows)
    _, again = deliver(stand, rows)
    assert again.mutaties.is_empty()
    assert again.nieuw.is_empty
    assert again.verdeling.equals(first.verdeling)
    assert again.standen.equals(first.standen)


@settings(deadline=None, max_examples=25)
@given(items(), st.data())
def test_persons_are_divided_alike_in_whatever_batch_they_are(rows, data):
    whole = position(rows).verdeling
    batch = {
        who: data.draw(st.integers(0, 2))
        for who in dict.fromkeys(row["verzekerde_id"] for row in rows)
    }
    apart = pl.concat(
        position(part).verdeling
        for number in range(3)
        if (part := [row for row in rows if batch[row["verzekerde_id"]] == number])
    )
    # A credit that names the post of another person is told so where that is at hand.
    columns = [name for name in whole.columns if name not in ("status", "reden")]
    assert sorted(apart.select(columns).rows(), key=str) == sorted(
        whole.select(columns).rows(), key=str
    )


@settings(deadline=None, max_examples=25)
@given(items())
def test_credit_leaves_what_there_was_without_its_debit(rows):
    debits = [row for row in rows if row["dc"] == "D"]
    rows = [row for row in debits if row["ref_voorgaande"] is None]
    assume(rows)
    of = rows[0]
    with_it = position([*rows, credit_of(of, of["ontvangstdatum"])]).verdeling
    without = position(rows[1:]).verdeling
    others = with_it.filter(~pl.col("post_id").is_in([of["post_id"], "c"]))
    kept = without.select("post_id", *MONEY).sort("post_id")
    assert others.select("post_id", *MONEY).sort("post_id").rows() == kept.rows()


EQUAL = {"soort": "DBC", "vrij_verplicht": None, "vrij_vrijwillig": None}


@settings(deadline=None, max_examples=25)
@given(items(**EQUAL), st.data(), st.integers(0, 400))
def test_credit_and_the_same_debit_again_change_no_total_of_a_year(rows, data, days):
    rows = [row for row in rows if row["dc"] == "D"]
    assume(rows)
    of = data.draw(st.sampled_from(rows))
    received = of["ontvangstdatum"] + timedelta(days)
    again = of | {
        "post_id": "d",
        "ontvangstdatum": received,
        "ref_voorgaande": of["post_id"],
    }
    before, after = (
        position(each).standen
        for each in (rows, [*rows, credit_of(of, received), again])
    )
    assert after.equals(before)


def credit_of(of, received: date):
    """The credit of a post, whoever it is of."""
    taken = credit("c", of["post_id"], of["verzekerd_cent"], of["peildatum"], received)
    return taken | {"verzekerde_id": of["verzekerde_id"]}


LIMITS = {
    # Days from 1 April 2026, when who was born on 29 February 2008 begins to owe:
    # none at the first insurer but 31 March is its last day; 245 at the second.
    ("p", "0202", 2026): (25_800, 6_700),
    # Insured from 1 June 2025, 214 days.
    ("q", "0202", 2025): (22_600, 0),
    ("q", "0202", 2026): (38_500, 0),
    # Eighteen on the last day of 2025, so from 1 January.
    ("r", "0101", 2026): (38_500, 30_000),
}


@settings(deadline=None, max_examples=60)
@given(items())
def test_ledger_says_what_a_slow_reading_says(rows):
    done = position(rows).verdeling
    got = {row["post_id"]: row for row in done.iter_rows(named=True)}
    order = sorted(rows, key=lambda row: (row["ontvangstdatum"], row["post_id"]))
    by_id = {row["post_id"]: row for row in rows}
    out = {row["ref_voorgaande"] for row in order if takes_out(row, by_id)}
    left = {key: list(limits) for key, limits in LIMITS.items()}
    for row in order:
        key = insurer_on(row)
        mandatory = voluntary = 0
        counts = row["dc"] == "D" and row["post_id"] not in out
        if counts and key in left and not is_late(row, by_id):
            free_m, free_v = exemptions(row)
            mandatory = 0 if free_m else min(row["verzekerd_cent"], left[key][0])
            rest = row["verzekerd_cent"] - mandatory
            voluntary = 0 if free_v else min(rest, left[key][1])
            left[key] = [left[key][0] - mandatory, left[key][1] - voluntary]
        found = got[row["post_id"]]
        charged = (found["verplicht_cent"], found["vrijwillig_cent"])
        assert charged == (mandatory, voluntary)
        is_in = counts and key[1] is not None and row["peildatum"].year < 2027
        insurer = row["verzekerd_cent"] - mandatory - voluntary if is_in else 0
        assert found["verzekeraar_cent"] == insurer
        beside = row.get("eigen_bijdrage_cent") or 0
        assert found["totaal_patient_cent"] == mandatory + voluntary + is_in * beside


def takes_out(row, by_id) -> bool:
    of = by_id.get(row.get("ref_voorgaande"))
    same = ("verzekerd_cent", "verzekerde_id")
    return (
        row["dc"] == "C"
        and of is not None
        and of["dc"] == "D"
        and all(row[name] == of[name] for name in same)
    )


def exemptions(row) -> tuple[bool, bool]:
    said_m, said_v = row["vrij_verplicht"], row["vrij_vrijwillig"]
    free_m = row["soort"] == "GLI" if said_m is None else said_m
    return free_m, free_m if said_v is None else said_v


def insurer_on(row) -> tuple[str | None, str | None, int]:
    who, day = row["verzekerde_id"], row["peildatum"]
    held = defaultdict(
        list,
        p=[
            ("0101", date(2024, 1, 1), date(2026, 3, 31)),
            ("0202", date(2026, 5, 1), None),
        ],
        q=[("0202", date(2025, 6, 1), None)],
        r=[
            ("0303", date(2020, 1, 1), date(2025, 12, 31)),
            ("0101", date(2026, 1, 1), None),
        ],
    )[who]
    found = [uzovi for uzovi, begin, eind in held if begin <= day <= (eind or date.max)]
    return who, found[0] if found else None, day.year


def is_late(row, by_id) -> bool:
    if row["eigen_schuld"]:
        return False
    first, seen = row, {row["post_id"]}
    while True:
        before = by_id.get(first.get("ref_voorgaande"))
        if before is None or before["verzekerde_id"] != row["verzekerde_id"]:
            break
        if before["post_id"] in seen:
            # In the end a correction of itself.
            first = row
            break
        seen.add(before["post_id"])
        first = before
    return first["ontvangstdatum"] >= date(row["peildatum"].year + 1, 12, 31)


def test_everybody_who_is_drawn_is_known():
    assert {who for who, *_ in LIMITS} == set(GEBOREN)
    assert post("a", 1, "2026-01-01")["verzekerde_id"] in GEBOREN

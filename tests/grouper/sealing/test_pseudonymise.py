"""Pseudonyms: keyed, the same everywhere, and nowhere a number left."""

import hashlib
from pathlib import Path

import polars as pl
import pytest
from support.oracles import digest_oracle
from support.releases.example import example_batch, example_release
from support.releases.small import subtrajecten
from support.releases.small_ozp import lines, plain_release

from grouper.engine import Grouper, GroupResult
from grouper.sealing.digest import INVOER
from grouper.sealing.pseudonymise import PERSONS, Pseudonymiser
from productstructure.errors import CallError, InputFileError

KEY = bytes(range(32))


def pseudonym(number: str, soort: str = "subtraject", key: bytes = KEY) -> str:
    return digest_oracle.pseudonym(number, PERSONS[soort], key)


def grouped(pseudonymiser: Pseudonymiser | None) -> GroupResult:
    return Grouper(example_release(), threads=1).group(
        *example_batch(),
        ozp=True,
        profielen=True,
        digest=True,
        pseudonymiser=pseudonymiser,
    )


def test_pseudonym_is_keyed_blake2b_as_specified() -> None:
    found = Pseudonymiser(KEY).column(pl.Series("n", ["S1", None, ""]), "subtraject")
    assert found.to_list() == [pseudonym("S1"), None, pseudonym("")]
    assert found.name == "n"


def test_every_frame_has_pseudonyms_and_else_the_same() -> None:
    plain, hidden = grouped(None), grouped(Pseudonymiser(KEY))
    numbers = ["subtraject_nummer", "hoofdsubtraject_nummer"]
    for soort in ("grouped", "ozp", "profielen"):
        left, right = getattr(plain, soort), getattr(hidden, soort)
        own = [name for name in numbers if name in left.columns]
        others = pl.exclude(*own, "^dbc_grouper_.*$")
        assert left.select(others).equals(right.select(others))
        for name in own:
            expected = [n if n is None else pseudonym(n) for n in left[name].head(50)]
            assert right[name].head(50).to_list() == expected


def test_no_number_is_left_in_any_frame() -> None:
    rows, _ = example_batch()
    hidden = grouped(Pseudonymiser(KEY))
    numbers = {
        text
        for name in ("subtraject_nummer", "zorgtraject_nummer", "verzekerde_id")
        for text in rows[name].drop_nulls()
    }
    frames = (hidden.grouped, hidden.ozp, hidden.profielen, hidden.findings)
    for frame in frames:
        assert frame is not None
        for column in frame.select(pl.col(pl.String)).get_columns():
            assert not numbers & set(column), column.name


def test_values_of_findings_about_numbers_are_pseudonyms() -> None:
    rows = subtrajecten(
        {"zorgtype_code": "51", "zorgtraject_nummer": "T1", "verzekerde_id": "V1"}
    )
    result = Grouper(plain_release(), threads=1).group(
        rows,
        lines(("190153", "2020-06-10"), (7, "190153", "2020-06-10")),
        ozp=True,
        pseudonymiser=Pseudonymiser(KEY),
    )
    values = dict(result.findings.select("column", "value").rows())
    assert values == {
        "zorgtraject_nummer": pseudonym("T1", "zorgtraject"),
        "subtraject_nummer": pseudonym("7"),
    }


def test_digest_over_the_registration_is_keyed_too() -> None:
    rows, activities = example_batch()
    hidden, other = (
        Grouper(example_release(), threads=1).group(
            rows.head(1), activities, digest=True, pseudonymiser=Pseudonymiser(key)
        )
        for key in (KEY, KEY[::-1])
    )
    row = rows.row(0, named=True)
    own = activities.filter(pl.col("subtraject_nummer") == row["subtraject_nummer"])
    expected = digest_oracle.invoer(
        example_release().identity, row, own.to_dicts(), key=KEY
    )
    assert hidden.grouped[INVOER].to_list() == [expected]
    assert other.grouped[INVOER].to_list() != [expected]


def test_equal_numbers_of_different_kinds_are_not_linked() -> None:
    assert len({pseudonym("1", soort) for soort in PERSONS}) == 3


def key_file(folder: Path, content: bytes, mode: int = 0o600) -> Path:
    path = folder / "key"
    path.write_bytes(content)
    path.chmod(mode)
    return path


@pytest.mark.parametrize("end", [b"", b"\n", b"\r\n"])
def test_key_is_read_from_a_file_but_for_one_end_of_line(
    tmp_path: Path, end: bytes
) -> None:
    key = b"0123456789abcdef" * 3
    own = Pseudonymiser.from_file(key_file(tmp_path, key + end))
    found = own.column(pl.Series(["S1"]), "verzekerde")
    assert found.to_list() == [pseudonym("S1", "verzekerde", key)]


@pytest.mark.parametrize("before", [b"", b" ", b"\n", b"\t"])
@pytest.mark.parametrize("end", [b" ", b"\t", b" \n", b"\n\n", b"\x0b"])
def test_other_white_space_is_of_the_key(
    tmp_path: Path, before: bytes, end: bytes
) -> None:
    content = before + b"0123456789abcdef" * 3 + end
    own = Pseudonymiser.from_file(key_file(tmp_path, content))
    key = content[:-1] if content.endswith(b"\n") else content
    found = own.column(pl.Series(["S1"]), "verzekerde")
    assert found.to_list() == [pseudonym("S1", "verzekerde", key)]


@pytest.mark.parametrize("content", [bytes(32), b"a" * 32, b"z" * 100 + b"\n"])
def test_key_of_equal_bytes_raises(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(CallError, match="over and over"):
        Pseudonymiser.from_file(key_file(tmp_path, content))


@pytest.mark.parametrize("mode", [0o644, 0o604, 0o666, 0o660, 0o620, 0o602, 0o777])
def test_key_that_others_may_read_or_change_raises(tmp_path: Path, mode: int) -> None:
    path = key_file(tmp_path, b"0123456789abcdef" * 3, mode)
    with pytest.raises(CallError, match=f"rights {mode:04o}.*chmod 600"):
        Pseudonymiser.from_file(path)


@pytest.mark.parametrize("mode", [0o600, 0o400, 0o640, 0o440])
def test_key_of_owner_and_group_is_read(tmp_path: Path, mode: int) -> None:
    Pseudonymiser.from_file(key_file(tmp_path, b"0123456789abcdef" * 3, mode))


def test_long_key_counts_as_a_whole() -> None:
    key = b"k" * 100
    found = Pseudonymiser(key).column(pl.Series(["S1"]), "subtraject")
    short = hashlib.blake2b(key).digest()
    assert found.to_list() == [pseudonym("S1", key=short)]


@pytest.mark.parametrize("size", [0, 31])
def test_short_key_raises_and_is_not_shown(tmp_path: Path, size: int) -> None:
    path = key_file(tmp_path, (b"s3cret" * 6)[:size])
    with pytest.raises(CallError, match=f"has {size} bytes; use at least 32") as fault:
        Pseudonymiser.from_file(path)
    assert "s3cret" not in str(fault.value)


def test_key_file_that_is_not_there_raises(tmp_path: Path) -> None:
    with pytest.raises(InputFileError, match="key file cannot be read"):
        Pseudonymiser.from_file(tmp_path / "none")


def test_key_is_not_shown_by_repr() -> None:
    secret = b"s3cret" * 6
    assert "s3cret" not in repr(Pseudonymiser(secret))

"""Compiled files whose checksum is right and whose content is not: none is believed."""

import os
import subprocess
import sys
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from support.releases.example import example_batch, example_release
from support.releases.forging import Forgery, forged

from grouper import Grouper, open_compiled, save_compiled
from grouper.compiled import bounds
from grouper.compiled.bounds import FORMS
from grouper.encoding.encoder import encode_batch
from grouper.walking.reference import Reference
from productstructure.errors import CompiledFileError, DbcError

INDICES = (
    "window_versie",
    *(f"{name}_pair" for name in ("diagnose", "zorgtype", "zorgvraag")),
    "zorgactiviteit_oud",
    *sorted(name for name in FORMS if name.endswith("_token")),
    "versie_token0",
    "token_kleur",
    "hit_offset",
    "hit_attribuut",
    "boom_start",
    "versie_boom0",
    "label_target",
    "attribuut_row",
    "classes",
    "product_row",
    *(("regels", field) for field in ("waar", "onwaar", "test")),
    *(
        (name, field)
        for name in ("tests", "regel_tests")
        for field in ("condition0", "conditions")
    ),
    ("regel_conditions", "index"),
    ("conditions", "index"),
    *(("nodes", field) for field in ("waar", "label", "test", "chain_end")),
    *(
        ("bomen", field)
        for field in (
            *("node0", "class0", "bits0", "weight0"),
            *("nodes", "words", "classes"),
        )
    ),
)
"""Every array, or field of its records, that says where to look in another."""


def named(place: str | tuple[str, str]) -> tuple[str, str | None]:
    return (place, None) if isinstance(place, str) else place


def dtype_of(place: str | tuple[str, str]) -> np.dtype[Any]:
    name, field = named(place)
    dtype = np.dtype(FORMS[name][0][0])
    return dtype[field] if field else dtype


EXTREMES = [
    (place, extreme)
    for place in INDICES
    for extreme in ("min", "max")
    # The least of an unsigned index is 0, which is in range.
    if extreme == "max"
    or dtype_of(place).kind == "i"
    or place == ("nodes", "chain_end")
]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("kept") / "release.dbc"
    save_compiled(example_release(), path)
    return path


def test_forgery_that_changes_nothing_is_accepted(kept: Path, tmp_path: Path) -> None:
    same = forged(kept, tmp_path / "same.dbc", lambda forgery: None)
    assert open_compiled(same).labels == example_release().labels


@pytest.mark.parametrize("element", [0, -1])
@pytest.mark.parametrize(("place", "extreme"), EXTREMES, ids=str)
def test_index_out_of_range_is_refused(
    kept: Path,
    tmp_path: Path,
    place: str | tuple[str, str],
    extreme: str,
    element: int,
) -> None:
    forgery = Forgery(kept)
    array = forgery.array(*named(place))
    array[element] = getattr(np.iinfo(array.dtype), extreme)
    with pytest.raises(CompiledFileError, match=f"damaged .*{named(place)[0]}"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


def test_offsets_that_fall_on_the_way_are_refused(kept: Path, tmp_path: Path) -> None:
    forgery = Forgery(kept)
    offsets = forgery.array("hit_offset")
    # One that lies above the first and below the last, and is followed by a lower one.
    place = int(np.flatnonzero(np.diff(offsets))[1])
    offsets[place] = offsets[place + 1] + 1
    with pytest.raises(CompiledFileError, match=r"damaged .*hit_offset"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


def test_attribuut_has_a_row(kept: Path, tmp_path: Path) -> None:
    forgery = Forgery(kept)
    forgery.array("attribuut_row")[0] = -1
    with pytest.raises(CompiledFileError, match=r"damaged .*attribuut_row"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


@pytest.mark.parametrize(("most", "fits"), [(0, True), (-1, False)])
def test_codes_have_numbers_of_so_many_bits(
    kept: Path, monkeypatch: pytest.MonkeyPatch, most: int, fits: bool
) -> None:
    books = example_release().codebooks.values()
    # Number 0 is of what is no code.
    largest = max(len(book.codes) for book in books) - 1
    monkeypatch.setattr(bounds, "NUMBERS", largest + most)
    with nullcontext() if fits else pytest.raises(CompiledFileError, match="codebook"):
        open_compiled(kept)


@pytest.mark.parametrize(
    "place",
    [
        "window_first_day",
        "versie_token0",
        "versie_boom0",
        *(("bomen", field) for field in ("node0", "class0", "bits0", "weight0")),
        *(("bomen", field) for field in ("nodes", "words", "classes")),
        ("tests", "condition0"),
        ("nodes", "test"),
    ],
    ids=str,
)
@pytest.mark.parametrize("by", [1, -1])
def test_place_that_is_one_off_is_refused(
    kept: Path, tmp_path: Path, place: str | tuple[str, str], by: int
) -> None:
    forgery = Forgery(kept)
    array = forgery.array(*named(place))
    array[1] = array[1 + by] if place == "window_first_day" else array[1] + by
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


def test_walk_that_would_go_round_is_refused(kept: Path, tmp_path: Path) -> None:
    forgery = Forgery(kept)
    waar = forgery.array("nodes", "waar")
    down = np.flatnonzero(waar > 0)[0]
    waar[down] = 0
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


def test_rules_that_run_in_a_circle_end_the_reference_walk(
    kept: Path, tmp_path: Path
) -> None:
    forgery = Forgery(kept)
    for side in ("waar", "onwaar"):
        forgery.array("regels", side)[:] = 0
    compiled = open_compiled(forgery.write(tmp_path / "forged.dbc"))
    batch = example_batch()
    encoded = encode_batch(compiled, *batch)
    row = int(np.flatnonzero(encoded.rows.versie >= 0)[0])
    with pytest.raises(CompiledFileError, match="without end"):
        Reference(compiled).walk(encoded, row)


TOP = (
    *("identity", "codebooks", "labels", "groepen", "notices", "bron_sha256"),
    *("arrays", "tables", "compiler"),
)


@pytest.mark.parametrize(
    ("name", "value"),
    [
        (name, value)
        for name in TOP
        for value in (1, -1.5, "x", [[]], {"x": 1}, [None])
        if (name, value) != ("bron_sha256", "x")
    ],
    ids=str,
)
def test_header_of_other_kinds_is_refused(
    kept: Path, tmp_path: Path, name: str, value: Any
) -> None:
    def change(forgery: Forgery) -> None:
        forgery.header[name] = value

    with pytest.raises(CompiledFileError):
        open_compiled(forged(kept, tmp_path / "forged.dbc", change))


@pytest.mark.parametrize("name", TOP)
def test_header_without_one_of_its_entries_is_refused(
    kept: Path, tmp_path: Path, name: str
) -> None:
    change = lambda forgery: forgery.header.pop(name)  # noqa: E731
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(forged(kept, tmp_path / "forged.dbc", change))


@pytest.mark.parametrize(
    ("array", "change"),
    [
        (array, change)
        for array in sorted(FORMS)
        for change in (
            *("absent", "dtype", "object", "shape", "more", "negative"),
            *("start", "odd start"),
        )
        # What follows is a row too, and no rule asks for it.
        if (array, change) != ("attribuut_row", "more")
    ],
)
def test_array_of_another_form_or_place_is_refused(
    kept: Path, tmp_path: Path, array: str, change: str
) -> None:
    forgery = Forgery(kept)
    entry = forgery.header["arrays"][array]
    match change:
        case "absent":
            del forgery.header["arrays"][array]
        case "dtype":
            entry[0] = "<f8"
        case "object":
            entry[0] = "|O"
        case "shape":
            entry[1] = [*entry[1], 1]
        case "more":
            entry[1][0] += 1
        case "negative":
            entry[1][0] = -1
        case "start":
            entry[2] = len(forgery.content) // 64 * 64 + 64
        case "odd start":
            entry[2] += 1
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


@pytest.mark.parametrize("value", [-1, 1 << 62, None, "0", 0.5, True])
@pytest.mark.parametrize("part", [0, 1, 2])
def test_table_of_another_place_or_height_is_refused(
    kept: Path, tmp_path: Path, part: int, value: object
) -> None:
    forgery = Forgery(kept)
    forgery.header["tables"]["beslisregels"][part] = value
    with pytest.raises(CompiledFileError, match="damaged"):
        open_compiled(forgery.write(tmp_path / "forged.dbc"))


@pytest.mark.parametrize("change", ["height", "bytes", "other table"])
def test_table_that_is_another_than_the_header_says_is_refused(
    kept: Path, tmp_path: Path, change: str
) -> None:
    forgery = Forgery(kept)
    tables = forgery.header["tables"]
    match change:
        case "height":
            tables["producten"][2] += 1
        case "bytes":
            start, size, _ = tables["producten"]
            forgery.content[start : start + size] = bytes(size)
        case "other table":
            tables["producten"][:2] = tables["attributen"][:2]
    compiled = open_compiled(forgery.write(tmp_path / "forged.dbc"))
    with pytest.raises(CompiledFileError, match=r"table producten\). Remove the file"):
        compiled.tables["producten"]


@pytest.mark.parametrize("at", range(20))
def test_every_byte_before_the_header_counts(
    kept: Path, tmp_path: Path, at: int
) -> None:
    for bit in range(8):
        content = bytearray(kept.read_bytes())
        content[at] ^= 1 << bit
        path = tmp_path / "changed.dbc"
        path.write_bytes(content)
        with pytest.raises(CompiledFileError):
            open_compiled(path)


def test_file_of_another_compiler_is_refused(kept: Path, tmp_path: Path) -> None:
    def change(forgery: Forgery) -> None:
        forgery.header["compiler"] = "0" * 64

    with pytest.raises(CompiledFileError, match="another version of this software"):
        open_compiled(forged(kept, tmp_path / "forged.dbc", change))


def change_at_random(forgery: Forgery, rng: np.random.Generator) -> None:
    """Change one element of an array that is looked into."""
    array = forgery.array(*named(INDICES[rng.integers(len(INDICES))]))
    element = rng.integers(array.size)
    info = np.iinfo(array.dtype)
    near = int(array[element]) + int(rng.integers(-3, 4))
    far = int(rng.integers(info.min, info.max, endpoint=True))
    most = int(array.max()) + int(rng.integers(0, 2))
    value = int(rng.choice(np.array([near, far, most], object)))
    array[element] = min(max(value, info.min), info.max)


def group_forgeries(kept: Path, folder: Path, seed: int, tries: int) -> None:
    """Group with forged files; run apart, since a fault may end the process."""
    rng = np.random.default_rng(seed)
    batch = example_batch()
    for _ in range(tries):
        forgery = Forgery(kept)
        change_at_random(forgery, rng)
        path = forgery.write(folder / "forged.dbc")
        try:
            Grouper(open_compiled(path)).group(*batch)
        except DbcError:
            continue


def test_no_forged_file_ends_the_process(kept: Path, tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, __file__, str(kept), str(tmp_path), "20261128", "20"],
        env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)},
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr


if __name__ == "__main__":
    group_forgeries(
        Path(sys.argv[1]), Path(sys.argv[2]), int(sys.argv[3]), int(sys.argv[4])
    )

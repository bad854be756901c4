"""A release as a folder: which of its files count, and which are told not to."""

from pathlib import Path

import pytest
from support.releases.builders import tiny_files, tiny_release, write_folder

from productstructure import read_release


@pytest.mark.parametrize("others", [[], ["Leeswijzer.pdf"]])
def test_files_one_folder_deeper_count_only_where_none_stand_above(
    tmp_path: Path, others: list[str]
) -> None:
    release = tiny_release(tmp_path / "release")
    expected = read_release(release).identity
    # An older delivery kept in a folder beside the files is none of this release.
    write_folder(release / "oud", tiny_files())
    write_folder(release, dict.fromkeys(others, b"tekst"))
    assert read_release(release).identity == expected


def test_files_that_a_zip_program_put_one_folder_deeper_are_read(
    tmp_path: Path,
) -> None:
    expected = read_release(tiny_release(tmp_path / "plain")).identity
    tiny_release(tmp_path / "around" / "release")
    assert read_release(tmp_path / "around").identity == expected


@pytest.mark.parametrize(
    ("count", "told"),
    [
        (0, None),
        (1, "Not read, for it is no XML: 'bijlage 1.txt'."),
        (5, "'bijlage 4.txt', 'bijlage 5.txt'."),
        (6, "'bijlage 4.txt', 'bijlage 5.txt' and 1 more."),
        (7, "'bijlage 4.txt', 'bijlage 5.txt' and 2 more."),
    ],
)
def test_five_names_of_files_that_are_not_read_are_told(
    tmp_path: Path, count: int, told: str | None
) -> None:
    release = tiny_release(tmp_path)
    write_folder(release, {f"bijlage {n + 1}.txt": b"tekst" for n in range(count)})
    notices = [n for n in read_release(release).notices if n.startswith("Not read")]
    if told is None:
        assert notices == []
    else:
        (notice,) = notices
        assert notice.endswith(told)

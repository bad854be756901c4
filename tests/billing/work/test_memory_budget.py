"""What will not fit in memory is refused before it begins; what fits never is."""

from pathlib import Path

import polars as pl
import pytest
from support.files.batchfiles import GOOD, LINE, changed
from support.tarieven.tarieffiles import write_lines, write_tables

import billing.memory_budget
from billing.machine_memory import memory_in_use, memory_left
from billing.memory_budget import MemoryBudget, MemoryBudgetError, rows_of
from productstructure.errors import CallError

MIB = 1 << 20


def system(
    tmp_path: Path, groups: str, files: dict[str, str], available: int = 8_000
) -> tuple[int, str] | None:
    """What is left by a /proc and a /sys/fs/cgroup made of these texts."""
    proc, cgroup = tmp_path / "proc", tmp_path / "cgroup"
    (proc / "self").mkdir(parents=True)
    (proc / "meminfo").write_text(f"MemTotal: 9000 kB\nMemAvailable: {available} kB\n")
    (proc / "self/cgroup").write_text(groups)
    for name, text in files.items():
        path = cgroup / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return memory_left(proc, cgroup)


def test_machine_alone_leaves_what_is_available(tmp_path: Path) -> None:
    left = system(tmp_path, "0::/\n", {})
    assert left == (8_000 * 1024, "what the machine has left")


@pytest.mark.parametrize(
    ("groups", "files", "left"),
    [
        pytest.param(
            "0::/a/b\n",
            {
                "a/b/memory.max": "5000000\n",
                "a/b/memory.current": "3000000\n",
                "a/b/memory.stat": "anon 1\nfile 700\ninactive_file 500000\n",
            },
            2_500_000,
            id="version 2, pages of files apart",
        ),
        pytest.param(
            "0::/a/b\n",
            {
                "a/b/memory.max": "max\n",
                "a/b/memory.current": "1000\n",
                "a/memory.max": "4000000\n",
                "a/memory.current": "1000000\n",
            },
            3_000_000,
            id="version 2, the group above",
        ),
        pytest.param(
            "0::/outside/name\n",
            {"memory.max": "2000000\n", "memory.current": "500000\n"},
            1_500_000,
            id="version 2, a container sees its group as the root",
        ),
        pytest.param(
            "9:cpu,memory:/x\n0::/\n",
            {
                "memory/x/memory.limit_in_bytes": "6000000\n",
                "memory/x/memory.usage_in_bytes": "2000000\n",
                "memory/x/memory.stat": "inactive_file 9\ntotal_inactive_file 1000\n",
            },
            4_001_000,
            id="version 1",
        ),
        pytest.param(
            "9:memory:/\n",
            {
                "memory/memory.limit_in_bytes": "9223372036854771712\n",
                "memory/memory.usage_in_bytes": "2000000\n",
            },
            8_000 * 1024,
            id="version 1 without a limit",
        ),
        pytest.param(
            "0::/\n",
            {"memory.max": "1000\n", "memory.current": "5000\n"},
            0,
            id="used up",
        ),
    ],
)
def test_limit_of_a_container_counts(
    tmp_path: Path, groups: str, files: dict[str, str], left: int
) -> None:
    found = system(tmp_path, groups, files)
    assert found is not None
    assert found[0] == left


def test_system_that_says_nothing_bounds_nothing(tmp_path: Path) -> None:
    assert memory_left(tmp_path, tmp_path) is None
    assert memory_in_use(tmp_path) == 0
    assert memory_in_use() > MIB


@pytest.mark.parametrize(
    ("text", "most"),
    [
        (None, None),
        ("8GiB", 8 << 30),
        ("512M", 512 << 20),
        (" 16 GB ", 16_000_000_000),
        ("1.5g", 3 << 29),
        ("1000", 1000),
    ],
)
def test_budget_is_a_size(text: str | None, most: int | None) -> None:
    assert MemoryBudget.of(text).most == most


@pytest.mark.parametrize("text", ["", "veel", "0", "-1GiB", "8 GiB RAM", "GiB"])
def test_budget_that_is_no_size_is_a_bad_call(text: str) -> None:
    with pytest.raises(CallError, match="max_memory"):
        MemoryBudget.of(text)


def test_need_up_to_the_budget_fits(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(billing.memory_budget, "memory_in_use", lambda: 100)
    MemoryBudget(1_100).require(1_000, "Dit", "Geef minder")
    with pytest.raises(MemoryBudgetError, match=r"Dit would take .*Geef minder, or"):
        MemoryBudget(1_100).require(1_001, "Dit", "Geef minder")
    monkeypatch.setattr(billing.memory_budget, "memory_left", lambda: (5, "de rest"))
    with pytest.raises(MemoryBudgetError, match=r"\(de rest\)"):
        MemoryBudget().require(6, "Dit", "Geef minder")
    monkeypatch.setattr(billing.memory_budget, "memory_left", lambda: None)
    MemoryBudget().require(1 << 60, "Dit", "Geef minder")


def test_rows_of_a_file_are_known_without_reading_it(tmp_path: Path) -> None:
    rows = pl.select(n=pl.int_range(100_000), tekst=pl.lit("een regel"))
    rows.write_csv(tmp_path / "r.csv")
    rows.write_parquet(tmp_path / "r.parquet")
    rows.write_ipc(tmp_path / "r.arrow")
    assert rows_of(tmp_path / "r.parquet") == rows_of(tmp_path / "r.arrow") == 100_000
    assert rows_of(tmp_path / "r.csv") == pytest.approx(100_000, rel=0.05)
    for name, text in (("leeg.csv", ""), ("stuk.parquet", "x"), ("r.xlsx", "x")):
        (tmp_path / name).write_text(text)
        assert rows_of(tmp_path / name) == 0
    assert rows_of(tmp_path / "weg.csv") == 0


@pytest.fixture
def lines(tmp_path: Path) -> list[object]:
    """Arguments that price 20,000 lines, for which 26 MB are asked."""
    write_tables(tmp_path)
    write_lines(
        tmp_path / "regels.csv",
        *({"regel_id": f"R{n}", "verzekerde_id": f"P{n}"} for n in range(20_000)),
    )
    return [
        *("price", "--regels", tmp_path / "regels.csv"),
        *("--tarieven", tmp_path / "tabellen.toml"),
        *("--verwerkingsdatum", "2024-06-01", "-o", tmp_path / "out.parquet"),
    ]


def test_lines_beyond_the_budget_are_refused_before_they_are_read(
    command, lines: list[object], tmp_path: Path
) -> None:
    there = {path.name for path in tmp_path.iterdir()}
    answer = command(*lines, "--max-memory", "1MiB")
    assert answer.exit_code == 3
    assert "Pricing 20," in answer.err
    assert "fewer lines at a time" in answer.err
    assert "what is left of 1 MiB" in answer.err
    assert {path.name for path in tmp_path.iterdir()} == there
    answer = command(*lines, "--max-memory", f"{memory_in_use() // MIB + 500}MiB")
    assert (answer.exit_code, answer.err) == (0, "")


def test_lines_that_are_made_are_held_against_the_budget_too(
    command, lines: list[object], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(billing.work.price, "rows_of", lambda path: 0)
    answer = command(*lines, "--max-memory", "1MiB")
    assert answer.exit_code == 3
    assert "Pricing 20,000 lines" in answer.err
    assert not (tmp_path / "out.parquet").exists()


def test_batch_of_any_size_is_grouped_in_the_memory_of_its_chunks(
    command, batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    arguments = batch([changed(GOOD, subtraject_nummer="1")], [LINE])
    assert command(*arguments, "--max-memory", "1MiB").exit_code == 3
    assert not (tmp_path / "out.parquet").exists()
    most = f"{memory_in_use() // MIB + 300}MiB"
    # However many rows there are, one chunk a thread is asked for.
    monkeypatch.setattr(billing.work.group, "rows_of", lambda path: 10**9)
    assert command(*arguments, "--threads", 1, "--max-memory", most).exit_code == 0
    answer = command(*arguments, "--threads", 4, "--max-memory", most)
    assert answer.exit_code == 3
    assert "fewer --threads" in answer.err


def test_night_has_a_budget_too(command, lines: list[object], tmp_path: Path) -> None:
    night = tmp_path / "nacht.toml"
    body = (
        'out = "uit"\nverwerkingsdatum = 2024-06-01\nmax_memory = "{}"\n'
        '[price]\ntarieven = ["tabellen.toml"]\nregels = ["regels.csv"]\n'
    )
    night.write_text(body.format("1MiB"))
    answer = command("run", night)
    assert answer.exit_code == 3
    assert "what is left of 1 MiB" in answer.err
    night.write_text(body.format("veel"))
    assert command("run", night).exit_code == 2
    night.write_text(body.format("20GiB"))
    assert command("run", night).exit_code == 0

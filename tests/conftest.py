"""Fixtures for every room, and the part of the suite that is run in minutes."""

import os
from collections import defaultdict
from pathlib import Path
from typing import Any

import hypothesis
import pytest

# Beside others a test process has one processor, and commands that it starts have too.
if "PYTEST_XDIST_WORKER" in os.environ:
    os.environ.setdefault("POLARS_MAX_THREADS", "1")

# An example may take long on a machine that does other work as well.
hypothesis.settings.register_profile("suite", deadline=None)
hypothesis.settings.load_profile("suite")
hypothesis.settings.register_profile("part", deadline=None, max_examples=25)

LONG = (
    "tests/architecture/test_stubs.py",
    "tests/benchmarks/",
    "tests/billing/cli/streams/test_pipes.py",
    "tests/billing/cli/test_check.py",
    "tests/billing/cli/test_compare.py",
    "tests/billing/cli/test_demo.py",
    "tests/billing/cli/test_demo_prices.py",
    "tests/billing/cli/test_eigenrisico.py::test_run_that_is_cut_off",
    "tests/billing/cli/test_kolommen_of_all.py",
    "tests/billing/cli/test_no_own_faults.py",
    "tests/billing/cli/test_pricing_page.py",
    "tests/billing/cli/test_process.py",
    "tests/billing/cli/test_signals.py",
    "tests/billing/cli/test_tables_on_screen.py",
    "tests/billing/cli/test_vorm.py",
    "tests/billing/cli/test_where_jobs_run.py",
    "tests/billing/files/test_damaged_files.py",
    "tests/billing/files/test_formulas_written.py",
    "tests/billing/files/test_toegevoegd.py",
    "tests/billing/files/test_write_order.py",
    "tests/billing/regels/test_hospitals.py",
    "tests/billing/work/declaraties/test_check.py::test_frames_of_messages",
    "tests/billing/work/declaraties/test_declare.py",
    "tests/billing/work/test_price_again.py",
    "tests/billing/work/test_price_spelling.py",
    "tests/billing/work/test_verify_set.py",
    "tests/data/test_example_declaraties.py",
    "tests/declarations/berichten/zh308/test_corpus.py",
    "tests/declarations/checks/registratie/test_cut_of_a_batch.py",
    "tests/declarations/checks/tarief/test_laws.py",
    "tests/declarations/eigenrisico/test_wetten.py",
    "tests/productstructure/files/test_archive.py",
    "tests/properties/",
    "tests/spark/",
    "tests/tariffs/test_order.py",
)
"""What takes longest, by how its name begins: left to ``make test-all``, and first."""


TOGETHER = ("tests/spark/", "tests/billing/cli/test_demo")
"""Modules that share what is dear to make, by how their names begin: a JVM, a demo."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Take --part, with which make test runs the suite in minutes."""
    parser.addoption(
        "--part",
        choices=("cases", "minutes"),
        help="cases: of every test with many parameters only the first and the last, "
        "and of laws fewer examples; minutes: those, without the longest modules.",
    )


def pytest_configure(config: pytest.Config) -> None:
    """Draw fewer examples where a part is run, before a module names its settings."""
    if config.getoption("--part") is not None:
        hypothesis.settings.load_profile("part")


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Any) -> Any:
    """Keep modules together where make says so, and some of them with each other."""
    if config.getoption("dist") != "loadscope":
        return None
    from xdist.scheduler import LoadScopeScheduling

    class Together(LoadScopeScheduling):
        def _split_scope(self, nodeid: str) -> str:
            shared = (name for name in TOGETHER if nodeid.startswith(name))
            return next(shared, super()._split_scope(nodeid))

    return Together(config, log)


def pytest_ignore_collect(collection_path: Path, config: pytest.Config) -> bool | None:
    """Do not even read a module of which no test is run: reading all takes seconds."""
    if config.getoption("--part") != "minutes":
        return None
    name = collection_path.relative_to(config.rootpath).as_posix()
    is_module = collection_path.suffix == ".py"
    return True if is_module and name.startswith(LONG) else None


def pytest_collection_modifyitems(
    config: pytest.Config, items: list[pytest.Item]
) -> None:
    """Leave out what --part leaves out; pytest counts it as deselected."""
    part = config.getoption("--part")
    # First, so that no processor is left alone with a module that takes minutes.
    items.sort(key=lambda item: not item.nodeid.partition("::")[0].startswith(LONG))
    if part is None:
        return
    of_test: dict[str, list[pytest.Item]] = defaultdict(list)
    for item in items:
        if part == "cases" or not _is_long(item):
            of_test[item.nodeid.partition("[")[0]].append(item)
    kept = {id(own[place]) for own in of_test.values() for place in (0, -1)}
    left_out = [item for item in items if id(item) not in kept]
    items[:] = [item for item in items if id(item) in kept]
    config.hook.pytest_deselected(items=left_out)


SHARED = Path(__file__).resolve().parents[2] / "shared"


def _is_long(item: pytest.Item) -> bool:
    """Whether a test is left to ``make test-all``: the real release is large, too.

    Where that is absent the tests that ask it skip by name, at once.
    """
    asks_shared = "shared" in getattr(item, "fixturenames", ())
    return item.nodeid.startswith(LONG) or (asks_shared and SHARED.is_dir())


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder with the real release and cases; absent on most machines."""
    if not (SHARED / "nza").is_dir():
        reason = "needs ../shared (the real NZa release and cases) beside the project"
        if os.environ.get("DBC_REQUIRE_SHARED") == "1":
            pytest.fail(reason)
        pytest.skip(reason)
    return SHARED

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
MODULES = [
    ".".join(path.relative_to(ROOT).with_suffix("").parts)
    for room in ("grouper", "tariffs", "declarations")
    for path in sorted(ROOT.glob(f"{room}/**/*.pyx"))
]

# An __init__ without arguments has no signature that can be looked up.
ALLOWED = "grouper.encoding._intern.Interner.__init__\n"

# Names, arguments and defaults are compared, for which frames need not be known: to
# read the types of these libraries takes as long as all the rest. Without them mypy
# finds faults that are none; those that are some are found by make lint.
CONFIG = """[mypy]
ignore_errors = true
ignore_missing_imports = true
[mypy-polars.*,dataframely.*,lxml.*]
follow_imports = skip
"""


def test_stubs_say_what_the_compiled_modules_have(tmp_path: Path):
    assert MODULES
    pytest.importorskip("mypy.stubtest", reason="needs extra lint")
    allowed = tmp_path / "allowed"
    allowed.write_text(ALLOWED)
    config = tmp_path / "mypy.ini"
    config.write_text(CONFIG)
    # PEP 800 (disjoint bases) is for a type checker, and no stub of ours has it.
    options = ["--ignore-disjoint-bases", "--allowlist", str(allowed)]
    options += ["--mypy-config-file", str(config)]
    done = subprocess.run(
        [sys.executable, "-m", "mypy.stubtest", *options, *MODULES],
        cwd=ROOT,
        env={**os.environ, "MYPY_CACHE_DIR": str(tmp_path / "cache")},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr

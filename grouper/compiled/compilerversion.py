"""Which compiler made a compiled release: a hash of the sources that decide on it.

A corrected compiler makes other tables of the same release. A number that somebody must
raise is forgotten one day, and then tables with a fault in them go on being used; so
the sources themselves are the version.
"""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).parents[2]
_ROOM_READ = "productstructure"
"""All of this room: it reads what the NZa published."""

MODULES = (
    "grouper/compiled/arrays.py",
    "grouper/compiling/attributen.py",
    "grouper/compiling/beslisregels.py",
    "grouper/compiled/capacity.py",
    "grouper/compiling/classes.py",
    "grouper/compiling/codebooks.py",
    "grouper/compiled/structure.py",
    "grouper/compiling/compiler.py",
    "grouper/compiled/compilerversion.py",
    "grouper/compiling/contents.py",
    "grouper/compiling/forest.py",
    "grouper/compiled/horizon.py",
    "grouper/compiled/kleuren.py",
    "grouper/compiling/notices.py",
    "grouper/frames/ozp_reasons.py",
    "grouper/compiling/tokens.py",
    "grouper/compiling/chains.py",
    "grouper/compiled/windows.py",
    "grouper/compiled/zorgtypen.py",
    "tabellen/errors.py",
    "tabellen/calltypes.py",
    "tabellen/paths.py",
    "tabellen/getoond.py",
    "tabellen/reading/zipfaults.py",
)
"""What compiling goes through beside that room; a test follows the imports."""


@cache
def compiler_version() -> str:
    """Version of the compiler at hand, 64 hexadecimal digits.

    Where the sources are not installed it is that of the package.
    """
    whole = hashlib.sha256()
    try:
        read = sorted((_ROOT / _ROOM_READ).rglob("*.py"))
        for path in (*read, *(_ROOT / name for name in MODULES)):
            content = path.read_bytes()
            name = path.relative_to(_ROOT).as_posix()
            whole.update(f"{name} {len(content)}\n".encode())
            whole.update(content)
    except OSError:
        whole = hashlib.sha256(version("dbc-grouper").encode())
    return whole.hexdigest()

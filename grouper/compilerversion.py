"""Which compiler made a compiled release: a hash of the sources that decide on it.

A corrected compiler makes other tables of the same release. A number that somebody must
raise is forgotten one day, and then tables with a fault in them go on being used; so
the sources themselves are the version.
"""

import hashlib
from functools import cache
from importlib.metadata import version
from pathlib import Path

_ROOT = Path(__file__).parent.parent
_ROOM_READ = "productstructure"
"""All of this room: it reads what the NZa published."""

MODULES = (
    "grouper/attributen.py",
    "grouper/beslisregels.py",
    "grouper/capacity.py",
    "grouper/classes.py",
    "grouper/codebooks.py",
    "grouper/compiled.py",
    "grouper/compiler.py",
    "grouper/compilerversion.py",
    "grouper/contents.py",
    "grouper/forest.py",
    "grouper/horizon.py",
    "grouper/notices.py",
    "grouper/ozp_redenen.py",
    "grouper/tokens.py",
    "grouper/trees.py",
    "grouper/windows.py",
    "grouper/zorgtypen.py",
    "tabellen/errors.py",
)
"""What compiling goes through beside that room; a test follows the imports."""


@cache
def compiler_version() -> str:
    """Version of the compiler at hand, 64 hexadecimal digits.

    Where the sources are not installed it is that of the package.
    """
    whole = hashlib.sha256()
    try:
        read = sorted((_ROOT / _ROOM_READ).glob("*.py"))
        for path in (*read, *(_ROOT / name for name in MODULES)):
            content = path.read_bytes()
            whole.update(f"{path.name} {len(content)}\n".encode())
            whole.update(content)
    except OSError:
        whole = hashlib.sha256(version("dbc-grouper").encode())
    return whole.hexdigest()

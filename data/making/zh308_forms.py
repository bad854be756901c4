"""How messages of the example are kept: one zip, the same bytes whenever it is made."""

import io
import zipfile
from collections.abc import Mapping
from pathlib import Path

_STAMP = (2025, 2, 3, 0, 0, 0)


def write_zip(path: Path, members: Mapping[str, bytes]) -> None:
    """Write files as one zip, the same bytes whenever it is made."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, content in members.items():
            archive.writestr(
                zipfile.ZipInfo(name, _STAMP), content, zipfile.ZIP_DEFLATED
            )
    path.write_bytes(buffer.getvalue())

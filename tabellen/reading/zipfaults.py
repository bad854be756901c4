"""What a damaged zip raises, whatever is in it: a release, a workbook, messages."""

import zipfile
import zlib

ZIP_FAULTS = (
    *(zipfile.BadZipFile, zlib.error, EOFError, OSError),
    # Of zipfile too: a name that is not the UTF-8 it says it is; encryption, or a form
    # of it or of the zip that is not known (NotImplementedError is a RuntimeError); a
    # place beyond the file.
    *(ValueError, RuntimeError, OverflowError),
)
"""What zipfile and the system raise on a zip that is damaged or of another kind."""

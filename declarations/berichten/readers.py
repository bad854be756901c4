"""Read a delivery of messages, whatever its form."""

from collections.abc import Iterator
from pathlib import Path

from declarations.berichten.berichten import Berichten, BerichtenReader
from declarations.berichten.hl7.reader import Hl7Reader
from declarations.berichten.layout import BerichtLayout
from declarations.berichten.ohw.reader import OhwReader
from productstructure.errors import InputFileError
from tabellen.calltypes import checks_types
from tabellen.paths import one_path


@checks_types
def read_berichten(
    path: Path | str,
    *,
    layout: BerichtLayout | None = None,
    batch_size: int = 50_000,
) -> Iterator[Berichten]:
    """Yield the subtrajecten and zorgactiviteiten of a delivery, in batches.

    A delivery with a SUBTRAJECT.txt is read as OHW form, as one batch; one with xml
    files, or a single file, as HL7v3 (FICR_IN900101NL04), one message in each file.

    Args:
        path: One message, a folder or a zip.
        layout: Where columns stand, for what is not known of the forms.
        batch_size: HL7v3 messages per batch.

    Yields:
        At least one batch. A malformed message is in its findings only.

    Raises:
        InputFileError: The delivery cannot be opened, or is no whole delivery.
        CallError: ``batch_size`` is below 1.

    Source: docs/messages.md (paths and files that were found).
    """
    layout = layout or BerichtLayout()
    readers: tuple[BerichtenReader, ...] = (
        OhwReader(layout.ohw),
        Hl7Reader(layout.fields, batch_size),
    )
    path = one_path(path)
    for reader in readers:
        if reader.recognises(path):
            return reader.read(path)
    raise InputFileError(
        f"{path.name}: no message was found in it. Give an xml message, a folder or "
        "zip with xml messages, or a delivery of onderhanden werk with its "
        "SUBTRAJECT.txt."
    )

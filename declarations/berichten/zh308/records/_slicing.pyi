import numpy as np
from numpy.typing import NDArray

from declarations.berichten.zh308.records._gebreken import Gebreken
from declarations.berichten.zh308.records._kolommen import Kolom

PLAATS_DTYPE: np.dtype[np.void]

def slice_fields(
    content: bytes | NDArray[np.uint8],
    padded: NDArray[np.uint8],
    starts: NDArray[np.int64],
    records: NDArray[np.uint32],
    plaatsen: NDArray[np.void],
    columns: list[Kolom],
    gebreken: Gebreken,
) -> None: ...

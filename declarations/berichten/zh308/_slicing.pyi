import numpy as np
from numpy.typing import NDArray

from declarations.berichten.zh308._gebreken import Gebreken
from declarations.berichten.zh308._kolommen import Kolom

def slice_field(
    content: bytes,
    padded: NDArray[np.uint8],
    starts: NDArray[np.int64],
    records: NDArray[np.uint32],
    begin: int,
    width: int,
    soort: int,
    is_reserve: bool,
    zero_counts: bool,
    field: int,
    values: Kolom,
    gebreken: Gebreken,
) -> None: ...

from typing import Any

import numpy as np
import numpy.typing as npt

from grouper._arrow import Strings

U8 = npt.NDArray[np.uint8]

def digest_texts(
    columns: list[Strings],
    person: U8,
    key: U8,
    head: U8,
    start: int,
    stop: int,
    out: U8,
) -> None: ...
def digest_registrations(
    texts: list[Strings],
    codes: npt.NDArray[np.uint32],
    numbers: npt.NDArray[np.int32],
    slots: U8,
    activities: dict[str, Any],
    person: U8,
    key: U8,
    heads: U8,
    head_of_row: U8,
    start: int,
    stop: int,
    out: U8,
) -> None: ...

class ColumnDigest:
    def __init__(self, person: U8) -> None: ...
    def add(self, column: Strings) -> None: ...
    def digest(self) -> bytes: ...

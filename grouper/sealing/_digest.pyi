import numpy as np
import numpy.typing as npt

from grouper.compiled.arrays import I32
from grouper.encoding.batch import Activities
from grouper.registration._arrow import Strings
from grouper.sealing.digest import Ranked

_U8 = npt.NDArray[np.uint8]

def digest_texts(
    columns: list[Strings],
    person: _U8,
    key: _U8,
    head: _U8,
    start: int,
    stop: int,
    out: _U8,
) -> None: ...
def digest_registrations(
    texts: list[Strings],
    codes: npt.NDArray[np.uint32],
    numbers: npt.NDArray[np.int32],
    slots: _U8,
    activities: Activities,
    day: I32,
    ranked: Ranked,
    person: _U8,
    key: _U8,
    heads: _U8,
    head_of_row: _U8,
    start: int,
    stop: int,
    out: _U8,
) -> None: ...

class ColumnDigest:
    def __init__(self, person: _U8) -> None: ...
    def add(self, column: Strings) -> None: ...
    def digest(self) -> bytes: ...

import numpy as np
import numpy.typing as npt

from grouper.compiled.arrays import U32
from grouper.encoding.batch import Activities, Days, EncodedRows, PerCode, Tokens
from grouper.encoding.codetables import CodeTables

def full_years(born: int, day: int) -> int: ...
def encode(
    tables: CodeTables,
    days: Days,
    texts: PerCode[U32],
    entry_of: PerCode[U32],
    activities: Activities,
    rows: EncodedRows,
    tokens: Tokens,
    net: npt.NDArray[np.int64],
    horizon: int,
    reject: int,
    own_release: int,
    start: int,
    stop: int,
) -> None: ...
def mark_distant(
    begindatum: npt.NDArray[np.int32],
    uitvoerdatum: npt.NDArray[np.int32],
    first: npt.NDArray[np.int64],
    activity_order: npt.NDArray[np.int64] | None,
    first_day: int,
    last_day: int,
    activity_fault: npt.NDArray[np.uint16],
    fault: npt.NDArray[np.uint64],
) -> None: ...
def mark_einddatum(
    begindatum: npt.NDArray[np.int32],
    einddatum: npt.NDArray[np.int32],
    open_after: int,
    fault: npt.NDArray[np.uint64],
) -> None: ...

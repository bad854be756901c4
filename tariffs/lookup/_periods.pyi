from typing import Any

import numpy as np
from numpy.typing import NDArray

RIJ_DTYPE: np.dtype[np.void]

def find_rows(
    offsets: NDArray[np.int32],
    rijen: NDArray[Any],
    query_outer: NDArray[np.int32],
    query_inner: NDArray[np.int32],
    query_day: NDArray[np.int32],
    found: NDArray[np.int32],
) -> None: ...

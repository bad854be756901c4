import numpy as np
import numpy.typing as npt

from grouper._arrow import Strings

def ascending_orders(column: Strings, strict: bool) -> int: ...
def merge(
    rows: Strings, activities: Strings, order: int, first: npt.NDArray[np.int64]
) -> npt.NDArray[np.int64]: ...
def look_up(
    rows: Strings,
    activities: Strings,
    is_double: npt.NDArray[np.uint8],
    row_of: npt.NDArray[np.int64],
) -> None: ...
def sort_by_row(
    row_of: npt.NDArray[np.int64],
    first: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64],
) -> None: ...

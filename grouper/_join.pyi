import numpy as np
import numpy.typing as npt

from grouper._arrow import Strings

def ascending_orders(column: Strings, strict: bool) -> int: ...
def merge(
    rows: Strings,
    activities: Strings,
    first: npt.NDArray[np.int64],
    row: int,
    before: int,
) -> int: ...
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
def count_up_to(activities: Strings, start: int, rows: Strings, order: int) -> int: ...

class NummerIndex:
    def __init__(self, expected: int) -> None: ...
    def add(self, rows: Strings, chunk: int) -> None: ...
    def chunks(self, activities: Strings, out: npt.NDArray[np.int32]) -> None: ...
    def doubles(self, rows: Strings, out: npt.NDArray[np.uint8]) -> None: ...

import numpy as np
import numpy.typing as npt

def select_lines(
    text: npt.NDArray[np.uint32],
    first: npt.NDArray[np.int64],
    order: npt.NDArray[np.int64] | None,
    wanted: npt.NDArray[np.uint8],
    skipped: npt.NDArray[np.uint8],
    row_out: npt.NDArray[np.int32],
    line_out: npt.NDArray[np.int64],
) -> int: ...
def net_lines(
    row: npt.NDArray[np.int32],
    code: npt.NDArray[np.uint32],
    day: npt.NDArray[np.int32],
    kind: npt.NDArray[np.uint8],
    doubt: npt.NDArray[np.uint8],
    aantal: npt.NDArray[np.int32],
    entry_out: npt.NDArray[np.int64],
    total_out: npt.NDArray[np.int64],
) -> int: ...
def count_days(
    days: npt.NDArray[np.int32], first_day: int, counts: npt.NDArray[np.int32]
) -> None: ...

import numpy as np
import numpy.typing as npt

def count_faults(
    fault: npt.NDArray[np.uint16] | npt.NDArray[np.uint64], mask: int
) -> int: ...
def list_faults(
    fault: npt.NDArray[np.uint16] | npt.NDArray[np.uint64],
    mask: int,
    row_out: npt.NDArray[np.int64],
    bit_out: npt.NDArray[np.uint8],
) -> None: ...

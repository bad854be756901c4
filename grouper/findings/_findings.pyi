import numpy as np
import numpy.typing as npt

def list_faults(
    fault: npt.NDArray[np.uint16] | npt.NDArray[np.uint64], mask: int
) -> tuple[npt.NDArray[np.int64], npt.NDArray[np.uint8]]: ...

import numpy as np
from numpy.typing import NDArray

def find_hashes(
    hashes: NDArray[np.uint64],
    among: NDArray[np.uint64],
    cells: NDArray[np.uint32],
    found: NDArray[np.uint32],
) -> bool: ...

from typing import Final

import numpy as np

BESLISBOOM: np.dtype[np.void]
NODE: np.dtype[np.void]
TEST: np.dtype[np.void]
CONDITION: np.dtype[np.void]
BESLISREGEL: np.dtype[np.void]
OPEN_BOVEN: Final[int]

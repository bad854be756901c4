import numpy as np
import numpy.typing as npt

from grouper._arrow import Strings

class Interner:
    texts: list[str | None]
    def intern(self, column: Strings, out: npt.NDArray[np.uint32]) -> None: ...

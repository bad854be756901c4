"""NumPy dtypes of the records that compiler and walkers share.

Derived from the C structs in _records.pxd, so that the two cannot drift apart.
"""

import numpy as np

cdef Beslisboom _beslisboom
cdef Node _node
cdef Test _test
cdef Condition _condition
cdef Beslisregel _beslisregel

BESLISBOOM = np.asarray(<Beslisboom[:1]>&_beslisboom).dtype
NODE = np.asarray(<Node[:1]>&_node).dtype
TEST = np.asarray(<Test[:1]>&_test).dtype
CONDITION = np.asarray(<Condition[:1]>&_condition).dtype
BESLISREGEL = np.asarray(<Beslisregel[:1]>&_beslisregel).dtype

OPEN_BOVEN = 2147483647

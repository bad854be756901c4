"""Faults are listed row by row, whatever the width of their masks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from grouper.findings import _findings


@pytest.mark.parametrize("dtype", [np.uint16, np.uint64])
@given(data=st.data())
def test_every_fault_of_the_mask_is_listed_once_by_row_and_bit(
    dtype: type[np.unsignedinteger], data: st.DataObject
) -> None:
    # Numbers of rows around the eight bytes that are read at a time; most have none.
    most = int(np.iinfo(dtype).max)
    masks = st.integers(0, most)
    rows = data.draw(st.lists(st.just(0) | masks, max_size=35))
    wanted = data.draw(masks)
    expected = [
        (row, bit)
        for row, mask in enumerate(rows)
        for bit in range(most.bit_length())
        if mask & wanted & 1 << bit
    ]
    fault = np.array(rows, dtype)
    row, bit = _findings.list_faults(fault, wanted)
    assert list(zip(row.tolist(), bit.tolist(), strict=True)) == expected


@pytest.mark.parametrize("dtype", [np.uint16, np.uint64])
def test_more_faults_than_there_is_room_for_at_first(
    dtype: type[np.unsignedinteger],
) -> None:
    fault = np.arange(50_000).astype(dtype)
    row, bit = _findings.list_faults(fault, 0b1011)
    expected = [
        (at, place)
        for at, mask in enumerate(fault.tolist())
        for place in (0, 1, 3)
        if mask >> place & 1
    ]
    assert list(zip(row.tolist(), bit.tolist(), strict=True)) == expected

"""Messages as bytes, for what is wrong below the fields."""

from collections.abc import Callable
from datetime import date
from itertools import count
from pathlib import Path

import pytest
from support.declaraties.basis import basis
from support.declaraties.oplevering import to_bytes

from declarations.berichten.zh308.declaraties import read_zh308
from declarations.checks.feiten.levering import Checkinstellingen, Levering
from declarations.registers.registers import Registers

DeliverBytes = Callable[..., Levering]


@pytest.fixture
def records() -> list[bytes]:
    """The ten records of the base, without line ends: 01 02 04 06 16 04 06 04 06 99."""
    return to_bytes(basis().berichten[0]).split(b"\r\n")[:-1]


@pytest.fixture
def deliver_bytes(tmp_path: Path) -> DeliverBytes:
    """Gives a delivery of messages, each as records or as bytes."""
    number = count()

    def made(*messages: list[bytes] | bytes) -> Levering:
        folder = tmp_path / f"bytes{next(number)}"
        folder.mkdir()
        for place, message in enumerate(messages, 1):
            if isinstance(message, list):
                message = b"".join(record + b"\r\n" for record in message)
            (folder / f"bericht{place}.zh308").write_bytes(message)
        return Levering(
            declaraties=read_zh308(sorted(folder.iterdir())),
            registers=Registers(),
            instellingen=Checkinstellingen(ontvangen=date(2024, 7, 5)),
        )

    return made

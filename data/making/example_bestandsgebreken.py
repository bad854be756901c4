"""Faults of whole messages: a small right message each, and what is changed of it."""

from collections.abc import Callable, Mapping

from declarations.berichten.zh308.velden import veld

Regels = list[bytes]
"""Lines of a message, each with its line end."""


def put(line: bytes, rubriek: str, text: str) -> bytes:
    """The line with other text in a field, filled up as its type asks."""
    place = veld(rubriek)
    width = place.eind - place.begin + 1
    filled = text.rjust(width, "0") if place.type == "N" else text.ljust(width)
    return line[: place.begin - 1] + filled.encode("latin-1") + line[place.eind :]


def _put(record: int, rubriek: str, text: str) -> Callable[[Regels], Regels]:
    def change(lines: Regels) -> Regels:
        lines = list(lines)
        lines[record] = put(lines[record], rubriek, text)
        return lines

    return change


def _shorter(lines: Regels) -> Regels:
    return [*lines[:2], lines[2][:-3] + lines[2][-2:], *lines[3:]]


def _line_feed(lines: Regels) -> Regels:
    return [*lines[:2], lines[2][:-2] + b"\n", *lines[3:]]


def _swapped(lines: Regels) -> Regels:
    return [lines[0], lines[1], lines[3], lines[2], *lines[4:]]


def _debtor(lines: Regels) -> Regels:
    return [lines[0], b"03" + lines[1][2:], *lines[1:]]


# Check, the record that is wrong (from 1; 0 is the last), what is changed.
BESTANDEN: Mapping[str, tuple[int, Callable[[Regels], Regels]]] = {
    "F01": (3, _shorter),
    "F02": (3, _line_feed),
    "F03": (3, _swapped),
    "F04": (1, _put(0, "0103", "08")),
    "F05": (1, _put(0, "0105", "T")),
    "F06": (3, _put(2, "0402", "9")),
    "F07": (0, _put(-1, "9904", "7")),
    "F08": (0, _put(-1, "9909", "1")),
    "F09": (2, _debtor),
    "F10": (3, _put(2, "0426", "1A")),
    "F11": (1, _put(0, "0116", "E2024029101")),
    "F12": (1, _put(0, "0114", "20250101")),
    "F13": (1, _put(0, "0110", "01999001")),
    "F15": (4, _put(3, "0608", "15X998")),
    "F28": (1, _put(0, "0113", "02")),
}
"""By check: where it is wrong, and how."""


def broken(check_id: str, message: bytes) -> tuple[bytes, int]:
    """A message with one fault, and the record that is wrong."""
    record, change = BESTANDEN[check_id]
    lines = change(message.splitlines(keepends=True))
    return b"".join(lines), record or len(lines)

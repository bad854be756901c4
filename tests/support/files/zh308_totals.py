"""What a ZH308 message says of its own totals, added up slowly by positions alone."""

from declarations.berichten.zh308.velden import VELDEN

_COUNTED = {"9902": "02", "9904": "04", "9905": "06", "9906": "16", "9907": "98"}
_PLACES = {
    veld.rubriek: slice(veld.begin - 1, veld.eind)
    for velden in VELDEN.values()
    for veld in velden
}


def has_wrong_total(content: bytes) -> bool:
    """Whether a count or the amount of the last record 99 is not that of its records.

    A field that holds no number is no wrong total: it is told as such.
    """
    lines = [line.rstrip(b"\r") for line in content.split(b"\n")]
    tails = [line for line in lines if line[:2] == b"99"]
    if not tails:
        return False
    counts = {
        rubriek: sum(line[:2].decode("latin-1") == kind for line in lines)
        for rubriek, kind in _COUNTED.items()
    }
    told = {rubriek: _number(tails[-1], rubriek) for rubriek in counts}
    if any(
        number is not None and number != counts[rubriek]
        for rubriek, number in told.items()
    ):
        return True
    amounts = [
        (_number(line, "0620"), line[_PLACES["0621"]])
        for line in lines
        if line[:2] == b"06"
    ]
    total = _number(tails[-1], "9909")
    if total is None or any(amount is None for amount, _ in amounts):
        return False
    added = sum(-(cents or 0) if dc == b"C" else cents or 0 for cents, dc in amounts)
    side = tails[-1][_PLACES["9910"]]
    return added != (-total if side == b"C" else total)


def _number(line: bytes, rubriek: str) -> int | None:
    text = line[_PLACES[rubriek]]
    width = _PLACES[rubriek].stop - _PLACES[rubriek].start
    return int(text) if len(text) == width and text.isdigit() else None

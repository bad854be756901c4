"""ZH308 messages for tests: a record at a time, one whole message, and random ones."""

from datetime import date

from hypothesis import strategies as st

from declarations.berichten.zh308.velden import VELDEN, Veld

CRLF = b"\r\n"

# Latin-1 without the bytes 0x80 to 0xBF: no two of these are a character of UTF-8.
LETTERS = "ABCXYZabcxyz0123456789-./'éëïüÑßÿ"


def record(kind: str, **values: str) -> bytes:
    """A record of a kind with these texts by rubriek (``r0410``), the others empty."""
    line = bytearray(b" " * 610)
    for veld in VELDEN[kind]:
        own = kind if veld.rubriek == f"{kind}01" else ""
        text = values.pop(veld.kolom, own)
        filled = (
            text.rjust(veld.breedte, "0")
            if veld.type == "N"
            else text.ljust(veld.breedte)
        )
        assert len(filled) == veld.breedte, (veld.rubriek, text)
        line[veld.begin - 1 : veld.eind] = filled.encode("latin-1")
    assert not values, f"no such rubriek: {values}"
    return bytes(line)


def message(*records: bytes) -> bytes:
    """Records, each with CR LF behind it."""
    return b"".join(line + CRLF for line in records)


VOORLOOP = record(
    "01", r0102="101", r0103="09", r0105="P", r0108="3311", r0112="06010101",
    r0113="04", r0114="20260101", r0115="20260131", r0116="F2026001", r0117="20260201",
    r0119="EUR",
)  # fmt: skip
VERZEKERDE = record(
    "02", r0202="1", r0203="111222333", r0204="3311", r0205="V0001",
    r0207="19800229", r0208="2", r0209="1", r0210="Jänsen", r0215="A", r0223="2",
)  # fmt: skip
PRESTATIE = record(
    "04", r0402="2", r0403="111222333", r0404="3311", r0405="V0001", r0407="1",
    r0408="19800229", r0409="041", r0410="15E309", r0411="20260102", r0412="20260115",
    r0413="1", r0414="099999020", r0419="S1", r0421="4", r0426="1", r0457="D",
    r0458="REF-PRESTATIE-000001",
)  # fmt: skip
TARIEF = record(
    "06", r0602="3", r0603="111222333", r0604="3311", r0605="V0001", r0606="041",
    r0608="15E309", r0609="20260102", r0610="1", r0611="02", r0614="12500",
    r0615="10000", r0617="12500", r0618="D", r0620="12500", r0621="D",
    r0622="REF-TARIEF-000000001",
)  # fmt: skip
ACTIVITEIT = record(
    "16", r1602="4", r1603="111222333", r1604="3311", r1605="V0001", r1606="041",
    r1607="15E309", r1608="20260102", r1609="1", r1610="ZA1", r1611="190007",
    r1612="20260102", r1613="20260102", r1614="1", r1619="D", r1620="REF-ZA-1",
)  # fmt: skip
COMMENTAAR = record("98", r9802="4", r9803="1", r9804="Spoed")
SLUIT = record(
    "99", r9902="1", r9904="1", r9905="1", r9906="1", r9907="1", r9908="5",
    r9909="12500", r9910="D",
)  # fmt: skip
SMALL = message(VOORLOOP, VERZEKERDE, PRESTATIE, TARIEF, ACTIVITEIT, COMMENTAAR, SLUIT)


def texts(veld: Veld) -> st.SearchStrategy[str]:
    """What may stand in a field of a valid message, without what fills it up."""
    width = veld.breedte
    if veld.rubriek == f"{veld.record}01":
        return st.just(veld.record)
    if veld.verplicht == "S":
        return st.just("")
    if veld.soort == "DATUM":
        days = st.dates(date(1, 1, 1), date(9999, 12, 31))
        return st.just("") | days.map(lambda day: f"{day:%Y%m%d}".rjust(8, "0"))
    if veld.type == "N":
        digits = st.integers(0, 10**width - 1).map(str)
        is_code = veld.soort == "CODE"
        return digits.map(lambda text: text.rjust(width, "0")) if is_code else digits
    return st.text(LETTERS + " ", max_size=width).map(lambda text: text.rstrip(" "))


def records(kind: str) -> st.SearchStrategy[bytes]:
    """A random record of a kind. Most fields are left empty, or it would take long."""
    fields = {veld.kolom: texts(veld) for veld in VELDEN[kind]}
    return st.fixed_dictionaries({}, optional=fields).map(
        lambda values: record(kind, **values)
    )


@st.composite
def lines(draw: st.DrawFn) -> list[bytes]:
    """The records of a random valid message, in the order that they must have."""
    found = [draw(records("01"))]
    for _ in range(draw(st.integers(0, 2))):
        found.append(draw(records("02")))
        for _ in range(draw(st.integers(0, 2))):
            found.append(draw(records("04")))
            found += draw(st.lists(records("06"), min_size=1, max_size=2))
            found += draw(st.lists(records("16"), max_size=2))
        found += draw(st.lists(records("98"), max_size=1))
    return [*found, draw(records("99"))]


def messages() -> st.SearchStrategy[bytes]:
    """A random valid message."""
    return lines().map(lambda found: message(*found))

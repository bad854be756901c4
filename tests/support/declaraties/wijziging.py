"""Changes to the base in words: the language of the examples of the catalogue.

    dbc: 0434=N, 0410=15X999 / weg ozp / tabel personen: overlijdensdatum=2024-01-05

Statements stand between `` / ``. docs/checks.md tells the language to its readers.
"""

import re
from copy import deepcopy
from datetime import date

from support.declaraties.basis import Bericht, Prestatie, Record, Situatie, basis

_TARGET = re.compile(
    r"(?P<naam>[a-z0-9]+)(?:\.(?P<soort>06|16)(?:\.(?P<nummer>\d+))?)?"
)
_PROFIEL = re.compile(r"(\S+) (\d{4}-\d{2}-\d{2}) (-?\d+)")
_DAG = re.compile(r"\d{4}-\d{2}-\d{2}")


def situation(wijziging: str) -> Situatie:
    """The base after a change in words.

    Raises:
        ValueError: A statement is not of the language.
    """
    made = basis()
    for statement in filter(None, (part.strip() for part in wijziging.split(" / "))):
        _apply(made, statement)
    return made


def _apply(made: Situatie, statement: str) -> None:
    if statement == "kopie bestand":
        made.berichten.append(deepcopy(made.berichten[0]))
    elif found := re.fullmatch(r"kopie (\w+) als (\w+)", statement):
        _copy(made.berichten[0], *found.groups())
    elif found := re.fullmatch(r"apart (\w+)", statement):
        _apart(made, found[1])
    elif found := re.fullmatch(r"weg (\S+)", statement):
        _remove(made.berichten[0], found[1])
    elif found := re.fullmatch(r"zonder (\w+)", statement):
        made.zonder.add(found[1])
    elif found := re.fullmatch(r"tabel (\w+)( \+)?: (.*)", statement):
        _table(made, found[1], _assigned(found[3]), is_new=bool(found[2]))
    elif found := re.fullmatch(r"historie \+: ?(.*)", statement):
        made.historie.append(_assigned(found[1]))
    elif found := re.fullmatch(r"profiel (\w+): ?(.*)", statement):
        made.profiel[found[1]] = [
            (code, date.fromisoformat(day), int(number))
            for code, day, number in _PROFIEL.findall(found[2])
        ]
    elif found := re.fullmatch(r"instelling: (.*)", statement):
        made.instellingen |= _assigned(found[1])
    elif found := re.fullmatch(r"bestand: (.*)", statement):
        made.bestand |= _texts(found[1])
    elif found := re.fullmatch(r"([a-z0-9.]+): (.*)", statement):
        _fields(made.berichten[0], found[1], _texts(found[2]))
    else:
        raise ValueError(f"not of the language of examples: {statement!r}")


def _texts(text: str) -> Record:
    pairs = (part.partition("=") for part in text.split(", "))
    return {name.strip(): value for name, _, value in pairs}


def _assigned(text: str) -> dict[str, object]:
    return {name: _value(value) for name, value in _texts(text).items() if name}


def _value(text: str) -> object:
    if text == "":
        return None
    return date.fromisoformat(text) if _DAG.fullmatch(text) else text


def _fields(bericht: Bericht, target: str, values: Record) -> None:
    if target == "01":
        bericht.voorloop |= values
    elif target == "99":
        bericht.sluit |= values
    elif target == "02":
        bericht.verzekerde |= values
    else:
        _record(bericht, target).update(values)


def _record(bericht: Bericht, target: str) -> Record:
    found = _TARGET.fullmatch(target)
    if found is None or found["naam"] not in bericht.prestaties:
        raise ValueError(f"no line of the base: {target!r}")
    prestatie = bericht.prestaties[found["naam"]]
    if found["soort"] is None:
        return prestatie.velden
    rows = prestatie.tarieven if found["soort"] == "06" else prestatie.activiteiten
    return rows[int(found["nummer"] or 1) - 1]


def _remove(bericht: Bericht, target: str) -> None:
    found = _TARGET.fullmatch(target)
    if found is None:
        raise ValueError(f"no line of the base: {target!r}")
    if found["soort"] is None:
        del bericht.prestaties[found["naam"]]
        return
    prestatie = bericht.prestaties[found["naam"]]
    rows = prestatie.tarieven if found["soort"] == "06" else prestatie.activiteiten
    del rows[int(found["nummer"] or 1) - 1]


def _copy(bericht: Bericht, of: str, name: str) -> None:
    source = bericht.prestaties[of]
    copy = deepcopy(source)
    number = len(bericht.prestaties) + 1
    copy.velden["0458"] = f"R{number:04}"
    if name.startswith("credit"):
        _turn(source, copy)
    elif "0414" in copy.velden:
        copy.velden["0419"] = f"S{number:04}"
    for place, tarief in enumerate(copy.tarieven, 1):
        tarief["0622"] = f"R{number:04}-{place}"
    for place, each in enumerate(copy.activiteiten, 5):
        each["1620"] = f"R{number:04}-{place}"
        if not name.startswith("credit"):
            each["1610"] = f"Z{number:03}{place}"
    bericht.prestaties[name] = copy


def _turn(source: Prestatie, copy: Prestatie) -> None:
    """Make a copy the credit of its source."""
    copy.velden |= {"0457": "C", "0459": source.velden["0458"]}
    for own, of in zip(copy.tarieven, source.tarieven, strict=True):
        own |= {"0618": "C", "0621": "C", "0623": of["0622"]}
    for own, of in zip(copy.activiteiten, source.activiteiten, strict=True):
        own |= {"1619": "C", "1621": of["1620"]}


def _apart(made: Situatie, name: str) -> None:
    """Put a line in a message of its own."""
    first = made.berichten[0]
    own = deepcopy(first)
    own.prestaties = {name: first.prestaties.pop(name)}
    own.voorloop["0116"] = f"F2024-{len(made.berichten) + 1:04}"
    own.sluit = {}
    made.berichten.append(own)


def _table(
    made: Situatie, naam: str, values: dict[str, object], *, is_new: bool
) -> None:
    rows = made.tabellen.setdefault(naam, [])
    if is_new:
        rows.append(values)
    else:
        for row in rows:
            row |= values

"""Any one change to a message is refused, told, or changes nothing.

Each element of the sample is renamed, moved to another namespace, denied or added to in
turn, and so is each attribute: over a thousand messages, read in one delivery.
"""

from collections.abc import Callable, Iterator
from copy import deepcopy
from pathlib import Path

import dbc_grouper_data
import polars as pl
import pytest
from lxml import etree
from support.files.hl7_samples import write_zip

from declarations import read_berichten

SAMPLE = Path(dbc_grouper_data.__file__).parent / "berichten" / "declaratiedataset.xml"
HL7 = "{urn:hl7-org:v3}"
Change = Callable[[etree._Element], object]

RENAMED: dict[str, Callable[[str], str]] = {
    "shorter": lambda name: name[:-1],
    "a letter": lambda name: f"{name[:2]}q{name[3:]}",
    "longer by two": lambda name: f"{name}xy",
    "exchanged": lambda name: name[0] + name[2:3] + name[1:2] + name[3:],
    "upper case": str.upper,
    "with a digit": lambda name: f"{name}1",
    "another": lambda name: "iets",
}
DENIED: dict[str, Change] = {
    "negationInd": lambda each: each.set("negationInd", "true"),
    "moodCode": lambda each: each.set("moodCode", "INT"),
    "nullFlavor": lambda each: each.set("nullFlavor", "UNK"),
    "updateMode": lambda each: each.set("updateMode", "D"),
    "statusCode": lambda each: etree.SubElement(
        each, f"{HL7}statusCode", code="cancelled"
    ),
}
ADDED: dict[str, Change] = {
    "element": lambda each: etree.SubElement(each, f"{HL7}iets", code="1"),
    "attribute": lambda each: each.set("iets", "1"),
    "codeSystem": lambda each: each.set("codeSystem", "2.16.840.1.113883.6.96"),
    "text": lambda each: setattr(each, "text", "iets"),
}


def elements(root: etree._Element) -> list[etree._Element]:
    return [
        each
        for each in root.iter()
        if isinstance(each.tag, str) and each.tag.startswith(HL7)
    ]


def renamed() -> Iterator[tuple[str, Change, int]]:
    for at, each in enumerate(elements(etree.parse(SAMPLE).getroot())):
        name = each.tag.removeprefix(HL7)
        for how, change in RENAMED.items():
            new = change(name)
            if new != name:
                yield how, lambda it, new=new: setattr(it, "tag", HL7 + new), at
        yield "namespace", lambda it, n=name: setattr(it, "tag", f"{{urn:x}}{n}"), at
        for key in map(str, each.attrib):
            for how, change in RENAMED.items():
                if change(key) != key:
                    new = change(key)
                    yield how, lambda it, k=key, n=new: it.set(n, it.attrib.pop(k)), at
            yield "text", lambda it, k=key: setattr(it, "text", it.attrib.pop(k)), at


def of_each(changes: dict[str, Change]) -> Iterator[tuple[str, Change, int]]:
    for at in range(len(elements(etree.parse(SAMPLE).getroot()))):
        for how, change in changes.items():
            yield how, change, at


@pytest.fixture
def outcomes(tmp_path):
    """Per changed message: how and where, whether it is as before, and its codes."""

    def read(changes: Iterator[tuple[str, Change, int]]) -> pl.DataFrame:
        root = etree.parse(SAMPLE).getroot()
        files, rows = {"plain.xml": etree.tostring(root)}, []
        for how, change, at in changes:
            copy = deepcopy(root)
            element = elements(copy)[at]
            place = element.tag.removeprefix(HL7)
            change(element)
            name = f"{len(files)}.xml"
            files[name] = etree.tostring(copy)
            rows.append((name, how, place))
        (berichten,) = read_berichten(write_zip(tmp_path / "z.zip", files))
        assert berichten.herkomst is not None
        contents = berichten.herkomst.select("bestand", "inhoud")
        plain = contents.filter(bestand="plain.xml")["inhoud"][0]
        told = berichten.findings.group_by("bestand").agg("code")
        return (
            pl.DataFrame(rows, ["bestand", "how", "place"], orient="row")
            .join(contents, on="bestand", how="left")
            .join(told, on="bestand", how="left")
            .with_columns(is_same=pl.col("inhoud") == plain)
        )

    return read


@pytest.mark.parametrize("changes", [renamed, lambda: of_each(ADDED)])
def test_change_that_nobody_is_told_of_does_not_exist(outcomes, changes):
    silent = outcomes(changes()).filter(pl.col("code").is_null())
    assert silent.rows() == []


def test_denial_is_never_passed_over(outcomes):
    found = outcomes(of_each(DENIED))
    assert found.filter(pl.col("code").is_null()).rows() == []
    # What is denied does not count; the id of the message is no part of its contents.
    same = found.filter("is_same")
    assert set(same["place"]) <= {"id"}
    assert same["code"].to_list() == [["B-53"]] * len(same)

import pytest

from declarations import read_layout
from declarations.berichten.hl7.fields import FIELDS, fields_with
from declarations.berichten.ohw.layout import DEFAULT_COLUMNS, DEFAULT_LINKS, OhwLayout
from productstructure.errors import CallError, InputFileError


def _layout(tmp_path, text):
    path = tmp_path / "berichten.toml"
    path.write_text(text)
    return read_layout(path)


def test_layout_of_an_empty_file_is_the_default(tmp_path):
    layout = _layout(tmp_path, "")
    assert layout.fields == FIELDS
    assert layout.ohw == OhwLayout()


def test_layout_paths_are_added_and_replaced(tmp_path):
    layout = _layout(
        tmp_path,
        '[hl7.paths]\nafsluitreden_code = "reasonCode@code"\n'
        'uitvoerdatum = "effectiveTime/low@value"\n',
    )
    paths = {field.column: field.path for field in layout.fields}
    assert paths["afsluitreden_code"] == "reasonCode@code"
    assert paths["uitvoerdatum"] == "effectiveTime/low@value"
    assert paths["begindatum"] == "effectiveTime/low@value"


def test_layout_ohw_columns_are_added_and_links_replaced(tmp_path):
    layout = _layout(
        tmp_path,
        '[ohw]\nseparator = "|"\n[ohw.columns]\ngeslacht = "PATIENT.sekse"\n'
        '[ohw.links]\n"SUBTRAJECT.p" = "PATIENT.p"\n',
    )
    assert layout.ohw.separator == "|"
    assert layout.ohw.columns == {**DEFAULT_COLUMNS, "geslacht": "PATIENT.sekse"}
    assert layout.ohw.links == {"SUBTRAJECT.p": "PATIENT.p"}
    assert OhwLayout().links == DEFAULT_LINKS


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("[hl8]\n", "found hl8"),
        ("[hl7.columns]\n", r"found hl7\.columns"),
        ("[ohw]\nscheiding = ';'\n", r"found ohw\.scheiding"),
        ("ohw = 3\n", "'ohw' is a value"),
        ("[ohw]\ncolumns = 'x'\n", "'columns' is a value"),
        ("[ohw]\nseparator = 3\n", r"ohw\.separator: expected a text"),
        ("[ohw.links]\na = 3\n", r"ohw\.links\.a: expected a text"),
        ("[ohw]\nseparator = '||'\n", r"found '\|\|'; expected one ASCII"),
        ("[hl7.paths]\niets = 'a@b'\n", "'iets'"),
        ("[hl7.paths]\nbegindatum = 'a@b'\n", "'begindatum', which is not a setting"),
        ("[hl7.paths]\naanspraak = 'a/b'\n", "found path 'a/b'"),
        ("[hl7.paths]\naanspraak = 'a//b@c'\n", "found path 'a//b@c'"),
    ],
)
def test_layout_unknown_key_or_path_raises(tmp_path, text, message):
    with pytest.raises(CallError, match=rf"berichten\.toml: .*{message}"):
        _layout(tmp_path, text)


def test_layout_that_is_no_toml_raises(tmp_path):
    with pytest.raises(InputFileError, match="is not TOML"):
        _layout(tmp_path, "[hl7")


def test_layout_absent_file_raises(tmp_path):
    with pytest.raises(InputFileError, match="cannot be opened"):
        read_layout(tmp_path / "weg.toml")


def test_every_column_has_one_path():
    columns = [field.column for field in FIELDS]
    assert len(columns) == len(set(columns))


def test_sourced_paths_are_those_of_the_reference():
    # docs/messages.md, written out once more.
    assert {field.path for field in fields_with({}) if field.is_sourced} == {
        "author/assignedOrganization/id@extension",
        "id@extension",
        "code@code",
        "effectiveTime/low@value",
        "pertinentInformation1/typerendeDiagnose/value@code",
        "derivedFrom/zorgtraject/responsibleParty/assignedPerson/code@code",
        "derivedFrom/zorgtraject/reason/zorgvraag/value@code",
        "repeatNumber@value",
        "subject/patient/subjectOf/leeftijd/value@value",
        "subject/patient/patientPerson/administrativeGenderCode@code",
    }


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_layout_of_an_editor_of_windows_is_read(tmp_path, encoding):
    path = tmp_path / "layout.toml"
    path.write_text('[ohw]\nseparator = "|"\n', encoding)
    assert read_layout(path).ohw.separator == "|"

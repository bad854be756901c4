import pytest

from productstructure.errors import InputFileError
from tabellen.forms.frames import schema_of
from tabellen.headers.headertext import told_columns

OF_A_PATIENT = ["123456782", "1980-03-04", "Jansen", "de Vries", "A1", "", "0303"]


@pytest.mark.parametrize("value", OF_A_PATIENT)
def test_value_of_a_patient_in_a_header_is_counted_and_not_told(value):
    told = told_columns(["geslacht", value])
    assert told == "geslacht and 1 other(s)"
    assert told_columns([value]) == "1 other(s)"


def test_names_of_columns_are_told():
    assert told_columns(["a", "leeftijd_jaar", "X1"], ["X1"]) == "a, leeftijd_jaar, X1"


@pytest.mark.parametrize("value", OF_A_PATIENT[:5])
def test_half_a_header_is_refused_without_the_other_half(tmp_path, value):
    path = tmp_path / "half.csv"
    path.write_text(f"geslacht;{value};begindatum\n1;2;3\n")
    with pytest.raises(InputFileError, match="diagnose_code missing") as fault:
        schema_of(path, required=["geslacht", "diagnose_code"])
    assert value not in str(fault.value).replace(str(path), "")
    assert "geslacht, begindatum and 1 other" in str(fault.value)

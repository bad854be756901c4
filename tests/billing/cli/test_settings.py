import pytest
from support.files.batchfiles import GOOD, LINE, changed

from billing.cli.options import group_settings
from billing.settings import GroupSettings
from grouper.frames.schemas import Digests, Profielen
from productstructure.errors import CallError
from tabellen.forms.frames import read_frame


def test_settings_of_no_options_are_the_defaults():
    assert group_settings() == GroupSettings()


def test_settings_are_read_by_name():
    settings = group_settings(
        checks=["geslacht=warn", " aantal = off "],
        aanspraak=["rood=aanspraak"],
        ozp=["addon_ic_in_dbc=ja", "hoofdtraject_overlapt=nee"],
    )
    assert settings.checks.severity["geslacht"] == "warn"
    assert settings.checks.severity["aantal"] == "off"
    assert settings.aanspraak.rood == "aanspraak"
    assert settings.ozp.addon_ic_in_dbc
    assert not settings.ozp.hoofdtraject_overlapt


def test_no_checks_leaves_those_that_are_set():
    settings = group_settings(checks=["geslacht=reject"], no_checks=True)
    on = {name for name, s in settings.checks.severity.items() if s != "off"}
    assert on == {"geslacht"}


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ({"aanspraak": ["rood"]}, "write NAME=SETTING"),
        ({"aanspraak": ["geel=aanspraak"]}, "Known: zonder_kleur, rood,"),
        ({"aanspraak": ["rood=misschien"]}, "'misschien' found"),
        ({"ozp": ["addon_ic_in_dbc=misschien"]}, "use ja or nee"),
        ({"ozp": ["fysiotherapie=ja"]}, "is unknown. Known: verzoek_gaat_voor_profiel"),
    ],
)
def test_setting_that_cannot_be_is_a_bad_call(options, said):
    with pytest.raises(CallError, match=said):
        group_settings(**options)


def test_aanspraak_rule_changes_the_code_and_its_reason(command, batch):
    # Group 120909 of the example: 060402 is rood care on a flagged rule.
    huid = changed(
        GOOD, specialisme_code="0310", diagnose_code="12", zorgvraag_code=None
    )
    tattoo = changed(LINE, zorgactiviteit_code="060402", aantal="2")
    arguments = batch([huid], [tattoo])
    codes = []
    for more in ([], ["--aanspraak-regel", "rood=aanspraak"]):
        answer = command(*arguments, *more)
        assert answer.exit_code == 0, answer.err
        codes.append(read_frame(arguments[-1])["declaratiecode"].to_list())
    assert codes == [["17X122"], [None]]


def test_profielen_are_listed_when_asked_for(command, batch, tmp_path):
    answer = command(*batch(), "--profielen", tmp_path / "profielen.parquet")
    assert answer.exit_code == 0, answer.err
    assert f"Wrote {tmp_path / 'profielen.parquet'}\n" in answer.out
    profielen = read_frame(tmp_path / "profielen.parquet")
    assert profielen.columns[: -len(Digests.column_names())] == Profielen.column_names()

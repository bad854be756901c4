from collections.abc import Callable
import pytest
from declarations.checks.levering import Levering
from importlib import import_module
P="declarations.checks.registratie."
CHECKS={}
for m in ("codes","looptijd","verwijzer","vervolg","dienstverlening","zorgprofiel.sluitdag","zorgprofiel.polikliniek","zorgprofiel.verpleging","zorgprofiel.opname","zorgprofiel.intensivecare","zorgprofiel.behandeldag","zorgprofiel.herhaling"):
    CHECKS|=import_module(P+m).CHECKS

@pytest.mark.parametrize("check", sorted(CHECKS))
def test_base(check, levering):
    o=CHECKS[check](levering(""))
    print(check,o.beoordeeld,o.reden,o.bevindingen.to_dicts())
    assert not o.bevindingen.filter(o.bevindingen["uitkomst"]=="FAALT").height

"""Is care declared by who had it done, and early closing undone in time? (R37, R39)

Source: NR/CU-263 art. 31 and 34 (2016).

Dutch terms: onderlinge dienstverlening (one institution treats on behalf of another),
terugvaloption (closing early for want of an agreement).
"""

from typing import Final

import polars as pl

from declarations.checks.levering import Levering
from declarations.checks.lijnen import eigen_lijnen, lijnen, with_names
from declarations.checks.oordeel import Oordeel
from declarations.checks.registratie.beoordeelbaar import (
    HISTORIE,
    dbcs,
    debits,
    history_covers,
    judge_debits,
)
from declarations.checks.registratie.looptijd import VOORTIJDIG
from declarations.checks.registratie.overeenkomsten import OVEREENKOMST, has_agreement

"""Group cases with kerapu and time it; knows kerapu and the standard library only.

Run by ``benchmarks.probes.kerapu`` in a Python that has kerapu: TABLES CASES ROUNDS.
The last line it prints is JSON: seconds of each round, and the products.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from kerapu.Kerapu import Kerapu
from kerapu.lbz.Subtraject import Subtraject

COLUMNS = (
    *("subtraject_nummer", "specialisme_code", "diagnose_code", "zorgtype_code"),
    *("zorgvraag_code", "begindatum", "geboortedatum", "geslacht"),
    "zorginstelling_code",
)


def _group(kerapu: Any, case: dict[str, Any]) -> str | None:
    subtraject = Subtraject(*(case[name] or "" for name in COLUMNS))
    for line in case["zorgactiviteiten"] or []:
        subtraject.add_zorg_activiteit(line["zorgactiviteit_code"], line["aantal"])
    product: str | None = kerapu.bepaal_zorg_product(subtraject)
    return product


def main(tables: str, cases_file: str, rounds: str) -> None:
    """Time the grouping of all cases, tables already read."""
    cases = json.loads(Path(cases_file).read_text())
    kerapu = Kerapu()
    kerapu.init_static(tables)
    seconds, products = [], []
    for _ in range(int(rounds)):
        begin = time.perf_counter()
        products = [_group(kerapu, case) for case in cases]
        seconds.append(time.perf_counter() - begin)
    sys.stdout.write(json.dumps({"seconds": seconds, "products": products}) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:])

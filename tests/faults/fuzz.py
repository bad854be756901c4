"""Changes ZH308 messages for minutes; looks what becomes of them.

A changed message is read to its last line, or refused in words; no check of form breaks
on it; a total that is wrong is never taken in silence; its frames go back to bytes and
an answer to it can be written. Of each way in which messages fail the smallest is kept
beside the tests, which run all of them (tests/declarations/berichten/zh308).

    python tests/faults/fuzz.py [--minutes N] [--seed N] [--keep FOLDER]
"""

import argparse
import time
import traceback
from collections import Counter
from datetime import date
from pathlib import Path
from random import Random

from inject import say
from mutations import mutate
from support.declaraties.opbouw import write_messages
from support.declaraties.wijziging import situation
from support.files.zh308_samples import SMALL
from support.files.zh308_verdict import Verdict, judge_message

SEEDS = ("", "kopie dbc als creditdbc", "dbc.06: 0616=5000", "weg ic / dbc: 0434=N")
MOST = 4
"""Changes to a message, at most."""


def originals(folder: Path) -> list[bytes]:
    """Messages without a fault of form, to begin with."""
    made = [SMALL]
    for wijziging in SEEDS:
        made += [
            path.read_bytes() for path in write_messages(situation(wijziging), folder)
        ]
    return made


def changed(whole: list[bytes], name: str) -> bytes:
    """A message that was changed in some places; the same for the same name."""
    rng = Random(name)
    content = rng.choice(whole)
    for _ in range(rng.randint(1, MOST)):
        if content:
            content = mutate(content, rng).content
    return content


def main() -> None:
    """Fuzz for some minutes and print what came of it."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--only", type=int)
    parser.add_argument("--keep", type=Path)
    chosen = parser.parse_args()
    folder = Path("build/fuzz")
    folder.mkdir(parents=True, exist_ok=True)
    whole = originals(folder)
    outcomes: Counter[str] = Counter()
    smallest: dict[frozenset[str], bytes] = {}
    begun, slowest, number = time.monotonic(), 0.0, chosen.only or 0
    while time.monotonic() - begun < chosen.minutes * 60:
        content = changed(whole, f"{chosen.seed}-{number}")
        since = time.monotonic()
        try:
            verdict = judge_message(content, folder, date(2024, 7, 5))
        except Exception:
            verdict = Verdict(faults=(traceback.format_exc(),))
        slowest = max(slowest, time.monotonic() - since)
        for fault in verdict.faults:
            say(f"{fault}\n  again: --seed {chosen.seed} --only {number}")
        outcomes["wrong" if verdict.faults else verdict.outcome] += 1
        kept = smallest.get(verdict.says)
        if kept is None or len(content) < len(kept):
            smallest[verdict.says] = content
        number += 1
        if chosen.only is not None:
            break
    say(f"{number:,} messages, seed {chosen.seed}, slowest {slowest:.1f} s:")
    say(", ".join(f"{n:,} {name}" for name, n in outcomes.most_common()))
    if chosen.keep:
        chosen.keep.mkdir(exist_ok=True)
        for says, content in smallest.items():
            name = "-".join(sorted(says))[:60] or "niets"
            (chosen.keep / f"{name}.zh308").write_bytes(content)
        say(f"{len(smallest)} ways in which they fail")
    raise SystemExit(bool(outcomes["wrong"]))


if __name__ == "__main__":
    main()

"""Messages that failed each in a way of its own when they were changed at random.

``python tests/faults/fuzz.py --minutes 10 --keep FOLDER`` finds them; they are packed
in ``corpus.zip``. Of each must hold what must hold of any bytes.
"""

import zipfile
from datetime import date
from pathlib import Path

import pytest
from support.files.zh308_verdict import judge_message

CORPUS = zipfile.ZipFile(Path(__file__).with_name("corpus.zip"))


@pytest.mark.parametrize("name", CORPUS.namelist())
def test_message_that_was_changed_is_judged_whole(name: str, tmp_path: Path):
    verdict = judge_message(CORPUS.read(name), tmp_path, date(2024, 7, 5))
    assert verdict.faults == ()
    assert verdict.outcome != ""

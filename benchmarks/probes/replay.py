"""Make recorded calls of compiled functions again, with little else in the process.

Run by ``instructions`` under callgrind: FOLDER TIMES, the latter JSON: how often to
make the calls of each file. A file is named after the function: ``walk ...``.
"""

import json
import pickle
import sys
from importlib import import_module
from pathlib import Path

KERNELS = {"encode": "grouper.encoding._encode", "walk": "grouper.walking._walk"}


def main(folder: str, times: str) -> None:
    """Make the calls of every file so many times."""
    for name, count in json.loads(times).items():
        hop = name.split()[0]
        work = getattr(import_module(KERNELS[hop]), hop)
        calls = pickle.loads((Path(folder) / name).read_bytes())
        for _ in range(count):
            for args, options in calls:
                work(*args, **options)


if __name__ == "__main__":
    main(*sys.argv[1:])

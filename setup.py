"""Which modules are compiled, and with which directives; all else is in pyproject."""

import os
from pathlib import Path

from Cython.Build import cythonize
from setuptools import Extension, setup

DEBUG = os.environ.get("DBC_DEBUG_BUILD") == "1"
ROOMS = ("grouper", "tariffs", "declarations")

setup(
    # The compiler takes most of an installation; modules do not wait for each other.
    options={"build_ext": {"parallel": os.cpu_count() or 1}},
    ext_modules=cythonize(
        [
            Extension(
                ".".join(source.with_suffix("").parts),
                [source.as_posix()],
                extra_compile_args=["-O1"] if DEBUG else ["-O3", "-g0"],
            )
            for room in ROOMS
            for source in sorted(Path(room).rglob("*.pyx"))
        ],
        # cythonize compares timestamps, not directives: each mode has its own folder,
        # or a release build after a debug build would keep the debug code.
        build_dir="build/cython-debug" if DEBUG else "build/cython-release",
        annotate=os.environ.get("DBC_ANNOTATE") == "1",
        compiler_directives={
            "language_level": 3,
            "boundscheck": DEBUG,
            "initializedcheck": DEBUG,
            "wraparound": False,
            "cdivision": True,
            "autotestdict": False,
            "auto_pickle": False,
            "embedsignature": True,
            "embedsignature.format": "python",
            "freethreading_compatible": True,
        },
    ),
)

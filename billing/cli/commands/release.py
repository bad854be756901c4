"""``dbc-grouper compile``: read, check and compile a release."""

import time
from pathlib import Path
from typing import Annotated

import typer

from billing.cli.bar import progress_bar
from billing.cli.options import Sha256
from billing.cli.screen import say
from billing.progress import ReleaseRead


def compile_release(
    release: Annotated[
        Path,
        typer.Argument(
            metavar="RELEASE",
            help="NZa zip, folder with its two XML files, or compiled release.",
        ),
    ],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o",
            "--out",
            metavar="FILE",
            help="Where the compiled release goes; by default only to the cache.",
        ),
    ] = None,
    sha256: Sha256 = None,
) -> None:
    """Read, check and compile a release, so that its next use starts at once.

    It prints the SHA-256 of the release, by which --sha256 pins it here and in other
    commands, and what is unusual about the release and was let through.

    Compiled releases are kept by content hash in the cache folder;
    DBC_GROUPER_CACHE names another folder, or turns the cache off when empty.
    """
    from billing.cli.reports.grouping import show_release_notices
    from grouper.compiled.store import save_compiled
    from grouper.compiling.cache import open_release
    from productstructure.errors import CallError
    from productstructure.files.archive import fingerprint
    from tabellen.sets.distinctfiles import check_distinct

    if out is not None and out.is_dir():
        raise CallError(f"{out} is a folder; name a file.")
    if out is not None and not out.parent.is_dir():
        raise CallError(f"{out.parent} does not exist; make that folder first.")
    check_distinct([release], [out])
    started = time.perf_counter()
    with progress_bar() as progress:
        compiled = open_release(release, sha256=sha256, told=ReleaseRead(progress))
    if out is not None:
        save_compiled(compiled, out)
    identity = compiled.identity
    say(f"Release {identity.name}, versiedatum {identity.versiedatum}")
    say(f"  {identity.boombestanden.name} ({identity.boombestanden.identificatie})")
    say(f"  {identity.referenties.name} ({identity.referenties.identificatie})")
    own = fingerprint(release)
    say(f"  sha256 {compiled.bron_sha256 or own}")
    if compiled.bron_sha256 not in (None, own):
        say(f"  sha256 {own} (of the compiled file)")
    say(f"  {len(compiled.groepen):,} trees, {len(compiled.labels):,} labels")
    show_release_notices(compiled.notices)
    if out is not None:
        say(f"Wrote {out}")
    say(f"Ready in {time.perf_counter() - started:.2f} s")

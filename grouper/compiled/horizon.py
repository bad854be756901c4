"""Until when a release is meant, and by which dates that is known.

31 December of the year of its ingangsdatum, the first date in the file names
(docs/decisions.md 3). Files are renamed, so the name is held against the trees: it may
be a year ahead of them, as when trees did not change, if the release was published in
the time before. UNSOURCED: in RZ17a the two are the same day.
"""

from datetime import date, timedelta

from productstructure.release import ReleaseIdentity

PUBLISHED_BEFORE = timedelta(days=400)
"""A release appears at most this long before its ingangsdatum: the first one for a year
is published before 1 May of the year before (docs/sources.md, PUC). UNSOURCED."""


def horizon_of(identity: ReleaseIdentity, newest_tree: date) -> date:
    """Last day that a release is meant for.

    Args:
        identity: The release.
        newest_tree: First day of its newest tree version.
    """
    named = identity.ingangsdatum
    if named is None or (named.year > newest_tree.year and not _fits(identity, named)):
        return date(newest_tree.year, 12, 31)
    if named.year > newest_tree.year + 1:
        return date(newest_tree.year, 12, 31)
    return date(named.year, 12, 31)


def tell_horizon(identity: ReleaseIdentity, newest_tree: date) -> str | None:
    """Tell that the names have no date, or another year than the newest trees."""
    named, horizon = identity.ingangsdatum, horizon_of(identity, newest_tree)
    if named is None:
        said = "The file names carry no date"
    elif named.year != newest_tree.year:
        said = f"The file names say {named}"
    else:
        return None
    return (
        f"{said}; the newest trees begin on {newest_tree}. The release is taken to be"
        f" meant until {horizon}; a begindatum after that day is warned of (G113)."
    )


def _fits(identity: ReleaseIdentity, named: date) -> bool:
    published = identity.versie or identity.versiedatum
    return named - published <= PUBLISHED_BEFORE

"""What the file of a reply is called: after its question, where that can be.

A name of 250 bytes is one a file may have, and that of its reply would be too long; two
questions may come to one name, or to a file and a folder of one name. Such a reply
bears the beginning of the name and a hash of the whole, so that no other one stops.
"""

import hashlib

MOST_BYTES = 255
"""Length of a name on the file systems that we know."""
_MOST_IN_ALL = 1024
_HASH = 16


def result_name(bestand: str, *, is_trial: bool) -> str:
    """File name of the reply; a trial shows in the name too."""
    ending = _ending(is_trial=is_trial)
    name = f"{bestand.removesuffix('.xml')}{ending}"
    return name if _fits(name) else _short(bestand, ending)


def is_too_long(bestand: str) -> bool:
    """Whether the reply to a file bears another name than it would by its question."""
    return not _fits(f"{bestand.removesuffix('.xml')}{_ending(is_trial=True)}")


class ResultNames:
    """Names of the replies of one run, each given once."""

    def __init__(self) -> None:
        self._files: set[str] = set()
        self._folders: set[str] = set()

    def give(self, bestand: str, *, is_trial: bool) -> str:
        """Name of the reply to a file."""
        name = result_name(bestand, is_trial=is_trial)
        if self._is_taken(name):
            name = _short(bestand, _ending(is_trial=is_trial))
        self._files.add(name)
        self._folders.update(_folders_of(name))
        return name

    def _is_taken(self, name: str) -> bool:
        return (
            name in self._files
            or name in self._folders
            or not self._files.isdisjoint(_folders_of(name))
        )


def _ending(*, is_trial: bool) -> str:
    return f"{'.proef' if is_trial else ''}.resultaat.xml"


def _folders_of(name: str) -> list[str]:
    parts = name.split("/")
    return ["/".join(parts[:depth]) for depth in range(1, len(parts))]


def _fits(name: str) -> bool:
    if len(name) * 4 <= MOST_BYTES:
        return True
    parts = [len(part.encode("utf-8", "replace")) for part in name.split("/")]
    return max(parts) <= MOST_BYTES and sum(parts) + len(parts) <= _MOST_IN_ALL


def _short(bestand: str, ending: str) -> str:
    """Without its folders, cut off, with a hash of the whole."""
    whole = bestand.encode("utf-8", "replace")
    digest = hashlib.sha256(whole).hexdigest()[:_HASH]
    own = whole.rpartition(b"/")[2].removesuffix(b".xml")
    room = MOST_BYTES - len(ending) - _HASH - 1
    return f"{own[:room].decode('utf-8', 'ignore')}~{digest}{ending}"

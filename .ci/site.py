"""Refuses a site of which a page asks anything of another host, or that lacks one."""

import re
import sys
from pathlib import Path

_ASKED = re.compile(
    r"""<(?:script|img|iframe)[^>]*\ssrc=["']?(?:https?:)?//[^"'\s>]*"""
    r"""|<link[^>]*\srel=["']?(?:stylesheet|preload|preconnect|icon)["']?[^>]*"""
    r"""\shref=["']?(?:https?:)?//[^"'\s>]*"""
)


def main(site: Path) -> int:
    """Say what is wrong with the pages; how many faults there are."""
    docs = Path(__file__).resolve().parents[1] / "docs"
    faults = [
        f"{page}: not built"
        for page in docs.glob("*.md")
        if not (site / page.with_suffix(".html").name).exists()
    ]
    for page in site.rglob("*.html"):
        found = _ASKED.findall(page.read_text(encoding="utf-8"))
        faults += [f"{page}: asks {each}" for each in found]
    for fault in faults:
        print(fault)  # noqa: T201
    return len(faults)


if __name__ == "__main__":
    sys.exit(min(main(Path(sys.argv[1])), 1))

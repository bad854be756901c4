"""The command line: ``python -m dbc_grouper`` is ``dbc-grouper``."""

from billing.cli import main

main()

"""How does a night's work run? Pipeline, command line and reports."""

"""`python -m dashboard` is `wallboard`."""

from dashboard.cli import main

main(prog_name="wallboard")

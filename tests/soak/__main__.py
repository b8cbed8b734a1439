"""`python -m tests.soak --minutes N`: months in minutes. Exit code 1 when something grows or was ever wrong."""

import argparse
import asyncio
import json
import signal
import sys
from pathlib import Path
from random import SystemRandom

from tests.soak.report import Report, facts, table
from tests.soak.run import Soak


def say(text: str) -> None:
    """One line for whoever watches."""
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def run(minutes: float, seed: int, script: str) -> Report:
    """One soak, which a SIGTERM ends as Ctrl-C does."""
    task = asyncio.current_task()
    assert task is not None
    asyncio.get_running_loop().add_signal_handler(signal.SIGTERM, task.cancel)
    return await Soak(minutes, seed, script, say).run()


def main() -> int:
    """Run it, tell what came of it, and write it down."""
    parser = argparse.ArgumentParser(prog="python -m tests.soak", description=__doc__)
    parser.add_argument("--minutes", type=float, default=10.0, help="how long (default: 10)")
    parser.add_argument("--seed", type=int, default=None, help="of the faults (default: another one each time)")
    parser.add_argument("--report", type=Path, help="a JSON file for everything that was measured")
    parser.add_argument("--script", type=Path, help="JavaScript to run in the page: one that leaks must be found out")
    given = parser.parse_args()
    seed = SystemRandom().randrange(1_000_000) if given.seed is None else given.seed
    say(f"{given.minutes:g} minutes, --seed {seed}")
    report = asyncio.run(run(given.minutes, seed, given.script.read_text("utf-8") if given.script else ""))
    if given.report:
        given.report.parent.mkdir(parents=True, exist_ok=True)
        given.report.write_text(json.dumps(report.record(), indent=1), "utf-8")
    for line in [*table(report), *facts(report)]:
        say(line)
    return 1 if report.failures() else 0


if __name__ == "__main__":
    sys.exit(main())

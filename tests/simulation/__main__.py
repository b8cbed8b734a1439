"""The long version of the simulation: `.venv/bin/python -m tests.simulation --examples 2000 --steps 100 --seed 7`.

A simulation is the real wall (pollers, schedule, store, publisher, hub, stream, reload) on an event loop whose time
jumps to the next timer, with an upstream in moods, a wall clock that is set, and model browsers on bad networks.
Hypothesis chooses what happens (machine.py); after each step, and once a second between them, everything must be as
world.py, polling.py and truth.py demand. What fails is shrunk to few steps and printed, to be pasted into a test. The
same seed is the same run. `pytest tests/simulation` is the short version, which never differs.
"""

import argparse
import logging
import random
import sys

from hypothesis import HealthCheck, seed, settings
from hypothesis.stateful import run_state_machine_as_test

from tests.simulation.machine import Wall


def main() -> None:
    """Run so many simulations; the first that fails ends it with its steps, and exit code 1."""
    parser = argparse.ArgumentParser(prog="python -m tests.simulation")
    parser.add_argument("--examples", type=int, default=1000, help="how many simulations")
    parser.add_argument("--steps", type=int, default=80, help="the most that happens in each of them")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="the same seed, the same run")
    asked = parser.parse_args()
    logging.disable()
    sys.stdout.write(f"{asked.examples} simulations of up to {asked.steps} steps, seed {asked.seed}\n")
    sys.stdout.flush()
    run_state_machine_as_test(
        seed(asked.seed)(Wall),
        settings=settings(
            max_examples=asked.examples,
            stateful_step_count=asked.steps,
            deadline=None,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )
    sys.stdout.write("nothing found\n")


if __name__ == "__main__":
    main()

"""The whole flow on a clock of its own: whatever happens, in whatever order, people see the truth, and it heals.

The short version, which is the same each time; see __main__.py for the long one, and for what it is made of.
"""

from hypothesis import HealthCheck, settings

from tests.simulation.machine import Wall

TestWall = Wall.TestCase
TestWall.settings = settings(
    max_examples=15,
    stateful_step_count=40,
    derandomize=True,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large],
)

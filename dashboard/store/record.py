"""How a source has behaved since the wall began to poll it, in bounded memory. Not what it answered; see reading."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime

from dashboard.poll.outcome import Asking, Failure, Outcome

TROUBLES = 5
"""Errors that are remembered, the newest ones."""

FAULTS = 16
"""Classes of errors that are counted apart. A kind may make up its own; what goes beyond is counted as `other`."""

LONGEST = 300
"""Characters that are kept of an error."""


@dataclass(frozen=True, slots=True)
class Trouble:
    """A poll that failed: when, why in a sentence, and the class of it."""

    at: datetime
    error: str
    fault: str


@dataclass(frozen=True, slots=True)
class Record:
    """The sums of all polls, and what is worth telling of the newest ones.

    `polls` took `seconds` together; `faults` counts those that failed by their class. `newest` is what the newest one
    took, `troubles` are the newest errors, newest first.
    """

    polls: int = 0
    seconds: float = 0.0
    newest: Asking | None = None
    faults: Mapping[str, int] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()

    @property
    def failures(self) -> int:
        """How many polls have failed."""
        return sum(self.faults.values())

    def after(self, outcome: Outcome) -> "Record":
        """This record with one more poll. What nobody was asked for, such as a push, is no poll."""
        if outcome.asking is None:
            return self
        polled = replace(
            self, polls=self.polls + 1, seconds=self.seconds + outcome.asking.seconds, newest=outcome.asking
        )
        return polled.failed(outcome) if isinstance(outcome, Failure) else polled

    def failed(self, failure: Failure) -> "Record":
        """This record with one more failure."""
        fault = failure.fault if failure.fault in self.faults or len(self.faults) < FAULTS else "other"
        trouble = Trouble(failure.at, failure.error[:LONGEST], fault)
        return replace(
            self,
            faults={**self.faults, fault: self.faults.get(fault, 0) + 1},
            troubles=(trouble, *self.troubles)[:TROUBLES],
        )

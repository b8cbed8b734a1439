"""How a source has behaved: sums that only rise, and the newest errors, in bounded memory."""

from datetime import UTC, datetime, timedelta

from dashboard.poll.outcome import Asking, Failure, Success
from dashboard.store.record import FAULTS, LONGEST, TROUBLES, Record, Trouble

NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)
TOOK = Asking(0.25, ("a.example",))


def failed(error: str = "no", fault: str = "dns", at: datetime = NOON) -> Failure:
    return Failure(error, fault, at, asking=TOOK)


def test_a_poll_is_counted_with_what_it_took() -> None:
    record = Record().after(Success("data", NOON, asking=Asking(1.5))).after(Success("data", NOON, asking=TOOK))
    assert (record.polls, record.seconds, record.newest, record.failures) == (2, 1.75, TOOK, 0)


def test_a_failure_is_counted_by_its_class_and_told() -> None:
    record = Record().after(failed("no name", "dns")).after(failed("too late", "timeout")).after(failed("no name"))
    assert (record.polls, record.faults, record.failures) == (3, {"dns": 2, "timeout": 1}, 3)
    assert record.troubles[0] == Trouble(NOON, "no name", "dns")
    assert [trouble.error for trouble in record.troubles] == ["no name", "too late", "no name"]


def test_a_success_forgets_no_trouble() -> None:
    record = Record().after(failed()).after(Success("data", NOON, asking=TOOK))
    assert [trouble.at for trouble in record.troubles] == [NOON]


def test_a_push_is_no_poll() -> None:
    assert Record().after(Success("data", NOON)) == Record()


def test_the_newest_errors_are_kept_and_each_is_cut() -> None:
    record = Record()
    for minute in range(100):
        record = record.after(failed("x" * 10_000, at=NOON + timedelta(minutes=minute)))
    assert [trouble.at.minute for trouble in record.troubles] == [39, 38, 37, 36, 35]
    assert len(record.troubles) == TROUBLES
    assert {len(trouble.error) for trouble in record.troubles} == {LONGEST}
    assert record.failures == 100


def test_classes_that_a_kind_makes_up_do_not_add_up_for_ever() -> None:
    record = Record()
    for number in range(100):
        record = record.after(failed(fault=f"made-up-{number}"))
    assert len(record.faults) == FAULTS + 1
    assert (record.faults["other"], record.failures) == (100 - FAULTS, 100)

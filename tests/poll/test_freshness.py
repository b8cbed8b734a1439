"""How long an answer stays good: what headers say, and what they only seem to."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.poll.freshness import good_for


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, 0),
        ({"cache-control": "max-age=300"}, 300),
        ({"cache-control": "public, Max-Age=300, must-revalidate"}, 300),
        ({"cache-control": 'max-age="300"'}, 300),
        ({"cache-control": "max-age=300", "age": "100"}, 200),
        ({"cache-control": "max-age=300", "age": "400"}, 0),
        ({"cache-control": "max-age=300", "age": "old"}, 300),
        ({"cache-control": "max-age=300, max-age=60"}, 60),
        ({"cache-control": "max-age=0"}, 0),
        ({"cache-control": "no-cache, max-age=300"}, 0),
        ({"cache-control": "max-age=300, no-store"}, 0),
        ({"cache-control": 'no-cache="set-cookie", max-age=300'}, 0),
        ({"cache-control": "s-maxage=300"}, 0),
        ({"cache-control": "max-age"}, 0),
        ({"cache-control": "max-age=-1"}, 0),
        ({"cache-control": "max-age=soon"}, 0),
        ({"cache-control": "max-age=99999999999999999999"}, 31_536_000),
        ({"age": "5"}, 0),
    ],
)
def test_an_answer_stays_good_for_its_max_age_less_the_age_it_has(headers: dict[str, str], seconds: int) -> None:
    assert good_for(headers) == timedelta(seconds=seconds)


@given(st.text(), st.text())
def test_whatever_the_headers_say_it_is_between_nothing_and_a_year(control: str, age: str) -> None:
    assert timedelta() <= good_for({"cache-control": control, "age": age}) <= timedelta(days=365)

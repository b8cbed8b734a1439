"""Everything that is wrong with some JSON is told, each with its place."""

from typing import Annotated

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from dashboard.web.shape import shaped


class Row(msgspec.Struct, forbid_unknown_fields=True):
    """A row."""

    label: Annotated[str, msgspec.Meta(max_length=3)]
    value: float | str | None = None


class Sheet(msgspec.Struct):
    """Rows of several forms."""

    rows: list[Row | float | None] = []
    named: dict[str, Row] = {}
    pairs: list[tuple[str, ...]] | None = None


@pytest.mark.parametrize(
    ("body", "sentences"),
    [
        (
            '{"rows": [{"label": "long"}, 5, {"value": 1}]}',
            ["rows[0].label: Expected `str`", "rows[2].label is missing"],
        ),
        ('{"rows": [{"label": "a", "value": [1], "x": 1}]}', ["rows[0].value: Expected", "rows[0].x is not known"]),
        (
            '{"rows": "none", "named": {"a": {}, "b": 7}}',
            ["rows: Expected `array`", "named.a.label is", "named.b: Exp"],
        ),
        ('{"pairs": [["a", 1], 2]}', ["pairs[0][1]: Expected `str`", "pairs[1]: Expected `array`"]),
        ("[1]", ["Expected `object`, got `array`"]),
        ('{"rows": [', ["Input data was truncated"]),
        ('{"rows": 1, "rows": ]}', ["JSON is malformed"]),
    ],
)
def test_all_that_is_wrong_is_told(body: str, sentences: list[str]) -> None:
    with pytest.raises(ValueError) as error:
        shaped(body.encode(), Sheet)
    told = str(error.value).split("; ")
    assert [sentence[: len(start)] for sentence, start in zip(told, sentences, strict=True)] == sentences


def test_of_very_much_that_is_wrong_the_first_is_told() -> None:
    with pytest.raises(ValueError) as error:
        shaped(b'{"rows": [' + b'"x",' * 9_999 + b'"x"]}', Sheet)
    assert str(error.value).count("Expected") == 10
    assert str(error.value).endswith("; and more")


def test_numbers_may_be_texts_where_that_is_said() -> None:
    assert shaped(b'{"rows": ["5"]}', Sheet, strict=False).rows == [5]
    with pytest.raises(ValueError, match=r"rows\[0\]"):
        shaped(b'{"rows": ["5"]}', Sheet)


json_values = st.recursive(
    st.none() | st.booleans() | st.floats(allow_nan=False) | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.sampled_from(["rows", "label", "named"]), inner),
    max_leaves=12,
)


@given(json_values)
def test_whatever_comes_it_has_the_shape_or_a_reason_why_not(value: object) -> None:
    try:
        found = shaped(msgspec.json.encode(value), Sheet, strict=False)
    except ValueError as error:
        reason = str(error)
    else:
        reason = "none is needed" if isinstance(found, Sheet) else ""
    assert reason

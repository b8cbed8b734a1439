"""Events as bytes: golden vectors, and what goes in comes out of two decoders."""

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from dashboard.live.frame import frame, retry
from tests.live.decoder import Event, by_httpx_sse, by_the_rules

names = st.from_regex(r"[a-z0-9][a-z0-9-]{0,63}|wall\.[a-z]{1,10}", fullmatch=True)
texts = st.text() | st.text(alphabet="ab:\r\n \ufeff\u2028\x85\0").map(str)
revisions = st.integers(1, 10**17)


def normal(text: str) -> str:
    """A text as a reader gets it: line ends are LF, and NUL is U+FFFD."""
    return text.replace("\r\n", "\n").replace("\r", "\n").replace("\0", "\ufffd")


@pytest.mark.parametrize(
    ("text", "lines"),
    [
        pytest.param("<p>1</p>", "data: <p>1</p>\n", id="one line"),
        pytest.param("", "data: \n", id="empty"),
        pytest.param("a\nb", "data: a\ndata: b\n", id="LF"),
        pytest.param("a\rb", "data: a\ndata: b\n", id="CR"),
        pytest.param("a\r\nb", "data: a\ndata: b\n", id="CRLF"),
        pytest.param("a\n\rb", "data: a\ndata: \ndata: b\n", id="LF CR"),
        pytest.param("a\n", "data: a\ndata: \n", id="ends in LF"),
        pytest.param("\n\n", "data: \ndata: \ndata: \n", id="nothing but LF"),
        pytest.param("a\u2028b", "data: a\u2028b\n", id="U+2028 is no line end"),
        pytest.param("a\x85b", "data: a\x85b\n", id="U+0085 is no line end"),
        pytest.param("a\x0bb\x0cc", "data: a\x0bb\x0cc\n", id="nor are VT and FF"),
        pytest.param("a\0b", "data: a\ufffdb\n", id="NUL"),
        pytest.param("a\ud800b\udfff", "data: a\ufffdb\ufffd\n", id="lone surrogates"),
        pytest.param("\ufeffa", "data: \ufeffa\n", id="BOM"),
        pytest.param("  a ", "data:   a \n", id="spaces"),
        pytest.param("data: x", "data: data: x\n", id="data in data"),
        pytest.param(
            "a\n\nevent: wall.message\ndata: x", "data: a\ndata: \ndata: event: wall.message\ndata: data: x\n"
        ),
        pytest.param("a\r\rid: 9-9\rretry: 0", "data: a\ndata: \ndata: id: 9-9\ndata: retry: 0\n"),
        pytest.param(": comment", "data: : comment\n", id="comment"),
        pytest.param("😀", "data: 😀\n", id="beyond the BMP"),
    ],
)
def test_each_line_of_the_text_is_a_line_of_data(text: str, lines: str) -> None:
    assert frame("clock", text, 7, "ab12-7").wire.decode() == f"event: clock\nid: ab12-7\n{lines}\n"


def test_the_programs_own_events_have_no_id() -> None:
    made = frame("wall.heartbeat", "{}")
    assert (made.wire, made.revision) == (b"event: wall.heartbeat\ndata: {}\n\n", 0)


def test_the_text_of_a_frame_can_be_encoded_whatever_went_in() -> None:
    assert frame("clock", "\ud800\0").text == "\ufffd\ufffd"


@pytest.mark.parametrize("name", ["", "Clock", "a b", "a\n", "a\ndata: x", "a:b", "ä", "a\0"])
def test_a_name_that_would_break_the_framing_is_refused(name: str) -> None:
    with pytest.raises(ValueError, match="can't be the name of an event"):
        frame(name, "x")


@pytest.mark.parametrize("event_id", ["1\n2", "1 2", "1\0", "x-1", "1-2\n"])
def test_an_id_that_would_break_the_framing_is_refused(event_id: str) -> None:
    with pytest.raises(ValueError, match="can't be the name of an event"):
        frame("clock", "x", 1, event_id)


def test_the_time_to_wait_before_the_next_connection_is_a_line_of_its_own() -> None:
    assert retry(2500) == b"retry: 2500\n"


@given(st.lists(st.tuples(names, texts, revisions), max_size=5), st.data())
@example([("clock", "a\r", 1), ("clock", "\nb", 2)], None)
def test_what_is_encoded_is_what_two_decoders_read(
    sent: list[tuple[str, str, int]], data: st.DataObject | None
) -> None:
    events = [Event(name, normal(text), f"ab12-{revision}") for name, text, revision in sent]
    stream = b"".join(frame(name, text, revision, f"ab12-{revision}").wire for name, text, revision in sent)
    cut = data.draw(st.integers(0, len(stream))) if data else 0
    assert by_the_rules(stream) == events
    assert by_httpx_sse(stream, cut) == events
    assert b"\r" not in stream


@given(texts, st.data())
def test_an_event_that_is_cut_short_is_not_dispatched(text: str, data: st.DataObject) -> None:
    first, second = frame("a", "whole", 1, "1-1").wire, frame("b", text, 2, "1-2").wire
    cut = data.draw(st.integers(0, len(second) - 1))
    assert by_the_rules(first + second[:cut]) == [Event("a", "whole", "1-1")]

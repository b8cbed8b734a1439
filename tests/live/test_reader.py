"""Who reads a stream, in few words."""

import pytest

from dashboard.live.reader import LONGEST, agent

ENGINE = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:133.0) Gecko/20100101 Firefox/133.0", "Firefox 133, Linux"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {ENGINE} Chrome/131.0.0.0 Safari/537.36", "Chrome 131, Linux"),
        (f"Mozilla/5.0 (X11; Linux x86_64) {ENGINE} HeadlessChrome/131.0.0.0 Safari/537.36", "Chrome 131, Linux"),
        (f"Mozilla/5.0 (Windows NT 10.0) {ENGINE} Chrome/131.0 Safari/537.36 Edg/131.0.1", "Edge 131, Windows"),
        (f"Mozilla/5.0 (Linux; Android 10; K) {ENGINE} Chrome/131.0 Mobile Safari/537.36", "Chrome 131, Android"),
        (f"Mozilla/5.0 (iPhone; CPU OS 17_1 like Mac OS X) {ENGINE} Version/17.1 Safari/604.1", "Safari 17, iPhone"),
        (f"Mozilla/5.0 (Macintosh; Mac OS X 10_15) {ENGINE} Version/17.0 Safari/605.1", "Safari 17, macOS"),
        ("curl/8.5.0", "curl 8.5.0"),
        ("python-httpx/0.28.1", "python-httpx 0.28.1"),
        ("", ""),
    ],
)
def test_a_browser_is_called_by_its_name_version_and_system(text: str, short: str) -> None:
    assert agent([(b"host", b"wall"), (b"user-agent", text.encode())]) == short


def test_who_says_nothing_is_called_nothing() -> None:
    assert agent([(b"host", b"wall")]) == ""


@pytest.mark.parametrize(
    "text", [b"x" * 60_000, b"Version/1" * 6000, b"Firefox/" + b"9" * 60_000, bytes(range(128, 256))]
)
def test_however_much_somebody_says_little_is_kept(text: bytes) -> None:
    assert len(agent([(b"user-agent", text)])) <= LONGEST

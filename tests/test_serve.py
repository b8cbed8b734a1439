"""The server as a process: what signals do to it, how it lives with few open files, and without anybody who listens."""

import os
import pty
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import psutil
import pytest

from tests.e2e.program import Program

CLOCK = '[widgets.clock]\nkind = "clock"\nseconds = true\n'
PATIENCE = 15.0
LIMITED = """
import resource, sys
resource.setrlimit(resource.RLIMIT_NOFILE, ({soft}, {hard}))
sys.argv[0] = "wallboard"
from dashboard.cli import main
main()
"""
"""The command where a process may have so many open files."""

Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts a wall of this config.toml; whatever is left of it at the end is ended."""
    programs: list[Program] = []

    def started(config: str = CLOCK, command: tuple[str, ...] = ()) -> Program:
        (tmp_path / "config.toml").write_text(config, "utf-8")
        programs.append(Program("run", "--port", "0", folder=tmp_path, command=command))
        return programs[-1]

    yield started
    for program in programs:
        if program.process.poll() is None:
            program.kill()


def until(condition: Callable[[], object], program: Program) -> None:
    """Wait until it is so, while the program runs."""
    deadline = time.monotonic() + PATIENCE
    while not condition():
        assert program.process.poll() is None, program.err
        assert time.monotonic() < deadline, program.err
        time.sleep(0.02)


def connect(url: str) -> socket.socket:
    """A connection on which nothing was said yet."""
    return socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=PATIENCE)


def stream(url: str) -> tuple[socket.socket, bytes]:
    """A stream, and how it begins: with a snapshot, or with the sentence that there is no place."""
    door = connect(url)
    door.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    return door, heard(door, b"event: wall.heartbeat", b"event: wall.full")


def heard(door: socket.socket, *events: bytes) -> bytes:
    """What comes up to one of these, or up to the end."""
    found = b""
    while not any(event in found for event in events) and (piece := door.recv(65536)):
        found += piece
    return found


# Signals


def test_sighup_reads_the_file_again_and_neither_a_stream_nor_a_poll_is_lost(tmp_path: Path, start: Start) -> None:
    secret = tmp_path / "place"
    secret.write_text("first")
    program = start(f'[wall]\ntitle = "${{file:{secret}}}"\n{CLOCK}')
    url = program.address()
    door, _ = stream(url)
    with door:
        secret.write_text("second")  # which is not watched
        program.process.send_signal(signal.SIGHUP)
        until(lambda: "was read again" in program.err, program)
        assert "<h1" in (page := httpx.get(url).text)
        assert "second" in page
        ticks = [time.monotonic() for _ in range(4) if heard(door, b"event: clock")]
        assert 1.5 < ticks[-1] - ticks[0] < 6  # one a second, as before: not two, not none
        assert "wallboard_readers 1.0" in httpx.get(f"{url}/metrics").text
    assert program.end() == 0


def test_sighup_of_a_file_that_is_wrong_by_now_says_so_and_changes_nothing(tmp_path: Path, start: Start) -> None:
    program = start()
    url = program.address()
    (tmp_path / "config.toml").write_text("[widgets.clock]\nkind = 'clack'\n")
    for _ in range(3):
        program.process.send_signal(signal.SIGHUP)
    until(lambda: "is not valid, the wall goes on as before" in program.err, program)
    assert "config.toml line 2" in httpx.get(url).text
    assert program.end() == 0


def test_a_wall_that_was_started_in_a_terminal_ends_when_that_is_closed_and_not_before(tmp_path: Path) -> None:
    (tmp_path / "config.toml").write_text(CLOCK)
    outer, inner = pty.openpty()
    with (tmp_path / "log").open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "dashboard", "run", "--port", "0"], cwd=tmp_path, stdin=inner, stderr=log
        )
    try:
        os.close(inner)

        def logged(sentence: str) -> None:
            deadline = time.monotonic() + PATIENCE
            while sentence not in (tmp_path / "log").read_text():
                assert time.monotonic() < deadline
                time.sleep(0.02)

        logged("the wall is on")
        process.send_signal(signal.SIGHUP)
        logged("was read again")
        os.close(outer)
        process.send_signal(signal.SIGHUP)
        assert process.wait(PATIENCE) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


# Open files


def limited(soft: int, hard: int) -> tuple[str, ...]:
    """The command, with so many open files."""
    return sys.executable, "-c", LIMITED.format(soft=soft, hard=hard)


def figure(url: str, name: str) -> float:
    """A figure of /metrics."""
    found = re.search(rf"^{name} (\S+)$", httpx.get(f"{url}/metrics").text, re.MULTILINE)
    assert found is not None
    return float(found[1])


def test_as_many_files_are_opened_as_the_system_allows(start: Start) -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    program = start(command=limited(256, min(hard, 4096)))
    url = program.address()
    assert figure(url, "process_max_fds") == min(hard, 4096)
    assert figure(url, "wallboard_readers_most") == 2000
    assert "no more than" not in program.err


def test_with_few_open_files_streams_are_turned_away_polls_go_on_and_it_recovers(start: Start) -> None:
    polled = '[widgets.load]\nkind = "system"\nevery = "200ms"\n'
    program = start(CLOCK + polled, limited(64, 64))
    url = program.address()
    assert "no more than 32 streams, not 2000: this process may open only 64 files" in program.err
    with ExitStack() as stack:
        first, _ = stream(url)
        stack.enter_context(first)
        fates = []
        for _ in range(60):
            door, begun = stream(url)
            stack.enter_context(door)
            fates.append(b"wall.full" in begun)
        assert fates == [False] * 31 + [True] * 29
        for _ in range(60):  # which say nothing, and would take the last file
            stack.enter_context(connect(url))
        files = Path(f"/proc/{program.process.pid}/fd")
        assert all(heard(first, b"event: load") for _ in range(3))
        assert not files.exists() or len(list(files.iterdir())) < 64
    until(lambda: httpx.get(f"{url}/healthz").text == "ok\n", program)
    door, begun = stream(url)
    with door:
        assert b"event: wall.heartbeat" in begun
    until(lambda: figure(url, "wallboard_readers") == 0, program)
    assert figure(url, "wallboard_readers_refused_total") == 29
    assert program.end() == 0
    assert "Traceback" not in program.err
    assert program.err.count("a reader was turned away") == 1


# Standard error


def test_a_log_that_nobody_reads_any_more_does_not_end_the_wall(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "config.toml").write_text(CLOCK)
    command = f"exec {sys.executable} -m dashboard run --port {port}"
    process = subprocess.Popen(["sh", "-c", command], cwd=tmp_path, stderr=subprocess.PIPE)
    try:
        assert process.stderr is not None
        assert b"the wall is on" in process.stderr.readline()
        process.stderr.close()
        for title in ("one", "two", "three"):  # each is a line
            (tmp_path / "config.toml").write_text(f'[wall]\ntitle = "{title}"\n{CLOCK}')
            process.send_signal(signal.SIGHUP)
            deadline = time.monotonic() + PATIENCE
            while f">{title}</h1>" not in httpx.get(f"http://127.0.0.1:{port}/").text:
                assert time.monotonic() < deadline
                time.sleep(0.02)
        process.terminate()
        assert process.wait(PATIENCE) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def test_a_wall_without_standard_streams_runs_and_ends_as_any_other(tmp_path: Path) -> None:
    port = free_port()
    (tmp_path / "config.toml").write_text(CLOCK)
    command = f"exec {sys.executable} -m dashboard run --port {port} 0<&- 1>&- 2>&-"
    process = subprocess.Popen(["sh", "-c", command], cwd=tmp_path)
    try:
        answers(f"http://127.0.0.1:{port}/healthz")
        taken = {file.path for file in psutil.Process(process.pid).open_files() if file.fd in (0, 1, 2)}
        assert taken <= {os.devnull}
        assert not [one for one in psutil.Process(process.pid).net_connections() if one.fd in (0, 1, 2)]
        process.terminate()
        assert process.wait(PATIENCE) == 0
    finally:
        if process.poll() is None:
            process.kill()
            process.wait()


def free_port() -> int:
    """A port on which nobody listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port: int = listener.getsockname()[1]
        return port


def answers(url: str) -> None:
    """Wait until the wall is there."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            assert httpx.get(url).status_code == 200
            return
        except httpx.TransportError:
            assert time.monotonic() < deadline
            time.sleep(0.05)

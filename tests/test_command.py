"""The command, as people type it: what it prints, what it answers the shell, how it ends."""

import re
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import httpx
import pytest

from tests.e2e.program import Program

WALLBOARD = str(Path(sys.executable).with_name("wallboard"))
CLOCK = '[widgets.clock]\nkind = "clock"\nseconds = true\n'
WRONG = """[wall]
timezon = "Europe/Lisbon"

[widgets.load]
kind = "jsom"

[widgets.Clock]
kind = "clock"
every = "soon"
"""
LOG_LINE = re.compile(r"\d\d:\d\d:\d\d (INFO|WARNING|ERROR) +\S.*")


def wallboard(*arguments: str, folder: Path) -> subprocess.CompletedProcess[str]:
    """The command, which has to end by itself."""
    command = [WALLBOARD, *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=30, check=False)


def written(folder: Path, config: str) -> Path:
    """A config.toml in this folder."""
    path = folder / "config.toml"
    path.write_text(config, "utf-8")
    return path


Start = Callable[..., Program]


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Start]:
    """Starts the command in a folder; whatever is left of it at the end is ended."""
    programs: list[Program] = []

    def started(*arguments: str, command: tuple[str, ...] = (WALLBOARD,)) -> Program:
        programs.append(Program(*arguments, folder=tmp_path, command=command))
        return programs[-1]

    yield started
    for program in programs:
        if program.process.poll() is None:
            program.kill()


@pytest.fixture
def taken() -> Iterator[int]:
    """A port of loopback on which somebody else listens."""
    with socket.create_server(("127.0.0.1", 0)) as listener:
        yield listener.getsockname()[1]


def test_check_of_a_file_that_is_fine_says_so(tmp_path: Path) -> None:
    path = written(tmp_path, CLOCK)
    done = wallboard("check", str(path), folder=tmp_path)
    assert done.returncode == 0
    assert done.stdout == f"{path} is fine: 1 widget on 1 page.\n"
    assert done.stderr == ""


def test_check_prints_every_error_with_its_place(tmp_path: Path) -> None:
    done = wallboard("check", str(written(tmp_path, WRONG)), folder=tmp_path)
    assert done.returncode == 1
    assert done.stdout == ""
    assert all_errors(done.stderr)


def all_errors(text: str) -> bool:
    """Whether these lines name each mistake of WRONG by its line, and nothing else."""
    lines = [re.search(r"config\.toml:(\d+):\d+: ", line) for line in text.splitlines()]
    return [found and int(found[1]) for found in lines] == [2, 5, 7, 9]


def test_run_with_a_wrong_file_prints_every_error_and_never_listens(tmp_path: Path) -> None:
    done = wallboard("run", str(written(tmp_path, WRONG)), folder=tmp_path)
    assert done.returncode == 2
    assert all_errors(done.stderr)


def test_a_file_that_is_not_there_is_said_to_be_missing(tmp_path: Path) -> None:
    done = wallboard("run", "other.toml", folder=tmp_path)
    assert done.returncode == 2
    assert "other.toml" in done.stderr
    assert "there is no such file" in done.stderr
    assert len(done.stderr.splitlines()) == 1


def test_a_port_that_is_taken_ends_in_a_sentence(tmp_path: Path, taken: int) -> None:
    written(tmp_path, CLOCK)
    done = wallboard("run", "--port", str(taken), folder=tmp_path)
    assert done.returncode == 2
    assert done.stderr == f"The wall can't listen on 127.0.0.1 port {taken}: Address already in use.\n"


@pytest.mark.parametrize("arguments", [("--port", "0"), ("run", "--port", "0"), ("config.toml", "--port", "0")])
def test_wallboard_and_wallboard_run_are_the_same(tmp_path: Path, start: Start, arguments: tuple[str, ...]) -> None:
    written(tmp_path, CLOCK)
    url = start(*arguments).address()
    assert httpx.get(f"{url}/healthz").text == "ok\n"


def test_python_m_dashboard_is_the_same_command(tmp_path: Path, start: Start) -> None:
    written(tmp_path, CLOCK)
    url = start("--port", "0", command=(sys.executable, "-m", "dashboard")).address()
    assert httpx.get(f"{url}/healthz").text == "ok\n"


def test_in_an_empty_folder_it_shows_the_example_wall_and_says_so(start: Start) -> None:
    program = start("--port", "0")
    url = program.address()
    assert "There is no config.toml in" in program.err
    assert "<h1" in httpx.get(url).text
    assert program.end() == 0


def test_host_and_port_on_the_command_line_win_over_the_file(tmp_path: Path, start: Start, taken: int) -> None:
    written(tmp_path, f'[server]\nhost = "127.0.0.1"\nport = {taken}\n\n{CLOCK}')
    url = start("--host", "127.0.0.2", "--port", "0").address()
    assert re.fullmatch(r"http://127\.0\.0\.2:\d+", url)
    assert httpx.get(f"{url}/healthz").text == "ok\n"


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_a_signal_ends_it_with_fifty_open_streams(tmp_path: Path, start: Start, number: signal.Signals) -> None:
    written(tmp_path, CLOCK)
    program = start("--port", "0")
    url = program.address()
    port = int(url.rpartition(":")[2])
    program.answers(f"{url}/readyz")
    with ExitStack() as stack:
        readers = [stack.enter_context(reader(port)) for _ in range(50)]
        assert program.end(number, within=2) == 0
        assert all(rest(stream).endswith(b"0\r\n\r\n") for stream in readers)
    assert program.out == ""
    assert [line for line in program.err.splitlines() if not LOG_LINE.fullmatch(line)] == []


def reader(port: int) -> socket.socket:
    """A stream that has begun."""
    stream = socket.create_connection(("127.0.0.1", port), timeout=10)
    stream.sendall(b"GET /events HTTP/1.1\r\nHost: localhost\r\n\r\n")
    begun = b""
    while b"event: wall.heartbeat" not in begun:
        piece = stream.recv(65536)
        assert piece, begun
        begun += piece
    return stream


def rest(stream: socket.socket) -> bytes:
    """What else comes before the stream ends."""
    received = b""
    while piece := stream.recv(65536):
        received += piece
    return received

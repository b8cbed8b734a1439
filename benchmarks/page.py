"""How long `GET /` takes on connections that are kept alive, asked for as a browser asks: packed."""

import time
from collections.abc import Generator
from concurrent.futures import ThreadPoolExecutor

from benchmarks.figures import Figure, figure
from benchmarks.upstream import upstream
from benchmarks.wall import Wall, mixed, running

WIDGETS = 50
REQUESTS = 2000
CLIENTS = 8
AIM = 10.0


def measure() -> Generator[Figure, None, None]:
    """One client, packed and not; then several at once."""
    with upstream() as port, running(mixed(WIDGETS, port), fresh=WIDGETS) as wall:
        wall.ready()
        ask(wall, REQUESTS // 10)
        yield figure(f"GET /, {WIDGETS} widgets", "ms", ask(wall, REQUESTS), AIM, "p99")
        yield figure("the same, not packed", "ms", ask(wall, REQUESTS, packing="identity"))
        with ThreadPoolExecutor(CLIENTS) as clients:
            each = list(clients.map(lambda _: ask(wall, REQUESTS // CLIENTS), range(CLIENTS)))
        yield figure(f"the same, packed, {CLIENTS} clients at once", "ms", [sample for one in each for sample in one])


def ask(wall: Wall, requests: int, packing: str = "gzip") -> list[float]:
    """So many requests one after the other on one connection; the milliseconds that each took."""
    connection = wall.connect()
    samples = []
    for _ in range(requests):
        began = time.perf_counter()
        connection.request("GET", "/", headers={"Accept-Encoding": packing})
        answer = connection.getresponse()
        answer.read()
        samples.append((time.perf_counter() - began) * 1000)
        if answer.status != 200:
            raise RuntimeError(f"GET / answers {answer.status}")
    connection.close()
    return samples

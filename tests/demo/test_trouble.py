"""The bad spells of the played world, which come by turns and only when they are asked for."""

from dataclasses import replace
from datetime import timedelta

import httpx
import pytest

from dashboard.demo import create_upstream, serve
from dashboard.demo.call import Call, json
from dashboard.demo.noise import Noise
from dashboard.demo.trouble import FAULTS, SHARE, SLOW, SPELL, trouble, troubled
from tests.demo.conftest import NOON

CALL = Call(NOON, Noise(), "shop.example", "/api/stats")
GOOD = json({"status": "ok"})


def spells(count: int) -> list[Call]:
    """The same call in one spell after the other."""
    return [replace(CALL, now=NOON + timedelta(seconds=SPELL * spell)) for spell in range(count)]


def test_a_host_is_in_trouble_in_a_part_of_its_spells_and_in_every_way() -> None:
    found = [trouble(call) for call in spells(2_000)]
    assert sum(fault is not None for fault in found) / len(found) == pytest.approx(SHARE, abs=0.03)
    assert set(found) == {None, *FAULTS}


def test_hosts_are_in_trouble_each_at_its_own_time() -> None:
    other = [trouble(replace(call, host="journal.example")) for call in spells(50)]
    assert [trouble(call) for call in spells(50)] != other


def test_each_trouble_is_what_a_wall_meets_out_there() -> None:
    by_fault = {fault: troubled(call, GOOD) for call in spells(200) if (fault := trouble(call))}
    assert by_fault["down"].status == 503
    assert (by_fault["busy"].status, by_fault["busy"].headers["Retry-After"]) == (429, "30")
    assert by_fault["slow"] == replace(GOOD, seconds=SLOW)
    assert (by_fault["portal"].status, by_fault["portal"].media_type) == (200, "text/html")
    assert by_fault["silent"].body == b""
    assert troubled(next(call for call in spells(50) if trouble(call) is None), GOOD) == GOOD


async def test_the_upstream_is_in_trouble_only_where_it_was_told_to_be_and_never_in_the_past() -> None:
    bad = next(call for call in spells(200) if trouble(call) == "down").now
    statuses = []
    for faults in (True, False):
        async with serve(create_upstream(now=lambda: bad, faults=faults)) as port, httpx.AsyncClient() as client:
            for scheme in ("https", f"https@{int(bad.timestamp()) - 60}"):
                address = f"http://127.0.0.1:{port}/{scheme}/shop.example/api/stats"
                statuses.append((await client.get(address)).status_code)
    assert statuses == [503, 200, 200, 200]

"""What a soak's report says of made-up samples."""

import json
from dataclasses import replace

from tests.soak.report import Report, Sample, facts, table
from tests.soak.screen import ScreenSample
from tests.soak.wall import ServerSample

SCREEN = ScreenSample(
    events=0, heap=1.4, nodes=1400, listeners=47, documents=3, streams=1, rss=150.0, busy=0.0, layouts=900
)
SERVER = ServerSample(life=1, rss=85.0, descriptors=28, threads=5, readers=1, cpu=30.0, tasks=None, lag=None)


def report(minutes: int = 20) -> Report:
    """A run in which nothing happens but events, 200 a second, and one restart after a quarter of it."""
    made = Report(seed=1, minutes=minutes)
    for minute in range(minutes + 1):
        screen = replace(SCREEN, events=minute * 12_000)
        server = replace(SERVER, life=1 if minute < minutes / 4 else 2)
        made.samples.append(Sample(minute / 60, ("cut",), 0.7, screen, server))
    return made


def growing(made: Report, **each: float) -> Report:
    """The same where these quantities of the page grow by so much each minute."""
    for minute, sample in enumerate(made.samples):
        more = {name: getattr(sample.screen, name) + minute * step for name, step in each.items()}
        made.samples[minute] = replace(sample, screen=replace(sample.screen, **more))
    return made


def test_a_run_in_which_nothing_grows_is_good() -> None:
    assert report().failures() == []
    assert all(line.endswith("ok") for line in list(table(report()))[1:] if "server 1" not in line)


def test_each_thing_that_a_page_may_keep_is_found() -> None:
    assert growing(report(), heap=0.2).failures() == ["heap grows"]
    assert growing(report(), nodes=50).failures() == ["nodes grows"]
    assert growing(report(), listeners=2).failures() == ["listeners grows"]
    assert growing(report(), documents=1).failures() == ["documents grows"]
    assert any("GROWS" in line for line in table(growing(report(), nodes=50)))


def test_a_server_that_grows_in_one_of_its_lives_is_found() -> None:
    made = report(60)
    for place, sample in enumerate(made.samples):
        if sample.server.life == 2:
            made.samples[place] = replace(
                sample, server=replace(sample.server, rss=85 + place * 0.5, descriptors=place)
            )
    assert made.failures() == ["server 2: RSS grows", "server 2: descriptors grows"]


def test_a_server_that_is_larger_after_its_restart_has_not_grown() -> None:
    made = report(60)
    for place, sample in enumerate(made.samples):
        made.samples[place] = replace(sample, server=replace(sample.server, rss=85.0 + 20 * sample.server.life))
    assert made.failures() == []


def test_tasks_are_judged_where_the_server_tells_them() -> None:
    made = report(60)
    assert not any("tasks" in line for line in table(made))
    for place, sample in enumerate(made.samples):
        made.samples[place] = replace(sample, server=replace(sample.server, tasks=30 + place))
    assert made.failures() == ["server 1: tasks grows", "server 2: tasks grows"]


def test_what_was_wrong_once_fails_the_run() -> None:
    made = report()
    made.wrong.append("the clock shows nothing")
    assert made.failures() == ["the clock shows nothing"]
    assert list(facts(made))[-1] == "WRONG: the clock shows nothing"


def test_a_run_with_hardly_any_events_is_no_soak() -> None:
    made = report()
    made.samples = [replace(sample, screen=replace(sample.screen, events=0)) for sample in made.samples]
    assert made.failures() == ["only 0 events/s arrived"]


def test_the_report_is_json_and_holds_every_sample() -> None:
    read = json.loads(json.dumps(report().record()))
    assert len(read["samples"]) == 21
    assert read["rate"] == 200
    assert read["failures"] == []

"""What the services of recipes answer: the sample of each, found by its address, its times moved to now."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from dashboard.config.recipes import Recipe, read
from dashboard.demo.call import Call
from dashboard.demo.noise import Noise
from dashboard.demo.samples import TAKEN, answer, moved, read_samples

HEAD = '# About.\n# Key: none\n# Shape: https://docs.example\n[widgets.{name}]\nkind = "json"\n'


def recipe(name: str, rest: str) -> Recipe:
    """A recipe with these keys."""
    return read(name, HEAD.format(name=name) + rest)


def asked(url: str, now: datetime = TAKEN, **query: str) -> Call:
    """A call of this host and path."""
    host, _, path = url.partition("/")
    return Call(now, Noise(), host, f"/{path}", query)


@pytest.mark.parametrize(
    ("text", "later"),
    [
        ("2026-11-24T10:42:00Z", "2026-11-25T13:42:00Z"),
        ("2026-11-24 22:42", "2026-11-26 01:42"),
        ("2026-11-24", "2026-11-25"),
        ("2019-02-28T21:00:00.5+01:00", "2019-03-02T00:00:00.5+01:00"),
        ("9999-99-99", "9999-99-99"),
        ("1795516920", "1795614120"),
        ("1795516920000", "1795614120000"),
        ("1795516920.5", "1795614120.5"),
        ("1000000000", "1000000000"),
        ("17955169201", "17955169201"),
        ("id1795516920", "id1795516920"),
    ],
)
def test_a_time_is_moved_and_nothing_else(text: str, later: str) -> None:
    assert moved(f'{{"at": "{text}"}}', timedelta(days=1, hours=3)) == f'{{"at": "{later}"}}'


def test_a_sample_is_answered_at_its_address_alone_and_as_of_now(tmp_path: Path) -> None:
    (tmp_path / "tide.json").write_text(json.dumps({"at": "2026-11-24T10:00:00Z"}), "utf-8")
    samples = read_samples([recipe("tide", 'url = "http://tide.lan:8080/now"\nvalue = "at"\n')], tmp_path)
    reply = answer(asked("tide.lan:8080/now", datetime(2027, 1, 24, 10, 42, tzinfo=UTC)), samples)
    assert reply is not None
    assert reply.media_type == "application/json"
    assert json.loads(reply.body) == {"at": "2027-01-24T10:00:00Z"}
    assert answer(asked("tide.lan:8080/then"), samples) is None
    assert answer(asked("other.lan/now"), samples) is None


def test_recipes_that_differ_by_a_parameter_have_samples_of_their_own_and_a_secret_does_not_count(
    tmp_path: Path,
) -> None:
    url = 'url = "http://host.lan/all?type={type}"\nvalue = "a"\nparams = {{ key = "${{KEY}}" }}\n'
    recipes = []
    for name in ("vm", "disk"):
        (tmp_path / f"{name}.json").write_text(json.dumps({"a": name}), "utf-8")
        head = HEAD.format(name=name).replace("none", "KEY (somewhere)")
        recipes.append(read(name, head + url.format(type=name)))
    samples = read_samples(recipes, tmp_path)
    for name in ("vm", "disk"):
        reply = answer(asked("host.lan/all", type=name, key="x"), samples)
        assert reply is not None
        assert json.loads(reply.body) == {"a": name}


def test_each_of_several_addresses_answers_its_part(tmp_path: Path) -> None:
    (tmp_path / "two.json").write_text(json.dumps({"a": {"x": 1}, "b": [2]}), "utf-8")
    urls = 'urls = { a = "http://host.lan/a", b = "http://host.lan/b" }\nvalue = "a.x"\n'
    samples = read_samples([recipe("two", urls)], tmp_path)
    assert [json.loads(sample.text) for sample in samples] == [{"x": 1}, [2]]


def test_a_recipe_without_a_sample_has_none(tmp_path: Path) -> None:
    assert read_samples([recipe("tide", 'url = "http://tide.lan/now"\nvalue = "at"\n')], tmp_path) == ()

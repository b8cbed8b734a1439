"""Templates out of config.toml: what they may write, and that none of them can go on for ever."""

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from dashboard.live.bounded import SECONDS
from dashboard.live.formats import Formats
from dashboard.live.sandbox import Filled, Sandbox, check_template

NOW = datetime(2026, 11, 24, 10, 42, tzinfo=UTC)


def filled(text: str, data: Any = None) -> Filled:
    return Sandbox(Formats("en_GB", UTC)).fill(data, text, NOW)


@pytest.mark.parametrize(
    ("text", "data", "expected"),
    [
        ("{{ data.name }}", {"name": "Ann"}, "Ann"),
        ("{{ data.items }} of {{ data.values }}", {"items": 3, "values": 4}, "3 of 4"),
        ("{{ data.share | percent }} {{ data.size | size }}", {"share": 0.5, "size": 2e9}, "50% 2.0 GB"),
        ("{{ data.at | instant | moment(now) }}", {"at": "2026-11-24T09:00:00Z"}, "09:00"),
        ("{{ data.a + data.b * 2 }}", {"a": 1, "b": 2}, "5"),
        ("{{ data.a ~ ' ' ~ data.b }}", {"a": "x", "b": 1}, "x 1"),
        ("{{ data | map(attribute='n') | join(', ') }}", [{"n": "a"}, {"n": "b"}], "a, b"),
        ("{% for k, v in data.items() %}{{ k }}={{ v }};{% endfor %}", {"a": 1}, "a=1;"),
        ("{% if data.x in ['on', 'yes'] %}on{% else %}off{% endif %}", {"x": "yes"}, "on"),
        (
            "{% set ns = namespace(n=0) %}{% for x in data %}{% set ns.n = ns.n + x %}{% endfor %}{{ ns.n }}",
            [1, 2],
            "3",
        ),
        ("{{ data.a.b.c | default('nothing') }}", {}, "nothing"),
        ("{{ data.x | default(123456) }}", {}, "123456"),
        ("R & B", None, "R & B"),
    ],
)
def test_what_a_template_writes(text: str, data: Any, expected: str) -> None:
    check_template(text)
    assert filled(text, data).text == expected


def test_its_own_tags_stay_and_those_of_the_answer_are_text() -> None:
    html = filled("<b>{{ data }}</b>", "<script>alert(1)</script>").html
    assert html == "<b>&lt;script&gt;alert(1)&lt;/script&gt;</b>"


@pytest.mark.parametrize(
    "text",
    [
        "<script>alert(1)</script><b>x</b>",
        "<b onclick='alert(1)' style='color:red'>x</b>",
        "<a href='javascript:alert(1)'>x</a>",
        "<a href='{{ data }}'>x</a>",
        "<img src=x onerror=alert(1)><b>x</b>",
        "<iframe src='https://example.com'></iframe><b>x</b>",
    ],
)
def test_d19_nothing_that_acts_comes_through(text: str) -> None:
    """A template writes elements that act.

    Against it: what it writes goes through nh3, which leaves a few tags and no attribute but links to the web.
    """
    html = filled(text, "javascript:alert(1)").html
    assert html
    assert not [word for word in ("script", "onclick", "style", "<img", "iframe") if word in html]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ data.x", "line 1 of the template: unexpected end of template"),
        ("\n{% for x in data %}", "line 2 of the template: unexpected end"),
        ("{{ data | shout }}", "No filter named|no filter named"),
        ("{{ data | safe }}", "no filter named 'safe'"),
        ("{% include 'page.html' %}", "`include` is not for templates"),
        ("{% macro a() %}{{ a() }}{% endmacro %}", "a macro is not for templates"),
        ("{% for x in data recursive %}{{ loop(x) }}{% endfor %}", "a loop that calls itself"),
        ("{% set x %}{{ data }}{% endset %}", "a block of `set`"),
        ("{% set x = [data, data] %}", "a list may hold fixed texts"),
        ("{{ " + "(" * 500 + "1" + ")" * 500 + " }}", "nested too deeply"),
    ],
)
def test_d19_what_is_no_template_is_refused_with_its_line(text: str, problem: str) -> None:
    """A template in config.toml reaches for what it should not.

    Against it: a sandbox without attributes of Python's, includes, imports and macros.
    """
    with pytest.raises(ValueError, match=problem):
        check_template(text)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("{{ data.gone }}", "writes nothing for this answer"),
        ("{{ data.gone + 1 }}", "fails: "),
        ("{{ data.gone | number }}", "fails: "),
        ("{{ data }}", "a list or an object can't be written"),
        ("{{ data.__class__ }}{{ data.__class__.__mro__ }}", "fails: |nothing"),
        ("{{ data.update({'a': 1}) }}", "fails: "),
        ("{{ 'a'.format(1) }}", "fails: "),
        ("{{ 9 ** 9 ** 9 }}", "not for templates"),
        ("{{ 'x' * 1000000000 }}", "is for numbers"),
        ("{{ '%1000000000d' % 1 }}", "is for numbers"),
        ("{{ 1.5 | number(1000000000) }}", "a number above 1,000"),
        (
            "{% set ns = namespace(x=9) %}{% for i in range(9) %}{% set ns.x = ns.x * ns.x %}{% endfor %}{{ ns.x }}",
            "large",
        ),
        ("{% set ns = namespace(x='ab') %}{% for i in range(99) %}{% set ns.x = ns.x ~ ns.x %}{% endfor %}", "20,000"),
        ("{{ range(99999) | join('xxxxxxxx') }}", "20,000 characters"),
        ("{% for i in range(99999) %}{% endfor %}", "loops more than 20,000 times"),
        ("{% for i in range(9999) %}{% for j in range(9999) %}{% endfor %}{% endfor %}", "loops more than 20,000"),
        ("{% for i in range(19999) %}xxxxxxxxxxxxxxxx{% endfor %}", "writes more than 20,000"),
        ("{% for i in range(9999) %}{{ range(99999) | sum }}{% endfor %}", "takes longer than|loops more"),
    ],
)
def test_d19_what_goes_wrong_is_told_and_soon(text: str, problem: str) -> None:
    """A template is made to fill the memory or to take for ever.

    Against it: loops, texts and numbers are counted, and so is the time.
    """
    began = time.thread_time()
    result = filled(text, {"a": [1]})
    assert time.thread_time() - began < SECONDS + 1
    assert result.html == ""
    assert any(part in result.problem for part in problem.split("|")), result.problem


def test_one_that_went_too_far_leaves_the_next_its_own_bounds() -> None:
    sandbox = Sandbox(Formats("en_GB", UTC))
    assert sandbox.fill(None, "{% for i in range(99999) %}{% endfor %}", NOW).problem
    assert sandbox.fill(None, "{% for i in range(9) %}{{ i }}{% endfor %}", NOW).text == "012345678"

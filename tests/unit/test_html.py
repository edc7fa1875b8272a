"""The page: hostile names stay names, nothing is fetched, the policy fits the scripts."""

from __future__ import annotations

import base64
import hashlib
import json
import re
from html.parser import HTMLParser
from typing import Any

import pytest

from briefing.export import html
from briefing.page import tables
from briefing.page.blocks import Block, Figure, Light, note, paragraph
from briefing.page.colours import CHART
from briefing.settings.paths import PACKAGE
from tests.page_tables import columns

HOSTILE = [
    "<script>alert(1)</script>",
    "</script><img src=x onerror=alert(1)>",
    "{{7*7}}",
    "{% for x in y %}",
    '" onmouseover="alert(1)',
    "&lt;b&gt;",
    '#read("/etc/passwd")',
    "$x$ *a*",
    "😀𠮷",
    "\u2028</style>",
]


def _node(block: Block, **more: object) -> dict[str, Any]:
    return {"kind": block.kind, **block.content, **more}


def _document(*nodes: dict[str, Any], title: str = "标题") -> dict[str, Any]:
    return {"masthead": None, "title": title, "language": "zh", "nodes": list(nodes)}


def _everything(name: str) -> dict[str, Any]:
    """A document in which *name* stands wherever a ledger's words can stand."""
    spec = {
        "mark": "bar",
        "data": {"values": [{"甲": name}]},
        "encoding": {"y": {"field": "甲", "type": "nominal"}},
        "description": name,
    }
    cards = [
        {
            "label": name,
            "before": "",
            "number": "9",
            "unit": "个",
            "figure": {"text": "9个", "indicator": "A04", "scope": name},
            "note": name,
            "light": "red",
        }
    ]
    return _document(
        {"kind": "heading", "level": 1, "parts": [name]},
        {"kind": "item", "depth": 1, "marker": "·", "parts": [{"text": name, "style": "strong"}]},
        {"kind": "plain", "text": name},
        {"kind": "cards", "cards": cards},
        {"kind": "chart", "number": "图1", "title": name, "alt": name, "note": name, "spec": spec, "columns": [name], "data": [[name]], "figures": []},
        {"kind": "imprint", "lines": [name], "office": name, "date": name, "copies": name},
        {"kind": "picture", "mime": "image/png", "base64": "aGk=", "alt": name},
        _node(paragraph([name, Figure(name, "A01", name), Light("red", name)])),
        _node(tables.table(name, columns(name), [[name]], note=name, unit=name), number="表1"),
        _node(note(name)),
        title=name,
    )  # fmt: skip


class _Seen(HTMLParser):
    """Tags, attributes and words as a browser reads them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.attributes: list[tuple[str, str | None]] = []
        self.words = ""
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += attrs

    def handle_data(self, data: str) -> None:
        self.words += data


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_name_is_shown_as_itself(name: str) -> None:
    """Whatever a name says, it makes no tag and no attribute, and can be read on the page."""
    harmless, seen = _Seen(html.render(_everything("水厂"))), _Seen(html.render(_everything(name)))

    assert seen.tags == harmless.tags
    assert [key for key, _ in seen.attributes] == [key for key, _ in harmless.attributes]
    assert seen.words.count(name) >= harmless.words.count("水厂") - 3


def test_the_policy_allows_just_what_stands_in_the_page() -> None:
    """Each inline script and style has its hash in the policy, and nothing else may run."""
    page = html.render(_everything("水厂"))
    policy = re.search(r'Content-Security-Policy" content="([^"]+)"', page)
    assert policy
    rules = dict(rule.split(" ", 1) for rule in policy[1].replace("&#39;", "'").split("; "))

    assert rules["default-src"] == "'none'"
    assert rules["script-src"] == _hashes(re.findall(r"<script>(.*?)</script>", page, re.DOTALL))
    assert rules["style-src"] == _hashes(re.findall(r"<style>(.*?)</style>", page, re.DOTALL))
    assert not re.search(r'<[^>]+ style="', page)


def _hashes(texts: list[str]) -> str:
    digests = [base64.b64encode(hashlib.sha256(text.encode()).digest()).decode() for text in texts]
    return " ".join(f"'sha256-{digest}'" for digest in digests)


def test_a_page_without_charts_has_no_scripts() -> None:
    """What needs no script carries none, and may run none."""
    page = html.render(_document(_node(paragraph(["正文"]))))

    assert "<script" not in page
    assert "script-src &#39;none&#39;" in page


def test_a_page_holds_no_address() -> None:
    """Only the W3C's names of namespaces look like addresses."""
    addresses = re.findall(r"""https?://[^\s"'<>)]+""", html.render(_everything("水厂")))

    assert all(address.startswith("http://www.w3.org/") for address in addresses)


def test_a_page_says_that_it_is_chinese() -> None:
    """Readers aloud and hyphenation go by the page's language."""
    assert html.render(_document()).startswith('<!DOCTYPE html>\n<html lang="zh-CN">')


def test_the_same_document_is_the_same_page() -> None:
    """Nothing of the clock or of chance is in the page."""
    assert html.render(_everything("水厂")) == html.render(_everything("水厂"))


def test_a_figure_on_the_page_says_which_indicator_it_is() -> None:
    """Every printed figure can be traced."""
    page = html.render(_document(_node(paragraph([Figure("90.5%", "A03")]))))

    assert (
        '<data class="figure" data-indicator="A03" data-scope="county" value="90.5%">90.5%</data>'
        in page
    )


def test_a_light_is_never_by_colour_alone() -> None:
    """A lamp has a word for those who do not see it."""
    page = html.render(_document(_node(paragraph([Light("red")]))))

    assert 'role="img" aria-label="红灯"' in page


def test_under_a_masthead_headings_stand_one_lower() -> None:
    """The masthead is the page's first heading, so that there is but one."""
    head = {
        "kind": "masthead",
        "masthead": "简报",
        "number": "第5期",
        "office": "局",
        "date": "日",
        "marking": "",
    }
    nodes = [head, {"kind": "heading", "level": 1, "parts": ["一"]}]
    page = html.render(_document(*nodes) | {"masthead": head})

    assert re.findall(r"<(h\d)", page) == ["h1", "h2"]


def _origins(name: str) -> dict[str, Any]:
    """What two figures are made of, of which the page shows one; *name* stands in every text."""
    source = {
        "month": "2020-05",
        "ledger": "projects",
        "name": name,
        "columns": {"status": [name, ""], "town": [name, ""]},
        "withheld": [],
        "sheets": [{"file": name, "sheet": name, "letters": {"status": "P", "town": "E"}}],
        "rows": [[0, 9, name]],
        "bands": [],
        "sent": {"status": [name], "town": ["别处"]},
        "read": {"status": [None], "town": [None]},
        "corrections": [],
    }
    trace = {
        "month": "2020-05",
        "definitions": {"A03/%": [name, name, name], "A01/个": [name, name, name]},
        "sources": [source],
        "sets": ["0", "0-0"],
        "figures": [
            ["A01", name, "个", "1", ["", "", "个"], [[0, "town", 1]], [], []],
            ["A03", name, "%", "90.5", ["1", "1", "个"], [[0, "status", 0]], [], []],
        ],
    }
    said = {"ask": name, "none": name}
    return {
        "kind": "origins",
        "trace": json.dumps(trace),
        "scopes": {name: name},
        "units": {"%": "%"},
        "words": said,
    }


def _with_origins(name: str) -> dict[str, Any]:
    block = _node(paragraph([Figure("90.5%", "A03", name, "%")]))
    return _document(block) | {"origins": _origins(name)}


def _embedded(page: str) -> Any:
    return json.loads(
        re.findall(
            r'<script type="application/json" id="origins">(.*?)</script>', page, re.DOTALL
        )[0]
    )


@pytest.mark.parametrize("name", HOSTILE)
def test_what_a_figure_is_made_of_cannot_leave_its_place(name: str) -> None:
    """A hostile name in the ledgers ends no script and adds no element; the page has it as data."""
    page = html.render(_with_origins(name))
    plain = html.render(_with_origins("水厂"))

    assert _embedded(page)["figures"][1][1] == name
    assert len(re.findall(r"<[a-z]+", page)) == len(re.findall(r"<[a-z]+", plain))


def test_the_page_holds_what_its_own_figures_are_made_of() -> None:
    """Of a figure that it does not show, neither the figure is there nor the column behind it."""
    told = _embedded(html.render(_with_origins("水厂")))

    assert [figure and figure[0] for figure in told["figures"]] == [None, "A03"]
    assert told["sets"] == ["0", ""]
    assert told["sources"][0]["sent"] == {"status": ["水厂"]}


def test_a_page_without_origins_has_no_dialog() -> None:
    """Reports that do not say what their figures are made of stay as they are."""
    page = html.render(_document(_node(paragraph([Figure("90.5%", "A03")]))))

    assert "<dialog" not in page


def test_characters_that_turn_a_text_are_marked_in_the_dialog_too() -> None:
    """What the page itself cannot show, its data does not hold either."""
    told = _embedded(html.render(_with_origins("水\u202e厂\x07")))

    assert told["sources"][0]["sent"] == {"status": ["水〓厂〓"]}


def test_the_contents_name_the_headings_and_lead_to_them() -> None:
    """Of the first two levels, each by the words that stand there."""
    nodes = [
        {"kind": "heading", "level": level, "parts": [name, {"text": "甲", "style": "em"}]}
        for level, name in [(1, "一"), (2, "（一）"), (3, "1"), (1, "二")]
    ]
    page = html.render(_document(*nodes))
    links = dict(re.findall(r'<a href="#(h\d+)">(.*?)</a>', page))

    assert list(links.values()) == ["一甲", "（一）甲", "二甲"]
    assert all(f' id="{name}"' in page for name in links)


def test_the_legend_stands_where_the_first_light_does() -> None:
    """Once, and not at all on a page without lights."""
    plain, lit = _node(paragraph(["文"])), _node(paragraph([Light("red", "停工")]))
    page = html.render(_document(plain, lit, lit))

    assert page.count('class="legend"') == 1
    assert page.index('class="legend"') > page.index("停工")
    assert 'class="legend"' not in html.render(_document(plain))


def test_a_row_is_headed_by_what_it_is_about() -> None:
    """Its first column of words, also where a number stands before it; no sum of numbers has one."""
    heads = columns(("序号", "right"), "项目", "单位")
    page = html.render(_document(_node(tables.table("表", heads, [["1", "水厂", "局"]], note=""))))

    assert re.findall(r'<th scope="row"[^>]*>(.*?)</th>', page) == ["水厂"]
    assert re.findall(r'<th scope="col"[^>]*>(.*?)</th>', page) == ["序号", "项目", "单位"]


def test_every_colour_of_a_chart_has_its_rule() -> None:
    """By night a chart's colours are exchanged by style; one without a rule would stay as on paper."""
    page = html.render(_document())
    ruled = set(re.findall(r'^\.chart \[(?:fill|stroke)="(#[0-9a-f]{6})"\]', page, re.MULTILINE))

    assert ruled == set(CHART.values())


@pytest.mark.parametrize("room", ["sections", "explore", "export"])
def test_a_colour_of_a_chart_is_written_once(room: str) -> None:
    """Charts, pages and files take it from one module: whoever changes red changes it everywhere."""
    shared = "|".join(CHART.values())
    written = [
        path.name
        for path in (PACKAGE / room).rglob("*.py")
        if re.search(shared, path.read_text(encoding="utf-8"), re.IGNORECASE)
    ]

    assert written == []

"""The report in a real browser: pages, keys, filters, links, marks; by keyboard alone, small, dark, printed, without script."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from letterpack.pipeline.compare import compare_batches, open_packets
from letterpack.pipeline.compare.report import write_report
from tests.build.making import HEAD, campaign, make, person
from tests.installed import module
from tests.review.comparing import LONG
from tests.trying import many

playwright = module("playwright.sync_api")

from axe_playwright_python.sync_playwright import Axe  # noqa: E402
from playwright.sync_api import expect  # noqa: E402

from tests.review.browser import Watch, browser, patient, wait_until_stored  # noqa: E402

HOSTILE = "</script><script>window.hacked=1</script>"
IMAGE = '"><img src=x onerror=window.hacked=1>'
PEOPLE = [
    person("Alpha", salutation="Dear Minister,", name=HOSTILE),
    person("Beta", name=IMAGE, salutation="Dear Minister,"),
    person("Gamma", title="Minister of <b>", salutation="Dear Minister,"),
]


@pytest.fixture(scope="module")
def report(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A report on a hostile campaign: an invisible change, an address, a salutation, an edit, a signatory, packets new and
    gone.
    """
    folder = tmp_path_factory.mktemp("hostile")
    old = campaign([*PEOPLE, person("Old")], HEAD + LONG, ["Example Union", "Same <i>Union"])
    changed = LONG.replace("two says", f"two {HOSTILE} says").replace("three says", "thr\u0435e says")
    people = [
        {**PEOPLE[0], "address": ["<!-- Street 2", "010000 Astana"]},
        {**PEOPLE[1], "salutation": "Dear <u>Sir,"},
        PEOPLE[2],
    ]
    new = campaign(
        [*people, person("New")], HEAD + changed, ["Example Union", "Same <i>Union", f"{IMAGE} Union".replace('"', '""')]
    )
    for name, files in (("old", old), ("new", new)):
        made = make(folder / name, files)
        assert made.ok, made.findings
    before, after = open_packets(folder / "old", "<b>old"), open_packets(folder / "new", HOSTILE)
    path = folder / "review.html"
    write_report(path, compare_batches(before, after), before, after)
    return path


@pytest.fixture(scope="module")
def chromium() -> Iterator[object]:
    with browser() as opened:
        yield opened


@pytest.fixture
def page(chromium, report):
    """The report, open on a desk's screen; what it did that it must not fails the test."""
    context = patient(chromium.new_context(viewport={"width": 1360, "height": 900}))
    opened = context.new_page()
    watch = Watch(opened)
    opened.goto(report.as_uri())
    yield opened
    assert watch.errors == []
    assert [url for url in watch.requests if not url.startswith(("file:", "data:", "blob:"))] == []
    assert opened.evaluate("window.hacked") is None
    context.close()


def heads(page) -> list[str]:
    return page.locator(".card h3").all_inner_texts()


def current(page) -> str:
    return page.locator("#v-changes [aria-current=true]").inner_text()


def assert_no_violations(page) -> None:
    found = Axe().run(page)
    assert found.violations_count == 0, found.generate_report()


def test_the_worst_comes_first(page) -> None:
    expect(page.locator("h1")).to_have_text("5 of 5 packets differ")
    assert heads(page)[:2] == ["Invisible change: paragraph", "Address"]
    assert page.locator(".card.alarm .note").inner_text().startswith("“\u0435” U+0435 CYRILLIC SMALL LETTER IE instead of")
    assert page.locator(".card.alarm .odd").all_inner_texts() == ["e", "\u0435"]


def test_every_text_is_text(page) -> None:
    said = page.locator("main").inner_text()
    assert HOSTILE in said
    assert IMAGE in said
    assert "<!-- Street 2" in said
    assert page.locator(".from").inner_text().startswith("<b>old")
    expect(page.locator("script")).to_have_count(2)
    expect(page.locator("main img")).to_have_count(0)


def test_nothing_but_its_own_script_may_run(chromium, report) -> None:
    page = patient(chromium.new_context()).new_page()
    page.goto(report.as_uri())
    page.evaluate("document.body.append(Object.assign(document.createElement('script'), {textContent: 'window.hacked = 1'}))")
    page.evaluate("document.body.insertAdjacentHTML('beforeend', '<img src=x onerror=\"window.hacked = 1\">')")
    page.wait_for_timeout(100)
    assert page.evaluate("window.hacked") is None
    page.close()


def test_show_on_the_page(page) -> None:
    page.locator(".card", has=page.get_by_role("heading", name="Address")).get_by_role("button", name="Show on the page").click()
    expect(page.locator("#v-title")).to_have_text("alpha")
    assert current(page) == "address"
    expect(page.locator("#v-stage figure")).to_have_count(2)
    page.wait_for_function(
        "[...document.querySelectorAll('#v-stage img')].every(image => image.complete && image.naturalWidth > 800)"
    )
    boxes = [page.locator(f".box.{side}").first.bounding_box() for side in ("old", "new")]
    pages = [page.locator("#v-stage .page").nth(index).bounding_box() for index in (0, 1)]
    for box, frame in zip(boxes, pages, strict=True):
        assert 0.1 < (box["x"] - frame["x"]) / frame["width"] < 0.2
        assert 0.18 < (box["y"] - frame["y"]) / frame["height"] < 0.3
        assert box["height"] < 0.03 * frame["height"]


def test_views_by_key(page) -> None:
    page.keyboard.press("j")
    stage = page.locator("#v-stage")
    for key, name in zip("12345", ["side", "swipe", "onion", "blink", "differences"], strict=True):
        page.keyboard.press(key)
        assert name in stage.get_attribute("class").split()
        assert page.locator(f"[data-view={name}]").get_attribute("aria-pressed") == "true"
    page.keyboard.press("2")
    page.locator("#v-range").fill("25")
    assert page.locator(".top-page").evaluate("element => element.style.clipPath") == "inset(0px 0px 0px 25%)"
    page.keyboard.press("3")
    assert page.locator(".top-page").evaluate("element => element.style.opacity") == "0.25"
    page.keyboard.press("5")
    assert page.locator(".top-page img").evaluate("element => getComputedStyle(element).mixBlendMode") == "difference"
    page.keyboard.press("1")
    page.keyboard.press("z")
    assert page.locator("#v-zoom").get_attribute("aria-pressed") == "true"
    frame, box = page.locator(".pane").nth(1).bounding_box(), page.locator(".pane .box.new").bounding_box()
    assert frame["y"] < box["y"] < frame["y"] + frame["height"]


def test_changes_and_packets_by_key(page) -> None:
    seen = []
    for _ in heads(page):
        page.keyboard.press("j")
        seen.append(current(page))
    assert [each.lower() for each in seen] == [each.lower() for each in heads(page)]
    page.keyboard.press("k")
    assert current(page).lower() == heads(page)[-2].lower()
    order = page.locator("tbody tr:visible th").all_inner_texts()
    page.goto(page.url.partition("#")[0] + f"#packet={order[0]}")
    for name in order[1:]:
        page.keyboard.press("n")
        expect(page.locator("#v-title")).to_have_text(name)
    page.keyboard.press("p")
    expect(page.locator("#v-title")).to_have_text(order[-2])
    page.keyboard.press("Escape")
    assert page.locator("#viewer").is_hidden()


def test_a_link_leads_to_a_packet_and_a_change(chromium, report) -> None:
    page = patient(chromium.new_context()).new_page()
    page.goto(f"{report.as_uri()}#packet=beta&change=2")
    expect(page.locator("#v-title")).to_have_text("beta")
    assert current(page) == "salutation"
    assert page.locator("#v-words ins").inner_text().endswith("<u>Sir,")
    page.locator("#v-changes button").first.click()
    assert page.url.endswith("#packet=beta&change=1")
    page.goto(f"{report.as_uri()}#packet=nobody")
    page.close()


def test_filters_and_search(page) -> None:
    def shown() -> list[str]:
        return page.locator("tbody tr:visible th").all_inner_texts()

    assert shown() == ["alpha", "beta", "gamma", "new", "old"]
    page.get_by_role("button", name="New 1").click()
    assert shown() == ["new"]
    assert page.get_by_role("button", name="New 1").get_attribute("aria-pressed") == "true"
    page.get_by_role("button", name="All that differ 5").click()
    page.keyboard.press("/")
    page.keyboard.type("img src")
    assert shown() == ["beta"]
    expect(page.locator("#found")).to_have_text("1 found")
    page.locator("#search").fill("nobody")
    assert shown() == []


def test_marks_stay_and_are_exported(chromium, report) -> None:
    context = patient(chromium.new_context(accept_downloads=True))
    page = context.new_page()
    page.goto(report.as_uri())
    page.keyboard.press("j")
    page.keyboard.press("a")
    expect(page.locator("[data-mark='0']")).to_be_checked()
    count = page.locator(".card").count()
    expect(page.locator("#progress")).to_have_text(f"1 of {count} changes reviewed")
    wait_until_stored(page, "letterpack-mark:")
    page.reload()
    expect(page.locator("[data-mark='0']")).to_be_checked()
    for head in ("salutation", "paragraph", "signatory"):
        page.keyboard.press("Escape")
        for box in page.locator(".card", has=page.get_by_role("heading", name=head, exact=True)).get_by_role("checkbox").all():
            box.check()
    with page.expect_download() as download:
        page.get_by_role("button", name="Export reviewed marks").click()
    said = json.loads(Path(download.value.path()).read_text(encoding="utf-8"))
    manifest = json.loads((report.parent / "new/manifest.json").read_text(encoding="utf-8"))
    digests = {row["id"]: row["sha256"] for row in manifest["packets"]}
    assert said["review_version"] == 1
    assert said["new"] == HOSTILE
    assert said["reviewed"] == [{"packet": name, "sha256": digests[name]} for name in ("beta", "gamma")]
    assert [row["packet"] for row in said["open"]] == ["alpha", "new", "old"]
    context.close()


def test_by_keyboard_alone(page) -> None:
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.textContent") == "Skip to the changes"
    page.keyboard.press("Enter")
    for _ in range(40):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.textContent") == "Show on the page":
            break
    outline = page.evaluate("getComputedStyle(document.activeElement).outlineStyle")
    assert outline == "solid"
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "viewer"
    page.keyboard.press("Escape")
    assert page.evaluate("document.activeElement.textContent") == "Show on the page"
    page.keyboard.press("?")
    expect(page.locator("#help")).to_be_visible()
    page.keyboard.press("Escape")
    assert page.locator("#help").is_hidden()


VIEWS = [("light", 1360), ("dark", 320), ("dark", 1360), ("light", 320)]


@pytest.mark.parametrize(("scheme", "width"), VIEWS[: many(2, 4)])
def test_no_barrier(chromium, report, scheme: str, width: int) -> None:
    context = patient(chromium.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme))
    page = context.new_page()
    page.goto(report.as_uri())
    assert_no_violations(page)
    assert page.evaluate("document.documentElement.scrollWidth") <= width
    page.keyboard.press("j")
    assert_no_violations(page)
    assert page.evaluate("document.getElementById('viewer').scrollWidth") <= width
    page.keyboard.press("1")
    page.keyboard.press("z")
    assert_no_violations(page)
    page.keyboard.press("?")
    assert_no_violations(page)
    context.close()


def test_printed(page) -> None:
    page.emulate_media(media="print")
    assert page.locator(".tools").is_hidden()
    assert page.locator(".card footer").first.is_hidden()
    expect(page.locator("del").first).to_be_visible()
    assert page.pdf()[:5] == b"%PDF-"


def test_without_its_script(chromium, report) -> None:
    context = patient(chromium.new_context(java_script_enabled=False))
    page = context.new_page()
    page.goto(report.as_uri())
    assert page.locator(".card").first.inner_text().startswith("⚠")
    expect(page.locator("tbody tr")).to_have_count(5)
    expect(page.locator("button:visible")).to_have_count(0)
    context.close()


def test_it_is_one_small_file(report) -> None:
    text = report.read_text(encoding="utf-8")
    assert len(text) < 2_000_000
    assert "http://" not in text
    assert "https://" not in text
    assert "default-src 'none'" in text


def test_a_highlight_hides_no_letter(page) -> None:
    """A box is multiplied with the page: black stays black, whatever lines its border runs through."""
    page.locator(".card", has=page.get_by_role("heading", name="Address")).get_by_role("button", name="Show on the page").click()
    page.locator(".box").first.wait_for()
    for box in page.locator(".box").all():
        assert box.evaluate("(each) => getComputedStyle(each).mixBlendMode") == "multiply"

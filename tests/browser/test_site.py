"""What a reader's browser makes of the site: WCAG 2.2 where it can be measured."""

import itertools
import json

import pytest

PAGES = ("index", "overdose_deaths", "retention", "voices", "methods_and_data", "codebook")
NARROW, WIDE = 320, 1280
LAPTOP = 1000

CONTRAST = """
(() => {
  const rgb = text => text.match(/[\\d.]+/g).map(Number);
  const light = ([r, g, b]) => [r, g, b].map(v => v / 255)
    .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4)
    .reduce((sum, v, i) => sum + v * [0.2126, 0.7152, 0.0722][i], 0);
  const behind = element => {
    for (let e = element; e; e = e.parentElement) {
      const colour = rgb(getComputedStyle(e).backgroundColor);
      if (colour.length === 3 || colour[3] === 1) return colour;
    }
    return [255, 255, 255];
  };
  const weak = [];
  for (const element of document.querySelectorAll('body *')) {
    const words = [...element.childNodes].some(n => n.nodeType === 3 && n.textContent.trim());
    const style = getComputedStyle(element);
    if (!words || !element.getClientRects().length || style.visibility === 'hidden') continue;
    const size = parseFloat(style.fontSize), bold = Number(style.fontWeight) >= 700;
    const [a, b] = [light(rgb(style.color)), light(behind(element))].sort((x, y) => y - x);
    const needed = size >= 24 || (bold && size >= 18.66) ? 3 : 4.5;
    if ((a + 0.05) / (b + 0.05) < needed) weak.push([element.tagName, element.textContent.slice(0, 40), style.color]);
  }
  return weak;
})()
"""
TOO_WIDE = """
[...document.querySelectorAll('main *')]
  .filter(e => !e.closest('.table-scroll, pre') && e.getBoundingClientRect().right > innerWidth + 1)
  .map(e => [e.tagName, e.textContent.slice(0, 40)])
"""
LEFT_EDGES = """
['header a', 'main h1', 'main h2', 'main caption', 'main thead th', 'main tbody th', 'footer a'].map(place => {
  const element = [...document.querySelectorAll(place)].find(e => e.checkVisibility()), text = document.createRange();
  text.selectNodeContents(place === 'footer a' ? element.parentElement : element);
  return Math.round(text.getBoundingClientRect().left);
})
"""


@pytest.fixture(params=PAGES)
def page(request, site):
    return (site / f"{request.param}.html").as_uri()


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_nothing_is_wider_than_the_screen(browser, page, width):
    browser.open(page, width=width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(TOO_WIDE) == []


@pytest.mark.parametrize("name", PAGES[:5])
@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_long_word_does_not_widen_a_page(browser, site_of_long_words, name, width):
    browser.open((site_of_long_words / f"{name}.html").as_uri(), width=width)
    assert browser.evaluate("document.documentElement.scrollWidth") <= width
    assert browser.evaluate(TOO_WIDE) == []


def test_no_errors_and_no_requests_to_other_places(browser, site, page):
    browser.open(page)
    assert browser.console == []
    assert [url for url in browser.requests if not url.startswith((site.as_uri(), "data:"))] == []


def test_headings_are_in_order(browser, page):
    browser.open(page)
    levels = browser.evaluate("[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map(e => Number(e.tagName[1]))")
    assert levels[0] == 1
    assert levels.count(1) == 1
    assert all(after - before <= 1 for before, after in itertools.pairwise(levels))


def test_every_image_is_shown_and_described(browser, page):
    browser.open(page)
    images = browser.evaluate("[...document.images].map(e => [e.alt.trim().length, e.naturalWidth])")
    assert all(alt >= 20 and width > 0 for alt, width in images)


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_text_has_enough_contrast(browser, page, width):
    browser.open(page, width=width)
    assert browser.evaluate(CONTRAST) == []


def test_what_scrolls_can_be_reached_by_keyboard_and_has_a_name(browser, page):
    browser.open(page, width=NARROW)
    boxes = browser.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1 "
        "&& ['auto', 'scroll'].includes(getComputedStyle(e).overflowX) && e.clientWidth)"
        ".map(e => [e.tagName, e.tabIndex, (e.getAttribute('aria-label') || '').length > 0 || e.tagName == 'PRE'])"
    )
    assert all(index == 0 and named for tag, index, named in boxes if tag != "PRE")


@pytest.mark.parametrize("width", [NARROW, LAPTOP, WIDE])
def test_whatever_stands_at_the_left_edge_is_in_line(browser, site, width):
    browser.open((site / "methods_and_data.html").as_uri(), width=width)
    assert len(set(browser.evaluate(LEFT_EDGES))) == 1


@pytest.mark.parametrize(("width", "beside"), [(LAPTOP, False), (WIDE, True)])
def test_the_contents_stand_beside_the_text_or_folded_above_it(browser, page, width, beside):
    browser.open(page, width=width)
    places = ["#quarto-margin-sidebar", "details.contents"]
    shown = f"{json.dumps(places)}.map(place => document.querySelector(place).checkVisibility())"
    assert browser.evaluate(shown) == [beside, not beside]


def test_code_wraps_on_a_narrow_screen(browser, site):
    browser.open((site / "methods_and_data.html").as_uri(), width=NARROW)
    widths = browser.evaluate("[...document.querySelectorAll('pre, pre *')].map(e => [e.scrollWidth, e.clientWidth])")
    assert widths
    assert all(content <= box for content, box in widths if box)


def test_figures_have_their_own_width_and_not_that_of_the_page(browser, site):
    browser.open((site / "overdose_deaths.html").as_uri(), width=WIDE)
    widths = browser.evaluate("[...document.querySelectorAll('figure img')].map(e => e.clientWidth)")
    assert set(widths) == {38 * 16}


def test_ids_are_unique(browser, page):
    browser.open(page)
    ids = browser.evaluate("[...document.querySelectorAll('[id]')].map(e => e.id)")
    assert sorted(ids) == sorted(set(ids))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_the_navigation_works_without_scripts(browser, site, width):
    for number, name in enumerate(PAGES[:5], start=1):
        browser.open((site / "codebook.html").as_uri(), width=width, scripts=False)
        browser.click(f"header nav li:nth-child({number}) a")
        current = "document.querySelector('header nav li a[aria-current=page]').getAttribute('href')"
        assert browser.evaluate(current).removeprefix("./") == f"{name}.html"


def test_the_first_tab_leads_past_the_navigation(browser, page):
    browser.open(page)
    browser.press("Tab")
    link = browser.evaluate("(e => [e.className, e.hash, e.offsetTop >= 0])(document.activeElement)")
    assert link == ["skip-link", "#quarto-document-content", True]


def test_a_folded_table_opens_without_scripts(browser, site):
    browser.open((site / "overdose_deaths.html").as_uri(), scripts=False)
    shown = "document.querySelector('details.data .table-scroll').checkVisibility()"
    assert browser.evaluate(shown) is False
    browser.evaluate("document.querySelector('details.data summary').click()")
    assert browser.evaluate(shown) is True


def test_in_print_there_is_no_navigation_but_the_warning_of_synthetic_data(browser, page):
    browser.open(page, medium="print")
    visible = "selector => document.querySelector(selector).checkVisibility()"
    places = ["header nav li", "main details.contents summary", "#quarto-margin-sidebar"]
    assert not any(browser.evaluate(f"{json.dumps(places)}.map({visible})"))
    shown = [".synthetic-banner", "header a[href$='index.html']", "h1"]
    assert all(browser.evaluate(f"{json.dumps(shown)}.map({visible})"))

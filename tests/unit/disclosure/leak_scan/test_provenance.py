import json

import pytest

from evaluation.disclosure.leak_scan.numerals import numerals, straight
from evaluation.disclosure.leak_scan.provenance import Provenance

COMMIT = "0123456789abcdef0123456789abcdef01234567"


@pytest.fixture
def source(tmp_path):
    tables = tmp_path / "tables"
    tables.mkdir()
    plan = {"overdose_deaths": {"interventions": [{"date": "2020-07-01"}]}}
    about = {"plan": plan, "released_at": "2026-11-05T08:39:28Z", "commit": COMMIT}
    (tmp_path / "about.json").write_text(json.dumps(about), encoding="utf-8")
    (tmp_path / "results.csv").write_text(
        "estimate,conf_low,conf_high,unit,note\n0.7934,,,,after 17 draws\n-0.2345,,,,\n4651.2,,,deaths,\n"
        "9001,0.5,1214,rate ratio per year,\n,,2003,log likelihood ratio,\n",
        encoding="utf-8",
    )
    rows = [(f"2019-Q{quarter}", arm, n) for quarter in (1, 2, 3, 4) for arm, n in (("a", 111), ("b", 222))]
    rows += [("2020-Q1", "a", 5009), ("2020-Q3", "a", 7003)]
    lines = [f"{period},{arm},{n},{n * 1000}" for period, arm, n in rows]
    (tables / "deaths.csv").write_text("\n".join(["period,arm,deaths,person_years", *lines]) + "\n", encoding="utf-8")
    meta = {"analysis": "overdose_deaths", "kind": "counts", "dimensions": ["period", "arm"], "count": "deaths"}
    meta |= {"exposure": "person_years", "group_size": "", "per": 100_000, "conf_level": 0.95}
    (tables / "deaths.json").write_text(json.dumps(meta), encoding="utf-8")
    (tmp_path / "withheld.csv").write_text("item\n" + "x\n" * 8765 + "y\n", encoding="utf-8")
    return Provenance.of(tmp_path, ["Rows of 60 days."])


@pytest.mark.parametrize(
    ("text", "has_source"),
    [
        ("0.79", True),
        ("0.793", True),
        ("0.80", False),
        ("79.3%", True),
        ("20.7% lower", True),
        ("−0.23", True),
        ("0.24", False),
        ("4,651", True),
        ("4,652", False),
        ("121,300% higher", True),
        ("900,000% higher", True),
        ("465,020% higher", False),
        ("200,200% higher", False),
        ("500,800% higher", False),
        ("17", True),
        ("60 days", True),
        ("61,000 days", False),
        ("November 5", True),
        ("8,766 are not shown", True),
        ("8,765 of one kind", True),
        ("8,764 of none", False),
        ("444 of arm a in 2019", True),
        ("1,332 in 2019", True),
        ("5,453 of arm a before July 2020", True),
        ("6,341 before July 2020", True),
        ("12,901 in the first halves", False),
        (COMMIT[:12], True),
        (f"{COMMIT[:11]}0", False),
        ("SYN-000111", False),
    ],
)
def test_a_number_has_a_source_if_it_is_released_or_follows(source, text, has_source):
    (first, *_) = [each for each in numerals(straight(text)) if any(map(str.isdigit, each.written))]
    assert source.has(first) is has_source


def test_rates_with_their_intervals_follow_from_released_counts(source):
    assert all(source.has(each) for each in numerals("100.0"))
    # Garwood's interval of 444 deaths in 444,000 person-years, from the chi-square quantiles of 888 and 890.
    assert all(source.has(each) for each in numerals("90.91 109.75"))
    assert not any(source.has(each) for each in numerals("90.95 109.71"))


def test_a_release_without_ratios_has_sources_too(tmp_path):
    (tmp_path / "about.json").write_text('{"plan": {}}', encoding="utf-8")
    (tmp_path / "results.csv").write_text("estimate,conf_low,conf_high,unit\n4651,,,deaths\n", encoding="utf-8")
    assert all(Provenance.of(tmp_path, []).has(each) for each in numerals("4,651"))

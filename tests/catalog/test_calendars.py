"""Working days are those of the official notices."""

import datetime as dt
import tomllib
from pathlib import Path

import chinese_calendar
import pytest

from posassist.base.errors import CatalogError, WrongUsage
from posassist.catalog.calendars import calendar, overlays

DAY = dt.timedelta(days=1)
OVERLAY = """
schema = 1
id = "{code}"
known_until = 2027-12-31
off = [2027-02-11]
works = [2027-01-01]
make_up = [2027-02-20]
source = "an invented notice"
checked_on = 2026-11-30
"""


def overlay(folder: Path, code: str = "CN", text: str = OVERLAY) -> None:
    (folder / "calendars").mkdir(exist_ok=True)
    (folder / "calendars" / f"{code}.toml").write_text(text.replace("{code}", code))


def test_every_day_of_four_years_agrees_with_the_other_library() -> None:
    china = calendar("CN")
    day = dt.date(2023, 1, 1)
    while day < dt.date(2027, 1, 1):
        assert china.is_working_day(day) == chinese_calendar.is_workday(day), day
        day += DAY


@pytest.mark.parametrize(
    ("start", "days", "due"),
    [
        (dt.date(2026, 2, 13), 1, dt.date(2026, 2, 14)),
        (dt.date(2026, 2, 14), 1, dt.date(2026, 2, 24)),
        (dt.date(2026, 9, 24), 15, dt.date(2026, 10, 22)),
    ],
)
def test_the_known_vectors_hold(start: dt.date, days: int, due: dt.date) -> None:
    assert calendar("CN").add(start, days) == due


def test_the_reference_page_holds_where_it_is_at_hand(samples: Path) -> None:
    page = samples.parent / "reference" / "domain" / "calendars.toml"
    if not page.is_file():
        pytest.skip("the reference pages are not on this computer")
    known = tomllib.loads(page.read_text(encoding="utf-8"))
    for vector in known["vector"]:
        place = calendar(vector["calendar"])
        assert place.add(vector["from"], vector["working_days"]) == vector["result"]
    china = calendar("CN")
    for year in known["cn_year"]:
        for day in year["work_weekends"]:
            assert china.is_working_day(dt.date.fromisoformat(day))
        for span in year["off"]:
            day, last = map(dt.date.fromisoformat, span.split("/"))
            while day <= last:
                assert not china.is_working_day(day)
                day += DAY


def test_a_make_up_saturday_can_be_left_out() -> None:
    china = calendar("CN")
    assert china.is_working_day(dt.date(2026, 2, 14))
    assert not china.is_working_day(dt.date(2026, 2, 14), make_up=False)


def test_days_without_a_notice_are_provisional() -> None:
    china = calendar("CN")
    assert not china.provisional(dt.date(2026, 12, 31))
    assert china.provisional(dt.date(2027, 1, 1))


@pytest.mark.parametrize(
    ("code", "known"), [("AE", 2026), ("IN", 2026), ("MY", 2027), ("SG", 2027), ("XK", 2014)]
)
def test_days_that_hang_on_the_moon_are_provisional_until_told(code: str, known: int) -> None:
    assert not calendar(code).provisional(dt.date(known, 12, 31))
    assert calendar(code).provisional(dt.date(known + 1, 1, 1))


def test_other_countries_have_their_own_days() -> None:
    assert not calendar("DE").is_working_day(dt.date(2026, 12, 25))
    assert calendar("DE").is_working_day(dt.date(2026, 10, 1))
    assert not calendar("US").is_working_day(dt.date(2026, 11, 26))
    assert not calendar("DE").provisional(dt.date(2030, 1, 1))
    assert calendar("AE").weekend != calendar("DE").weekend or calendar("AE").off


# Days off on weekdays, by hand, from what was read on 2026-11-27; days of a single state, which the
# program does not know, are left out.
BY_HAND = {
    # Fair Work Act 2009 s. 115(1)(a), austlii.edu.au.
    ("AU", 2026): "01-01 01-26 04-03 04-06 12-25",
    # Canada Labour Code s. 166 as amended by S.C. 2021 c. 11 (parl.ca, Bill C-5), and the day in
    # lieu for a Saturday.
    ("CA", 2026): "01-01 04-03 05-18 07-01 09-07 09-30 10-12 11-11 12-25 12-28",
    # The nine days of all sixteen states: FTG (Bavaria) art. 1, schulrecht-online.de, without the
    # three that other states do not have.
    ("DE", 2026): "01-01 04-03 04-06 05-01 05-14 05-25 12-25",
    # The government's own file behind GOV.UK: alphagov/frontend, lib/data/bank-holidays.json.
    ("GB", 2021): "01-01 04-02 04-05 05-03 05-31 08-30 12-27 12-28",
    # As newspapers quote GOV.UK.
    ("GB", 2026): "01-01 04-03 04-06 05-04 05-25 08-31 12-25 12-28",
    # The government's announcement of 2025-05-16, info.gov.hk, P2025051300354.
    ("HK", 2026): "01-01 02-17 02-18 02-19 04-03 04-06 04-07 05-01 05-25 06-19 07-01 10-01 10-19"
    " 12-25",
    # Personnel ministry's gazetted holidays of 2025 and its memorandum for 14 April, as quoted.
    ("IN", 2025): "02-26 03-14 03-31 04-10 04-14 04-18 05-12 08-15 09-05 10-02 10-20 11-05 12-25",
    # Jadual Hari Kelepasan Am Persekutuan 2021, Jabatan Perdana Menteri: the days of every state.
    ("MY", 2021): "02-12 05-13 05-14 05-26 06-07 07-20 08-10 08-31 09-16 10-19",
    # The Ministry of Manpower's announcement of 2025-06-16, as newspapers quote it.
    ("SG", 2026): "01-01 02-17 02-18 04-03 05-01 05-27 06-01 08-10 11-09 12-25",
    # 5 U.S.C. 6103 and its rule for Saturdays, ca6.uscourts.gov.
    ("US", 2026): "01-01 01-19 02-16 05-25 06-19 07-03 09-07 10-12 11-11 11-26 12-25",
}


@pytest.mark.parametrize(("code", "year"), BY_HAND)
def test_every_weekday_of_a_year_agrees_with_the_table_made_by_hand(code: str, year: int) -> None:
    off = {dt.date.fromisoformat(f"{year}-{each}") for each in BY_HAND[code, year].split()}
    place, first = calendar(code), dt.date(year, 1, 1)
    weekdays = [day for n in range(365) if (day := first + n * DAY).weekday() < 5]
    assert {day for day in weekdays if not place.is_working_day(day)} == off


@pytest.mark.parametrize("code", ["QQ", "cn", "", "__class__", "C N", "ABCD"])
def test_a_code_nobody_knows_is_wrong_usage(code: str) -> None:
    with pytest.raises(WrongUsage, match="no calendar"):
        calendar(code)


def test_the_owner_adds_a_new_notice(profile_folder: Path) -> None:
    overlay(profile_folder)
    china = calendar("CN", own=profile_folder)
    assert not china.is_working_day(dt.date(2027, 2, 11))
    assert china.is_working_day(dt.date(2027, 2, 20))
    assert china.is_working_day(dt.date(2027, 1, 1))
    assert not china.provisional(dt.date(2027, 6, 1))
    assert calendar("CN").is_working_day(dt.date(2027, 2, 11))


def test_any_country_may_have_an_overlay(profile_folder: Path) -> None:
    overlay(profile_folder, "DE")
    assert not calendar("DE", own=profile_folder).is_working_day(dt.date(2027, 2, 11))


def test_the_shipped_overlay_says_where_it_comes_from() -> None:
    shipped = overlays()["CN"]
    assert shipped.source
    assert shipped.checked_on.year == 2026


@pytest.mark.parametrize(
    ("old", "new", "entry"),
    [
        ("schema = 1", "schema = 2", "schema"),
        ('id = "CN"', 'id = "China"', "id"),
        ("off = [2027-02-11]", "off = [2027-02-20]", "off"),
        ("off = [2027-02-11]", "holidays = []", "holidays"),
        ('source = "an invented notice"', "", "source"),
        ("known_until = 2027-12-31", 'known_until = "2027"', "known_until"),
    ],
)
def test_a_wrong_overlay_names_its_entry(
    profile_folder: Path, old: str, new: str, entry: str
) -> None:
    overlay(profile_folder, "CN", OVERLAY.replace("{code}", "CN").replace(old, new))
    with pytest.raises(CatalogError) as refused:
        overlays(profile_folder)
    assert refused.value.fields["entry"] == entry

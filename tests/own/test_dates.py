"""Dates in the notations that files have: one reading for the whole column, and a question where two fit."""

import pytest
from own.written import moments, purchases, read, refused, says

from casekit import CaseError

DAY = "2025-04-03T00:00:00"


def text(*dates, heading="date"):
    rows = "".join(f'k{number},"{date}",1.00\n' for number, date in enumerate(dates))
    return f"customer,{heading},amount\n{rows}"


def at(folder, *dates, **said):
    """The moments of a file with these dates, all of them legal."""
    found = read(folder, text(*dates), **said)
    assert found.refused.empty
    return [moment.isoformat() for moment in moments(found)]


@pytest.mark.parametrize(
    "date",
    ["2025-04-03", "2025/4/3", "2025.04.03", "20250403", "2025-04-03T00:00", "2025-04-03 00:00:00",
     "2025-04-03 00:00:00.000", "3 Apr 2025", "3-Apr-25", "April 3, 2025", "Apr 3rd, 2025",
     "Thu, 03 Apr 2025 00:00:00", "Thursday 3 April 2025", "3. April 2025", "3.4.2025", "03.04.25", "3. 4. 2025",
     "3 avril 2025", "3 de abril de 2025", "3 aprile 2025", "03-avr-2025", "2025-Apr-03", "Thu Apr  3 00:00:00 2025",
     "3 April 2025 12:00 AM", "20250403000000", "2025-04-02 24:00"],
)  # fmt: skip
def test_one_day_in_many_notations(tmp_path, date):
    assert at(tmp_path, date) == [DAY]


@pytest.mark.parametrize(
    ("time", "told"),
    [("8:26", "08:26:00"), ("08:26:07", "08:26:07"), ("8:26 PM", "20:26:00"), ("12:05 a.m.", "00:05:00"),
     ("08:26:07.125", "08:26:07.125000"), ("08:26:07,5", "08:26:07.500000"), ("08.26 Uhr", "08:26:00"),
     ("8h26", "08:26:00")],
)  # fmt: skip
@pytest.mark.parametrize("day", ["2025-04-03", "03.04.2025", "April 3, 2025"])
def test_times_of_day(tmp_path, day, time, told):
    assert at(tmp_path, f"{day} {time}") == [f"2025-04-03T{told}"]


def test_one_date_decides_for_all(tmp_path):
    assert at(tmp_path, "3/4/2025", "4/13/2025") == ["2025-03-04T00:00:00", "2025-04-13T00:00:00"]
    assert at(tmp_path, "3/4/2025", "13/4/2025") == [DAY, "2025-04-13T00:00:00"]
    assert at(tmp_path, "3-4-25", "13-4-25 8:00") == [DAY, "2025-04-13T08:00:00"]
    assert at(tmp_path, "03/04/25", "13/04/25 8:00") == [DAY, "2025-04-13T08:00:00"]
    assert at(tmp_path, "5/5/2025") == ["2025-05-05T00:00:00"]  # either way
    assert says(read(tmp_path, text("3/4/2025", "13/4/2025")), "day first, as '13/4/2025' shows")
    # also one whose row is no purchase
    found = read(tmp_path, text("3/4/2025") + ",13/4/2025,1\n")
    assert purchases(found)[0][1] == "2025-04-03" and refused(found) == {2: "no customer"}


def test_two_readings_are_asked_about(tmp_path):
    both = text("3/4/2025", "6/5/2025")
    with pytest.raises(
        CaseError, match="'date' can be read in two ways.*'3/4/2025'; say dates='day first' or dates='month first'"
    ):
        read(tmp_path, both)
    assert [one[1] for one in purchases(read(tmp_path, both, dates="day first"))] == ["2025-04-03", "2025-05-06"]
    assert [one[1] for one in purchases(read(tmp_path, both, dates="month first"))] == ["2025-03-04", "2025-06-05"]
    with pytest.raises(CaseError, match="There is no dates 'dayfirst'; did you mean 'day first'"):
        read(tmp_path, both, dates="dayfirst")
    with pytest.raises(
        CaseError, match="dates in both orders: '13/4/2025' has the day first and '4/14/2025' has the month"
    ):
        read(tmp_path, text("13/4/2025", "4/14/2025"))
    found = read(tmp_path, text("13/4/2025", "4/14/2025"), dates="day first")
    assert refused(found) == {2: "no such day"}


def test_a_slip_among_many_is_refused(tmp_path):
    found = read(tmp_path, text(*(f"{day}/1/2025" for day in range(13, 23)), "1/25/2025"))
    assert len(found.purchases) == 10 and refused(found) == {11: "no such day"}


def test_points_stand_where_the_day_comes_first(tmp_path):
    found = read(tmp_path, text("03.04.2025", "05.06.2025"))
    assert [one[1] for one in purchases(found)] == ["2025-04-03", "2025-06-05"]
    assert says(found, "day first, as dates with points are")


def test_years_of_two_digits(tmp_path):
    assert at(tmp_path, "31.12.99", "31.12.68", "31.12.69") == [f"{year}-12-31T00:00:00" for year in (1999, 2068, 1969)]
    assert at(tmp_path, "25-04-03", "99-04-30", "03-12-31")[0] == DAY  # the year can only be the first
    assert at(tmp_path, "25-04-03", "25-04-30")[0] == DAY  # years come again, days do not
    assert at(tmp_path, "03-04-25", "30-04-25")[0] == DAY
    with pytest.raises(CaseError, match="two ways.*'25-04-03'; say dates='day first' or dates='year first'"):
        read(tmp_path, text("25-04-03", "30-04-29"))
    assert at(tmp_path, "25-04-03", dates="year first") == [DAY]


def test_several_notations_in_one_column(tmp_path):
    assert at(tmp_path, "2025-04-03", "3 Apr 2025", "03.04.2025", "3/4/2025", "25/4/2025") == [DAY] * 4 + [
        "2025-04-25T00:00:00"
    ]


@pytest.mark.parametrize(
    ("numbers", "told"),
    [(["45750", "45750.25"], ["2025-04-03T00:00:00", "2025-04-03T06:00:00"]),
     (["45750,4340278"], ["2025-04-03T10:25:00"]), (["1743638400"], ["2025-04-03T00:00:00+00:00"]),
     (["1743638400.5"], ["2025-04-03T00:00:00.500000+00:00"]),
     (["1743638400123"], ["2025-04-03T00:00:00.123000+00:00"]),
     (["1743638400123456"], ["2025-04-03T00:00:00.123000+00:00"])],
)  # fmt: skip
def test_bare_numbers(tmp_path, numbers, told):
    assert at(tmp_path, *numbers) == told


def test_a_bare_number_among_dates_is_no_date(tmp_path):
    found = read(tmp_path, text("2025-04-03", "2025-04-04", "45750", "1743638400", "7", "2025-04-05", "2025-04-06"))
    assert refused(found) == {
        3: "no date (days of a spreadsheet)", 4: "no date (seconds since 1970)", 5: "no date that can be read",
    }  # fmt: skip
    found = read(tmp_path, text("45750", "45751", "1743638400"))
    assert len(found.purchases) == 2 and refused(found) == {3: "no date (seconds since 1970)"}
    assert at(tmp_path, "100000000", dates="seconds")[0].startswith("1973-03-03T09:46:40")


@pytest.mark.parametrize(
    ("date", "reason"),
    [("", "no date"), ("NULL", "no date"), ("31.02.2025", "no such day"), ("2025-13-01", "no such day"),
     ("2025-04-03 25:00", "no such day"), ("0000-00-00", "no such day"), ("9999-12-31", "no such day"),
     ("soon", "no date that can be read"), ("2025-04", "no date that can be read"),
     ("10:30", "no date that can be read"), ("3 Foo 2025", "no date that can be read"),
     ("2025-04-03 10:00 QQT", "no date that can be read"), ("2025-04-03T10:00:00+99:00", "no date that can be read"),
     ("13:00 PM 2025-04-03", "no date that can be read")],
)  # fmt: skip
def test_what_is_no_date_is_refused(tmp_path, date, reason):
    found = read(tmp_path, text("03.04.2025", "2025-04-04", date))
    assert len(found.purchases) == 2 and refused(found) == {3: reason}


# --- clocks ----------------------------------------------------------------------------------------------------------


def test_offsets_are_turned_into_utc(tmp_path):
    dates = ["2024-12-31T23:30:00-05:00", "2025-01-01T00:30:00+0200", "2025-06-01 12:00 +05:30", "2025-06-01T12:00:00Z",
             "Sun, 01 Jun 2025 12:00:00 GMT", "2025-06-01 12:00 CEST"]  # fmt: skip
    assert at(tmp_path, *dates) == [
        f"{moment}:00+00:00"
        for moment in ("2025-01-01T04:30", "2024-12-31T22:30", "2025-06-01T06:30", "2025-06-01T12:00",
                                            "2025-06-01T12:00", "2025-06-01T10:00")
    ]  # fmt: skip


def test_dates_with_an_offset_and_without_are_not_mixed(tmp_path):
    few = read(tmp_path, text("2025-06-01T12:00Z", "2025-06-02T12:00Z", "2025-06-03 12:00"))
    assert refused(few) == {3: "no offset from UTC, where the others have one"} and str(moments(few).dt.tz) == "UTC"
    many = read(tmp_path, text("2025-06-01T12:00Z", "2025-06-02 12:00", "2025-06-03 12:00"))
    assert refused(many) == {1: "an offset from UTC, where the others have none"} and moments(many).dt.tz is None
    with pytest.raises(CaseError, match="1 dates? with an offset from UTC, and as many without; say time_zone="):
        read(tmp_path, text("2025-06-01T12:00Z", "2025-06-03 12:00"))
    both = at(tmp_path, "2025-06-01T12:00Z", "2025-06-03 12:00", time_zone="Europe/Vienna")
    assert both == ["2025-06-01T14:00:00+02:00", "2025-06-03T12:00:00+02:00"]


def test_the_clock_of_a_zone_is_put_forward_and_back(tmp_path):
    dates = text("2025-03-30 01:59", "2025-03-30 02:30", "2025-10-26 02:30", "2025-03-30")
    found = read(tmp_path, dates, time_zone="Europe/Vienna")
    assert refused(found) == {2: "no such time: the clock was put forward"}
    assert purchases(found)[1][1] == "2025-10-26T02:30:00+02:00"  # the first of the two
    beirut = read(tmp_path, text("2021-03-28"), time_zone="Asia/Beirut")  # a day that began at one o'clock
    assert purchases(beirut)[0][1] == "2021-03-28T01:00:00+03:00"
    with pytest.raises(CaseError, match="time_zone must be a name such as .*did you mean 'Europe/Vienna'"):
        read(tmp_path, dates, time_zone="Europe/Viena")


def test_a_heading_or_a_column_may_name_the_zone(tmp_path):
    assert purchases(read(tmp_path, text("2025-04-03 10:00", heading="Date (UTC)")))[0][1].endswith("+00:00")
    rows = "customer,date,time,time zone,amount\na,2025-04-03,10:00,{},1\nb,2025-04-04,,{},2\n"
    assert purchases(read(tmp_path, rows.format("EDT", "EDT")))[0][1] == "2025-04-03T14:00:00+00:00"
    found = read(tmp_path, rows.format("Eastern Time (US & Canada)", "Eastern Time (US & Canada)"))
    assert [one[1] for one in purchases(found)] == ["2025-04-03T10:00:00-04:00", "2025-04-04T00:00:00-04:00"]
    found = read(tmp_path, rows.format("the shop's", "the shop's"))
    assert moments(found).dt.tz is None and says(found, "by the shop's own clock")


def test_a_column_of_dates_is_found_by_what_stands_in_it(tmp_path):
    found = read(tmp_path, "customer,bought,amount\na,2025-04-03,1\nb,2025-04-04,2\n")
    assert len(found.purchases) == 2 and says(found, "at is 'bought'")
    with pytest.raises(CaseError, match="No column is known to hold the dates; say at= with one of"):
        read(tmp_path, "customer,bought,gone,amount\na,2025-04-03,2025-04-03,1\n")


def test_dates_that_a_spreadsheet_may_have_exchanged_are_told(tmp_path):
    """13/01/2025 was left as it was, as there is no month 13; 1/3/2025 became a date: of March, or of January?"""
    words = "a spreadsheet may have exchanged day and month in dates like '2025-03-01'"
    assert says(read(tmp_path, text("2025-03-01", "2025-05-02", "13/01/2025", "25/02/2025")), words)
    assert not says(read(tmp_path, text("2025-03-01", "2025-05-14", "13/01/2025", "25/02/2025")), words)
    assert not says(read(tmp_path, text("2025-03-01", "2025-05-02", "13/01/2025", "5/02/2025")), words)

"""A log in any notation is read back: the same customers, moments and cents; and every record is counted."""

import csv
import datetime as dt
import io

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from own.written import write
from thoroughness import sample

from casekit import CaseError, read_transactions

CUSTOMERS = st.one_of(
    st.integers(1, 10**9).map(str), st.integers(1, 999).map("{:06}".format),
    st.from_regex(r"[a-z]{1,6}@[a-z]{1,5}\.org", fullmatch=True),
    st.sampled_from(["Müller, Eva", 'Anne "Nan" Lee', "Łukasz; Z", "客户", "O'Neil | Sons", "k1\nk2"]),
)  # fmt: skip
MOMENTS = st.datetimes(dt.datetime(1995, 1, 1), dt.datetime(2068, 12, 31, 23, 59, 59)).map(
    lambda at: at.replace(microsecond=0)
)
LOGS = st.lists(st.tuples(CUSTOMERS, MOMENTS, st.integers(0, 10**9)), min_size=1, max_size=12)
MONTHS = "Januar Februar März April Mai Juni Juli August September Oktober November Dezember".split()

DATES = {  # how a moment is written, and what must be said of it
    "iso": (lambda at: at.isoformat(), {}),
    "blank": (lambda at: at.strftime("%Y-%m-%d %H:%M:%S"), {}),
    "compact": (lambda at: at.strftime("%Y%m%d%H%M%S"), {}),
    "german": (lambda at: f"{at.day}.{at.month}.{at.year} {at:%H:%M:%S}", {}),
    "german, short": (lambda at: f"{at:%d.%m.%y %H:%M:%S}", {"dates": "day first"}),
    "british": (lambda at: f"{at:%d/%m/%Y %H:%M:%S}", {"dates": "day first"}),
    "american": (lambda at: f"{at.month}/{at.day}/{at.year} {(at.hour + 11) % 12 + 1}:{at:%M:%S} {'AP'[at.hour > 11]}M",
                 {"dates": "month first"}),
    "english": (lambda at: f"{at:%b %d, %Y %H:%M:%S}", {}),
    "words": (lambda at: f"{at.day}. {MONTHS[at.month - 1]} {at.year} {at:%H:%M:%S}", {}),
    "mail": (lambda at: f"{at:%a, %d %b %Y %H:%M:%S}", {}),
    "spreadsheet": (lambda at: repr((at - dt.datetime(1899, 12, 30)) / dt.timedelta(days=1)), {}),
}  # fmt: skip


def grouped(whole, mark):
    return f"{whole:,}".replace(",", mark)


AMOUNTS = {
    "point": (lambda cents: f"{cents // 100}.{cents % 100:02}"),
    "comma": (lambda cents: f"{cents // 100},{cents % 100:02}"),
    "english": (lambda cents: f"${grouped(cents // 100, ',')}.{cents % 100:02}"),
    "german": (lambda cents: f"{grouped(cents // 100, '.')},{cents % 100:02} €"),
    "french": (lambda cents: f"{grouped(cents // 100, chr(0x202F))},{cents % 100:02} EUR"),
    "swiss": (lambda cents: f"CHF {grouped(cents // 100, chr(39))}.{cents % 100:02}"),
}
HEADINGS = [("customer_id", "at", "amount"), ("Kundennr", "Datum", "Betrag"), ("CLIENT", "DATE D'ACHAT", "MONTANT TTC"),
            ("Id cliente", "Fecha", "Importe"), ("buyer email", "Order Date", "Total")]  # fmt: skip
TROUBLE = [("", None, 5), (None, "", 5), (None, None, ""), (None, "no date", 5), (None, None, "free"),
           ("NULL", None, 5),
           ("1.2E+10", None, 5), (None, "32.13.2025", 5)]  # fmt: skip


@st.composite
def files(draw):
    """A log, the text that says it, what must be said besides, the encoding, and how many records are none."""
    log, bad = draw(LOGS), draw(st.lists(st.sampled_from(TROUBLE), max_size=4))
    (date, said), amount = draw(st.sampled_from(list(DATES.values()))), draw(st.sampled_from(list(AMOUNTS.values())))
    order = draw(st.permutations(range(3)))
    rows = [(who, date(at), amount(cents)) for who, at, cents in log]
    sound = rows[0]
    rows += [
        tuple(good if cell is None else str(cell) for good, cell in zip(sound, spoilt, strict=True)) for spoilt in bad
    ]
    file = io.StringIO()
    writer = csv.writer(
        file,
        delimiter=draw(st.sampled_from(",;\t|")),
        lineterminator=draw(st.sampled_from(["\n", "\r\n"])),
        quoting=draw(st.sampled_from([csv.QUOTE_MINIMAL, csv.QUOTE_ALL])),
    )
    for row in [draw(st.sampled_from(HEADINGS)), *rows]:
        writer.writerow([row[place] for place in order])
    encoding = draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le"]))
    return log, file.getvalue(), said | {"currency": None}, encoding, len(bad)


@settings(max_examples=sample(2_000, usually=60), deadline=None, suppress_health_check=list(HealthCheck))
@given(files())
def test_a_log_in_any_notation_is_read_back(tmp_path_factory, file):
    log, text, said, encoding, bad = file
    found = read_transactions(write(tmp_path_factory.getbasetemp(), text, encoding), **said)
    assert found.purchases["customer_id"].tolist() == [who.strip() for who, _, _ in log]
    assert [at.to_pydatetime() for at in found.purchases["at"]] == [at for _, at, _ in log]
    assert [round(100 * amount) for amount in found.purchases["amount"]] == [cents for _, _, cents in log]
    assert found.records == len(log) + bad and found.refused["record"].tolist() == [
        *range(len(log) + 1, len(log) + bad + 1)
    ]
    assert found.usable + len(found.refused) == found.records and all(found.refused["reason"])
    lines = text.encode().replace(b"\r\n", b"\n").decode().split("\n")
    for line, row in zip(found.refused["line"], found.refused["text"], strict=True):
        assert "\n".join(lines[line - 1 :]).startswith(row)


@settings(max_examples=sample(5_000, usually=150), deadline=None, suppress_health_check=list(HealthCheck))
@given(st.text(st.sampled_from("ab1902.,;:/-\"\n\t €$()'%eE+|#\x00é"), max_size=120), st.booleans())
def test_whatever_stands_in_a_file_is_read_or_is_one_sentence(tmp_path_factory, text, headed):
    path = write(tmp_path_factory.getbasetemp(), ("customer,date,amount\n" if headed else "") + text)
    try:
        found = read_transactions(path)
    except CaseError as error:
        assert str(error).splitlines() == [str(error)] and str(error).endswith(".")
    else:
        assert found.usable + len(found.refused) == found.records and len(found.purchases)
        assert (found.purchases["amount"] >= 0).all() and found.purchases["at"].notna().all()
        assert (found.purchases["customer_id"] != "").all()

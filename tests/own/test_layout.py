"""Text files in all their forms: encodings, delimiters, headings, quotation marks; and no line is lost."""

import csv
import io

import numpy as np
import pytest
from own.written import lines, purchases, read, refused, says, write

from casekit import CaseError, read_transactions
from casekit.own.records import CUT_OFF, UNCLOSED, WIDER, read_records

ROWS = [("k1", "2025-01-31", "9.50"), ("k2", "2025-02-01", "12.00")]
BOUGHT = [("k1", "2025-01-31", 9.5), ("k2", "2025-02-01", 12.0)]
HEAD = "customer,date,amount\n"


def read_error(folder, text):
    with pytest.raises(CaseError) as caught:
        read(folder, text)
    return str(caught.value)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r", "\r\r\n"])
def test_delimiters_and_line_ends(tmp_path, delimiter, end):
    text = end.join(delimiter.join(row) for row in [("customer", "date", "amount"), *ROWS])
    for tail in ("", end, end + end):
        found = read(tmp_path, text + tail)
        assert purchases(found) == BOUGHT and found.records == 2
    found = read(tmp_path, text.replace("k1", "") + end)
    assert lines(found) == {1: 2}


@pytest.mark.parametrize(
    ("encoding", "told"),
    [("utf-8", "utf-8"), ("utf-8-sig", "utf-8"), ("cp1252", "cp1252"), ("utf-16", "utf-16"), ("utf-32", "utf-32"),
     ("utf-16-le", "utf-16-le"), ("utf-16-be", "utf-16-be")],
)  # fmt: skip
def test_encodings(tmp_path, encoding, told):
    text = "Käufer-ID;Kaufdatum;Betrag\nJosé €;2025-01-31;9,50 €\nÉva;2025-02-01;12,00 €\n"
    found = read(tmp_path, text, encoding)
    assert purchases(found) == [("José €", "2025-01-31", 9.5), ("Éva", "2025-02-01", 12.0)]
    assert says(found, f"text in {told}") and found.refused.empty


def test_an_encoding_that_is_said(tmp_path):
    text = "customer,date,amount\nŁódź,2025-01-31,9.50\n"
    assert purchases(read(tmp_path, text, "cp1250", encoding="cp1250"))[0][0] == "Łódź"
    assert purchases(read(tmp_path, text, "cp1250"))[0][0] == "£ódŸ"  # and the result says that it took cp1252
    with pytest.raises(CaseError, match="is not written in utf-8"):
        read(tmp_path, text, "cp1250", encoding="utf8")
    with pytest.raises(CaseError, match="There is no encoding 'utf-9'; did you mean 'utf-8'"):
        read(tmp_path, text, "cp1250", encoding="utf-9")


def test_bytes_that_cp1252_has_no_character_for(tmp_path):
    path = write(tmp_path, HEAD)
    path.write_bytes(HEAD.encode() + b"\x81\xe9,2025-01-31,9.50\n")
    assert len(read_transactions(path).purchases) == 1


@pytest.mark.parametrize(
    "above",
    [
        "# exported\n",
        "Report of May\nShop;7\n\n",
        "\n\n",
        "Customer report\n;;\nPeriod;2025-01-01;2025-02-28\n",
        "sep=;\n",
    ],
)
def test_lines_above_the_headings(tmp_path, above):
    found = read(tmp_path, above + "customer;date;amount\nk1;2025-01-31;9.50\n;2025-02-01;3.00\n")
    assert purchases(found) == BOUGHT[:1] and found.records == 2
    assert lines(found) == {2: above.count("\n") + 3}


def test_records_are_not_lines(tmp_path):
    text = 'id,customer,date,amount,note\n1,k1,2025-01-31,9.50,"two\nlines, ""quoted"""\n'
    text += '2,,2025-02-01,1,"a\n\nb"\n3,k2,,2,x\n'
    found = read(tmp_path, text)
    assert purchases(found) == BOUGHT[:1] and lines(found) == {2: 4, 3: 7}
    assert found.refused["text"].tolist() == ['2,,2025-02-01,1,"a\n\nb"', "3,k2,,2,x"]


def test_empty_lines_are_no_records_and_empty_rows_are(tmp_path):
    found = read(tmp_path, HEAD + '\nk1,2025-01-31,9.50\n,,\n   \n"","",""\n\nk2,2025-02-01,12.00\n')
    assert purchases(found) == BOUGHT
    assert refused(found) == {2: "empty row", 3: "empty row"} and lines(found) == {2: 4, 3: 6}


def test_headings_once_more_and_totals(tmp_path):
    text = (
        HEAD
        + "k1,2025-01-31,9.50\ncustomer,date,amount\nk2,2025-02-01,12.00\nSubtotal,2025-02-01,21.50\n"
        + "k3,2025-02-02,8.00\n"
    )
    found = read(tmp_path, text + "Total,2025-02-02,29.50\nTotal,2025-02-03,4.00\ngrand total,,777\n")
    assert [one[0] for one in purchases(found)] == ["k1", "k2", "k3", "Total"]  # of which the last one is a customer
    assert refused(found) == {
        2: "the headings once more",
        4: "totals row: what the rows above add up to",
        6: "totals row: what the rows above add up to",
        8: "totals row",
    }


def test_too_many_cells_and_too_few(tmp_path):
    text = "customer,date,amount,note\nk1,2025-01-31,9.50\nk2,2025-02-01,12,00,x,y\nk2,2025-02-01\n"
    text += "k2,2025-02-01,12.00,,,\n"
    found = read(tmp_path, text)
    assert purchases(found) == BOUGHT
    assert refused(found) == {2: WIDER, 3: "no amount; fewer cells than the header has names"}


def test_a_delimiter_at_the_end_of_each_row(tmp_path):
    found = read(tmp_path, "customer;date;amount\nk1;2025-01-31;9.50;\nk2;2025-02-01;12.00;\n")
    assert purchases(found) == BOUGHT


def test_rows_that_are_numbered_without_a_heading(tmp_path):
    """As R writes them; and a first column without a heading, as pandas does."""
    assert (
        purchases(read(tmp_path, '"customer","date","amount"\n"1","k1","2025-01-31",9.5\n"2","k2","2025-02-01",12\n'))
        == BOUGHT
    )
    assert purchases(read(tmp_path, ",customer,date,amount\n0,k1,2025-01-31,9.5\n1,k2,2025-02-01,12\n")) == BOUGHT
    every = read_error(tmp_path, HEAD + "k1,2025-01-31,9,50\nk2,2025-02-01,12,00\n")
    assert "2 more cells than the header has names" in every


def test_a_blank_after_each_delimiter(tmp_path):
    found = read(
        tmp_path,
        'customer, date, amount\n"k1", "2025-01-31", "9.50"\nk2, 2025-02-01, "0,012.00"\nk3, 2025-02-02, "1,000.50"\n',
    )
    assert purchases(found) == [BOUGHT[0], ("k3", "2025-02-02", 1000.5)]


def test_a_file_that_breaks_off(tmp_path):
    found = read(tmp_path, "date,customer,amount,note\n2025-01-31,k1,9.50,x\n2025-02-01,k2,1")
    assert purchases(found) == BOUGHT[:1] and refused(found)[2].startswith(CUT_OFF)


def test_a_quotation_mark_that_is_not_closed_costs_its_own_line_only(tmp_path):
    text = (
        HEAD
        + 'k1,2025-01-31,9.50\nk9,"2025-02-01,3.00\n"k2",2025-02-01,12.00\nk8,2025-02-02,"1.00\nk1,2025-02-03,5.00\n'
    )
    found = read(tmp_path, text)
    assert purchases(found) == [*BOUGHT, ("k1", "2025-02-03", 5.0)]
    assert refused(found) == {2: UNCLOSED, 4: UNCLOSED} and lines(found) == {2: 3, 4: 5}


def test_a_quotation_mark_within_a_cell_is_a_character(tmp_path):
    assert purchases(read(tmp_path, HEAD + 'a 5" b,2025-01-31,9.50\n'))[0][0] == 'a 5" b'


def test_a_heading_that_comes_twice_or_is_empty(tmp_path):
    text = "customer,date,date,amount,,\nk1,2025-01-31,2025-03-01,9.50,,\n"
    found = read(tmp_path, text)
    assert purchases(found) == BOUGHT[:1] and says(found, "at could also be 'date (2)'")
    assert purchases(read(tmp_path, text, at="date (2)"))[0][1] == "2025-03-01"


def test_columns_without_headings_have_numbers(tmp_path):
    text = "0001 19970101  1  11.77\n0002 19970112  1   12.00\n\n0002 19970113  5  77.00\n"
    found = read(tmp_path, text, customer="column 1", amount="column 4")
    assert purchases(found) == [
        ("0001", "1997-01-01", 11.77),
        ("0002", "1997-01-12", 12.0),
        ("0002", "1997-01-13", 77.0),
    ]
    assert says(found, "no line of headings")
    with pytest.raises(CaseError, match="No column is known to hold the amount; say amount="):
        read(tmp_path, text)


# --- against Python's own reader -------------------------------------------------------------------------------------

ALPHABET = ['"', '""', ",", "\n", "a", "1", " ", "é"]


@pytest.mark.parametrize("seed", range(4))
def test_records_are_those_of_the_csv_module(seed):
    """Whatever cells there are, written by Python's csv module: the same cells, each record on its line."""
    generator = np.random.default_rng(seed)
    for _ in range(50):
        width = int(generator.integers(2, 6))
        cells = ["".join(generator.choice(ALPHABET, generator.integers(0, 5))) for _ in range(width * 8)]
        rows = [row for start in range(0, len(cells), width) if any(row := cells[start : start + width])]
        file = io.StringIO()
        csv.writer(file, lineterminator="\n").writerows(rows)
        found = read_records(file.getvalue().encode(), 0, width, ",")
        assert list(map(list, zip(*(column.to_pylist() for column in found.cells.columns), strict=True))) == rows
        assert "".join(found.text.to_pylist()) == file.getvalue()
        assert not any(mask.any() for mask in found.faults.values()) and not found.short.any()


@pytest.mark.parametrize("seed", range(4))
def test_no_line_is_lost_whatever_stands_in_it(seed):
    """Of any characters: the records' texts together are the file, but for lines that are empty."""
    generator = np.random.default_rng(100 + seed)
    for _ in range(100):
        text = "".join(generator.choice([*ALPHABET, ",", ",", "\n", "\n"], generator.integers(1, 60)))
        found = read_records(text.encode(), 0, 3, ",")
        parts, line = found.text.to_pylist(), found.line
        kept = "".join(parts).split("\n")
        assert [one for one in kept if one.strip()] == [one for one in text.split("\n") if one.strip()]
        assert (np.diff(line) > 0).all()
        starts = text.split("\n")
        for part, number in zip(parts, line, strict=True):
            assert part.startswith(starts[number - 1])

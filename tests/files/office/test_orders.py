"""Which fields of a letter and which formulas of a workbook read something outside of it."""

import pytest

from portal.files.office.orders import field_fetches, formula_fetches


@pytest.mark.parametrize(
    "order",
    [
        "DDE",
        "dde cmd",
        "DdeAuto\tcmd",
        ' " LINK Excel.Sheet',
        "\n\r INCLUDEPICTURE\\d",
        'INCLUDETEXT"x"',
        "INCLUDE ខ្មែរ.docx",
        "IMPORT\u00a0a.png",
        "RD x",
        "DATABASE \\d",
    ],
)
def test_a_field_that_reads_something_outside_is_known(order: str) -> None:
    assert field_fetches(order)


@pytest.mark.parametrize(
    "order",
    [
        "",
        " ",
        '"',
        "PAGE",
        "LINKS",
        "RDX",
        "DDE_",
        "IMPORTANT",
        "INCLUDED",
        "HYPERLINK http://x",
        'QUOTE "DDE cmd"',
        "ខDDE",
        "DDEខ",
        "= RD",
    ],
)
def test_a_field_that_reads_nothing_outside_stays(order: str) -> None:
    assert not field_fetches(order)


@pytest.mark.parametrize(
    "formula",
    [
        "WEBSERVICE(A1)",
        "webservice (Sheet1!A1)",
        "WebService\n(A1)",
        "1+IMAGE(A1)",
        "(IMAGE(A1))",
        "_xlfn.IMAGE(A1)",
        "_xlfn._xlws.WEBSERVICE(A1)",
        "-RTD(A1)",
        "CUBESET(A1)",
        'IF(A1="""IMAGE",STOCKHISTORY(A1))',
        "REGISTER.ID(A1)",
        "SQL.REQUEST(A1)",
        "COPILOT(A1)",
        "TRANSLATE(A1)",
    ],
)
def test_a_function_that_asks_elsewhere_is_known(formula: str) -> None:
    assert formula_fetches(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "",
        "IMAGE",
        "MYIMAGE(A1)",
        "IMAGES(A1)",
        "MY.IMAGE(A1)",
        "CUBE(A1)",
        "REGISTERxID(A1)",
        '"WEBSERVICE(A1)"',
        '"a""WEBSERVICE(A1)"',
        "ខIMAGE(A1)",
        "SUM('របាយការណ៍'!A1)",
    ],
)
def test_words_that_look_like_such_a_function_stay(formula: str) -> None:
    assert not formula_fetches(formula)


def test_words_beside_a_name_in_apostrophes_are_taken_for_a_function() -> None:
    # Either could begin within the other, so nothing is believed to be a word.
    assert formula_fetches("'My sheet'!A1&\"IMAGE(A1)\"")
    assert not formula_fetches('Sheet1!A1&"IMAGE(A1)"')


@pytest.mark.parametrize(
    "formula",
    [
        "[1]Sheet1!A1",
        "[1]!Name",
        "SUM([1]Sheet1!A1:B2)",
        "'[1]My sheet'!A1",
        "'C:\\[a.xlsx]It''s mine'!A1",
        "'[ឯកសារ.xlsx]សន្លឹក'!A1",
        "[ឯកសារ.xlsx]សន្លឹក!A1",
        "cmd|'/c calc'!A1",
        "a|b",
    ],
)
def test_another_workbook_or_program_is_known(formula: str) -> None:
    assert formula_fetches(formula)


@pytest.mark.parametrize(
    "formula",
    [
        "Table1[Column]",
        "Table1[[#This Row],[a]]&Sheet1!A1",
        "Table1[a]+Sheet1!A1",
        '"[1]Sheet1!A1"',
        '"a|b"',
        '"it\'s"&"a|b"',
        "'My sheet'!A1",
        "Sheet1!A1<>[a]",
    ],
)
def test_columns_of_tables_and_words_are_no_other_workbook(formula: str) -> None:
    assert not formula_fetches(formula)

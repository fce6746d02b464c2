from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import duckdb
import pytest

import corpus
import tokenfare
import tokenfare.arrow
import tokenfare.duckdb


@pytest.fixture
def con() -> Any:
    with duckdb.connect() as connection:
        tokenfare.duckdb.register(connection)
        yield connection


def rows(con: Any, query: str, *values: Any) -> list[Any]:
    return [row[0] for row in con.execute(query, values).fetchall()]


def test_the_sum_of_a_file(con: Any, parquet: Path) -> None:
    assert rows(con, "SELECT sum(tokens(text)) FROM read_parquet(?)", str(parquet)) == [corpus.total()]
    assert rows(
        con, "SELECT tokens(text) FROM read_parquet(?) ORDER BY row", str(parquet)
    ) == corpus.counts()


def test_more_than_one_thread(con: Any, parquet: Path) -> None:
    con.execute("SET threads = 4")
    files = [str(parquet)] * 4
    assert rows(con, "SELECT sum(tokens(text)) FROM read_parquet(?)", files) == [4 * corpus.total()]


def test_a_relation_is_an_arrow_stream(con: Any, parquet: Path) -> None:
    relation = con.sql(f"SELECT text FROM '{parquet}'")
    assert tokenfare.arrow.count(relation).total == corpus.total()
    with pytest.raises(TypeError, match='a table of 2; give one of its columns: "row", "text"'):
        tokenfare.arrow.count(con.sql(f"FROM '{parquet}'"))


def test_a_query_that_fails_while_it_is_read(con: Any) -> None:
    relation = con.sql("SELECT CASE WHEN i < 9999 THEN 'a' ELSE error('torn') END FROM range(10000) t(i)")
    with pytest.raises((RuntimeError, duckdb.Error), match="torn"):
        tokenfare.arrow.count(relation)


def test_encodings(con: Any, parquet: Path) -> None:
    query = "SELECT sum(tokens(text, 'cl100k_base')) FROM read_parquet(?)"
    assert rows(con, query, str(parquet)) == [corpus.total("cl100k_base")]
    tokenfare.duckdb.register(con, "old_tokens", "p50k_base", num_threads=0)
    query = "SELECT sum(old_tokens(text)) FROM read_parquet(?)"
    assert rows(con, query, str(parquet)) == [corpus.total("p50k_base")]


def test_types(con: Any) -> None:
    assert rows(con, "SELECT typeof(tokens('a'))") == ["UINTEGER"]
    assert rows(con, "SELECT tokens(NULL)") == [None]
    con.execute("CREATE TYPE mood AS ENUM ('sad day', 'happy')")
    query = "SELECT tokens(x::mood) FROM (VALUES ('happy'), (NULL), ('sad day')) t(x)"
    assert rows(con, query) == [1, None, 2]
    assert rows(con, "SELECT tokens(text) FROM (SELECT 'a' AS text WHERE false)") == []


@pytest.mark.parametrize(("call", "message"), [
    ("tokens(1)", "got int32; cast it to string"),
    ("tokens('a'::BLOB)", "got binary"),
    ("tokens('a', 'o300k')", "Unknown encoding o300k"),
    ("tokens('a', NULL)", "expected one name for all rows"),
    ("tokens('a', CASE WHEN i = 0 THEN 'gpt2' ELSE 'r50k_base' END)", "expected one name for all rows"),
    ("tokens('a', 'gpt2', 'gpt2')", "got 3 arguments"),
    ("tokens()", "tokens()"),
])
def test_wrong_calls(con: Any, call: str, message: str) -> None:
    with pytest.raises(duckdb.Error) as error:
        con.execute(f"SELECT {call} FROM range(2) t(i)").fetchall()
    assert message in str(error.value)


def test_an_unknown_encoding_is_refused_at_once(con: Any) -> None:
    with pytest.raises(ValueError, match="Unknown encoding o300k"):
        tokenfare.duckdb.register(con, "more", "o300k")


def test_cursors_in_threads(con: Any, parquet: Path) -> None:
    results: list[int] = []

    def work() -> None:
        query = "SELECT sum(tokens(text)) FROM read_parquet(?)"
        results.extend(rows(con.cursor(), query, str(parquet)))

    threads = [threading.Thread(target=work) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert results == [corpus.total()] * 4

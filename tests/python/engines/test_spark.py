from __future__ import annotations

import os
import sys
from pathlib import Path
from typing import Any

import pyspark
import pytest
from pyspark.sql import SparkSession, functions

import corpus
import tokenfare
import tokenfare.spark

VERSION = tuple(int(part) for part in pyspark.__version__.split(".")[:2])
WAYS = [tokenfare.spark._pandas_udf, tokenfare.spark.tokens_udf]
if hasattr(functions, "arrow_udf"):
    WAYS.append(tokenfare.spark._arrow_udf)


@pytest.fixture(scope="module")
def spark(tmp_path_factory: pytest.TempPathFactory) -> Any:
    folder = tmp_path_factory.mktemp("spark")
    os.environ["PYSPARK_PYTHON"] = os.environ["PYSPARK_DRIVER_PYTHON"] = sys.executable
    os.environ["SPARK_LOCAL_IP"] = "127.0.0.1"
    session = (
        SparkSession.builder.master("local[2]")
        .config("spark.driver.host", "127.0.0.1")
        .config("spark.driver.bindAddress", "127.0.0.1")
        .config("spark.driver.memory", "1g")
        .config("spark.ui.enabled", "false")
        .config("spark.local.dir", str(folder / "local"))
        .config("spark.sql.warehouse.dir", str(folder / "warehouse"))
        .config("spark.sql.shuffle.partitions", "2")
        .config("spark.sql.files.maxPartitionBytes", "64k")
        .getOrCreate()
    )
    session.sparkContext.setLogLevel("ERROR")
    yield session
    session.stop()


def encoding(name: str = "o200k_base") -> tokenfare.Encoding:
    return tokenfare.get_encoding(name)


def test_arrow_udf_is_taken_where_it_is() -> None:
    assert hasattr(functions, "arrow_udf") == (VERSION >= (4, 1))


@pytest.mark.parametrize("udf", WAYS, ids=lambda way: way.__name__)
def test_a_file(spark: Any, parquet: Path, udf: Any) -> None:
    tokens = udf(encoding())
    frame = spark.read.parquet(str(parquet))
    assert frame.select(functions.sum(tokens("text"))).first()[0] == corpus.total()
    counted = frame.select("row", tokens("text").alias("tokens"))
    assert counted.schema["tokens"].dataType.simpleString() == "int"
    assert [row["tokens"] for row in counted.orderBy("row").collect()] == corpus.counts()


@pytest.mark.parametrize("udf", WAYS, ids=lambda way: way.__name__)
def test_encodings(spark: Any, parquet: Path, udf: Any) -> None:
    tokens = udf(encoding("cl100k_base"))
    frame = spark.read.parquet(str(parquet))
    assert frame.select(functions.sum(tokens("text"))).first()[0] == corpus.total("cl100k_base")


def test_an_encoding_of_ones_own(spark: Any, parquet: Path) -> None:
    known = encoding("r50k_base")
    own = tokenfare.Encoding(
        "own", pat_str=known._pat_str, mergeable_ranks=known._mergeable_ranks, special_tokens={}
    )
    tokens = tokenfare.spark.tokens_udf(own)
    frame = spark.read.parquet(str(parquet))
    assert frame.select(functions.sum(tokens("text"))).first()[0] == corpus.total("r50k_base")


def test_sql(spark: Any, parquet: Path) -> None:
    spark.udf.register("tokens", tokenfare.spark.tokens_udf())
    query = f"SELECT sum(tokens(text)) FROM parquet.`{parquet}`"
    assert spark.sql(query).first()[0] == corpus.total()


@pytest.mark.parametrize("udf", WAYS, ids=lambda way: way.__name__)
def test_edges(spark: Any, udf: Any) -> None:
    tokens = udf(encoding())
    frame = spark.createDataFrame([(None,), (None,)], "text string")
    assert [row[0] for row in frame.select(tokens("text")).collect()] == [None, None]
    assert frame.limit(0).select(tokens("text")).collect() == []
    numbers = spark.createDataFrame([(1,)], "text bigint")
    with pytest.raises(Exception, match="got int64; cast it to string"):
        numbers.select(tokens("text")).collect()


def test_an_unknown_encoding_is_refused_at_once() -> None:
    with pytest.raises(ValueError, match="Unknown encoding o300k"):
        tokenfare.spark.tokens_udf("o300k")

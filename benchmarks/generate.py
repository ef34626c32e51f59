"""Make synthetic order lines: `python benchmarks/generate.py --lines 1000000 --format csv -o FILE`.

The variety is that of real batches, because lookups that are done once per distinct value look much too good on few
values: a million lines hold about 400,000 order numbers, 200,000 buyers with right check digits, 50,000 articles with
as many names, and 3,000 ten-digit codes of the shipped tariff. Everything is computed column by column and written
chunk by chunk, so ten million lines need no more memory than one million. The same seed gives the same file.
"""

import argparse
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

TARIFF = Path(__file__).parent.parent / "data" / "hs_codes.csv"
CHUNK = 100_000
"""Orders made at a time."""

CODES = 3_000
ARTICLES = 50_000
LINES_OF_AN_ORDER = (0.30, 0.28, 0.20, 0.12, 0.07, 0.03)
"""Share of orders with 1, 2, … 6 lines: 2.5 on average."""

BUYERS_PER_LINE = 4
"""One possible buyer per four lines; with 1.6 orders for each, four in five of them turn up."""

CHAPTERS = {"33": 30, "21": 12, "19": 12, "95": 6, "22": 8, "34": 4, "42": 4, "64": 4, "96": 4, "09": 2, "20": 2}
"""Chapters shoppers buy from, with the weight of each code; the others below weigh 1."""
OTHERS = (
    *("04", "08", "15", "17", "18", "39", "61", "62", "63"),
    *("69", "70", "73", "82", "84", "85", "87", "90", "91", "94"),
)
ORIGINS = ("日本", "韩国", "澳大利亚", "新西兰", "法国", "德国", "意大利", "荷兰", "英国", "瑞士", "泰国", "西班牙")
AREAS = np.array([320101, 330101, 340101, 350101, 360101, 370101, 410101, 420101, 430101, 440101, 450101])
UNITS = ("007", "011", "122", "125", "140", "142")
BARRED = ("6309", "6310", "8710", "8543", "3915", "8549")
"""Headings that never enter as CBEC retail imports: nobody sells them."""
NOUNS = {
    "33": "护肤霜",
    "21": "营养粉",
    "19": "饼干",
    "95": "玩具",
    "22": "葡萄酒",
    "34": "香皂",
    "42": "手提包",
    "64": "运动鞋",
    "96": "牙刷",
    "09": "咖啡豆",
    "20": "果酱",
    "04": "奶酪",
    "08": "坚果",
    "15": "橄榄油",
    "17": "糖果",
    "18": "巧克力",
    "39": "收纳盒",
    "61": "针织衫",
    "62": "衬衫",
    "63": "浴巾",
    "69": "瓷碗",
    "70": "玻璃杯",
    "73": "炒锅",
    "82": "剪刀",
    "84": "榨汁机",
    "85": "耳机",
    "87": "童车",
    "90": "太阳镜",
    "91": "手表",
    "94": "台灯",
}
"""What goods of a chapter are called: names and codes of a real batch agree."""
WORDS = (
    ("保湿", "滋养", "经典", "轻盈", "天然", "儿童", "男士", "家用", "便携", "进口"),
    ("红", "蓝", "大", "小", "新款", "旅行", "礼盒", "标准", "轻便", "加厚", "三件", "五件", "十件"),
    ("Classic", "Daily", "Gold", "Pure", "Family", "Travel", "Junior", "Original"),
    ("set", "pack", "bottle", "box", "case", "tube", "bag", "jar"),
)
TEXT_COLUMNS = ("order_no", "buyer_id", "sku", "name", "hs_code", "origin", "unit", "unit1", "currency", "order_date")

Numbers = NDArray[np.int64]


@dataclass(frozen=True)
class Catalogue:
    """The articles on sale, one entry per article in every field."""

    texts: dict[str, pa.Array]  # sku, name, hs_code, origin, unit, unit1
    price: Numbers  # fen per piece
    legal: Numbers  # first legal unit per piece, thousandths


def tariff_lines() -> list[tuple[str, str]]:
    """Code and first legal unit of the shipped tariff lines in the chapters above."""
    wanted = {*CHAPTERS, *OTHERS}
    with TARIFF.open(encoding="utf-8-sig", newline="") as stream:
        return [
            (row["code"], row["unit1"])
            for row in csv.DictReader(stream)
            if row["code"][:2] in wanted and row["code"][:4] not in BARRED
        ]


def catalogue(seed: int) -> Catalogue:
    """Invent the articles: each has one code, one name, one price and one weight for good."""
    dice = np.random.default_rng(seed)
    lines = tariff_lines()
    lines = [lines[i] for i in np.linspace(0, len(lines) - 1, min(CODES, len(lines))).astype(int)]
    weight = np.array([CHAPTERS.get(code[:2], 1) for code, _ in lines], dtype=float)
    chosen = dice.choice(len(lines), ARTICLES, p=weight / weight.sum())
    names = [" ".join(words) for words in product(*WORDS)]
    unit1 = [lines[i][1] for i in chosen]
    grams = np.array([60 if lines[i][0][:2] == "33" else 350 for i in chosen])
    per_piece = (grams * dice.lognormal(0, 0.8, ARTICLES)).astype(np.int64) + 5
    return Catalogue(
        texts={
            "sku": pa.array([f"SKU{i:06d}" for i in range(ARTICLES)]),
            "name": pa.array(
                [
                    f"{names[i % len(names)]} {i // len(names) * 25 + 25} g {NOUNS[lines[code][0][:2]]}"
                    for i, code in enumerate(chosen)
                ]
            ),
            "hs_code": pa.array([lines[i][0] for i in chosen]),
            "origin": pa.array([ORIGINS[i] for i in dice.integers(0, len(ORIGINS), ARTICLES)]),
            "unit": pa.array([UNITS[i] for i in dice.integers(0, len(UNITS), ARTICLES)]),
            "unit1": pa.array(unit1),
        },
        price=(12_000 * dice.lognormal(0, 1.1, ARTICLES)).astype(np.int64) + 100,
        legal=np.where(np.isin(unit1, ["035", "095"]), per_piece, 1000),
    )


def decimals(numbers: Numbers, places: int) -> pa.Array:
    """Whole numbers as decimal text, exactly: 12345 with two places is `123.45`."""
    words = np.stack([numbers, numbers >> 63], axis=1)
    kind = pa.decimal128(18, places)
    return pa.Array.from_buffers(kind, len(numbers), [None, pa.py_buffer(words.tobytes())]).cast(pa.string())


def identities(buyers: Numbers) -> pa.Array:
    """Resident identity numbers (GB 11643) that nobody can hold: the area code is that of a whole city."""
    place = buyers * 7_368_787 % (len(AREAS) * 20_000 * 100)  # a prime: neighbours end up far apart, none collide
    area, rest = AREAS[place % len(AREAS)], place // len(AREAS)
    days = (np.datetime64("1950-01-01") + rest % 20_000).astype("datetime64[D]")
    months = days.astype("datetime64[M]")
    year = days.astype("datetime64[Y]").astype(np.int64) + 1970
    born = year * 10_000 + (months.astype(np.int64) % 12 + 1) * 100 + (days - months).astype(np.int64) + 1
    first17 = area * 10**11 + born * 1_000 + 900 + rest // 20_000
    total = sum(first17 // 10 ** (16 - i) % 10 * (2 ** (17 - i) % 11) for i in range(17))
    check = pa.array(list("10X98765432")).take(pa.array(total % 11))
    return pc.binary_join_element_wise(pa.array(first17).cast(pa.string()), check, "")


def order_numbers(first: int, count: int, lines: int) -> tuple[pa.Array, pa.Array]:
    """Number and date of `count` orders; dates rise from October to November 2026 through the file."""
    order = np.arange(first, first + count)
    day = np.datetime64("2026-10-01") + np.minimum(order * 125 // lines, 50)  # 0.4 orders per line: 50 days in all
    numbers = 26_000_000_000_000 + (day - np.datetime64("2026-10-01")).astype(np.int64) * 10_000_000_000 + order
    return pa.array(numbers).cast(pa.string()), pa.array(day.astype("datetime64[D]")).cast(pa.string())


def chunk(goods: Catalogue, number: int, lines: int, seed: int) -> pa.Table:
    """The lines of one chunk of orders, all cells as text, blank where a real file would be blank."""
    dice = np.random.default_rng((seed, number))
    sizes = dice.choice(np.arange(1, len(LINES_OF_AN_ORDER) + 1), CHUNK, p=LINES_OF_AN_ORDER)
    order = np.repeat(np.arange(CHUNK), sizes)
    line = np.arange(len(order)) - np.repeat(np.cumsum(sizes) - sizes, sizes) + 1
    numbers, days = order_numbers(number * CHUNK, CHUNK, lines)
    buyers = identities(dice.integers(0, max(lines // BUYERS_PER_LINE, 1), CHUNK))
    article = dice.integers(0, ARTICLES, len(order))
    qty = np.minimum(dice.geometric(0.6, len(order)), 6)
    freight = pc.if_else(pa.array(line == 1), decimals(dice.integers(0, 3_000, len(order)), 2), None)
    goods_of_line = {name: values.take(pa.array(article)) for name, values in goods.texts.items()}
    return pa.table(
        {
            "order_no": numbers.take(pa.array(order)),
            "line_no": pa.array(line).cast(pa.string()),
            "buyer_id": buyers.take(pa.array(order)),
            **{name: goods_of_line[name] for name in ("sku", "name", "hs_code", "origin")},
            "qty": pa.array(qty).cast(pa.string()),
            "unit": goods_of_line["unit"],
            "qty1": decimals(goods.legal[article] * qty, 3),
            "unit1": goods_of_line["unit1"],
            "unit_price": decimals(goods.price[article], 2),
            "currency": pa.repeat(pa.scalar("CNY"), len(order)),
            "freight": freight,
            "order_date": days.take(pa.array(order)),
        }
    )


def chunks(lines: int, seed: int) -> Iterator[pa.Table]:
    """Chunks that hold exactly `lines` lines together; the last order may lose some of its lines."""
    goods = catalogue(seed)
    left, number = lines, 0
    while left > 0:
        table = chunk(goods, number, lines, seed).slice(0, left)
        yield table
        left, number = left - table.num_rows, number + 1


def write_csv(tables: Iterator[pa.Table], target: Path) -> None:
    """UTF-8, commas, no quotes: no cell needs them."""
    from pyarrow import csv as arrow_csv  # noqa: PLC0415 -- each format loads its own writer

    options = arrow_csv.WriteOptions(quoting_style="none", quoting_header="none")
    first = next(tables)
    with arrow_csv.CSVWriter(target, first.schema, write_options=options) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def write_parquet(tables: Iterator[pa.Table], target: Path) -> None:
    """One row group per chunk, every column text."""
    from pyarrow import parquet  # noqa: PLC0415 -- the same

    first = next(tables)
    with parquet.ParquetWriter(target, first.schema) as writer:
        writer.write_table(first)
        for table in tables:
            writer.write_table(table)


def records(tables: Iterator[pa.Table]) -> Iterator[dict[str, Any]]:
    """Rows as a workbook holds them: amounts as numbers, codes and identity numbers as text."""
    for table in tables:
        for row in table.to_pylist():
            yield {name: cell if name in TEXT_COLUMNS or cell is None else float(cell) for name, cell in row.items()}


def write_xlsx(tables: Iterator[pa.Table], target: Path) -> None:
    """One sheet; Excel holds 1,048,575 lines below a heading."""
    from rustpy_xlsxwriter import FastExcel  # noqa: PLC0415 -- the same

    FastExcel(target).sheet("orders", records(tables)).save()


WRITERS = {"csv": write_csv, "parquet": write_parquet, "xlsx": write_xlsx}


def main() -> None:
    """Read the arguments and write the file."""
    parser = argparse.ArgumentParser(description="Make synthetic order lines.")
    parser.add_argument("--lines", type=int, default=100_000)
    parser.add_argument("--format", choices=WRITERS, default="csv")
    parser.add_argument("-o", "--output", type=Path, required=True)
    parser.add_argument("--seed", type=int, default=20261120)
    arguments = parser.parse_args()
    if arguments.format == "xlsx" and arguments.lines > 2**20 - 1:
        parser.error("a workbook holds at most 1048575 lines; use --format csv or parquet")
    arguments.output.parent.mkdir(parents=True, exist_ok=True)
    WRITERS[arguments.format](chunks(arguments.lines, arguments.seed), arguments.output)


if __name__ == "__main__":
    main()

"""The peers, each in a process of its own: NAME FOLDER OUT writes which journal row a line got.

Those written here do the same work in fewer passes: reference number; trace number and amount
within a day; amount and second by the terminal's clock set right; amount, card and day; amount,
channel and day, the k-th with the k-th. The two libraries do their own job (blocking, EM, a
threshold of one half), tuned by nobody. Printed as JSON: seconds of reading, seconds of matching,
peak megabytes.
"""

import csv
import datetime as dt
import json
import sqlite3
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
_EPOCH: Final = dt.datetime(1970, 1, 1)  # noqa: DTZ001 - times here are a wall clock's
KEYS: Final = (
    ("tid", "rrn"), ("tid", "trace", "amt"), ("tid", "amt", "sec"), ("tid", "amt", "last4", "day"),
    ("tid", "amt", "ch", "day"),
)  # fmt: skip
COLUMNS: Final = ("tid", "rrn", "trace", "amt", "sec", "day", "last4", "ch")


def read(folder: Path) -> tuple[dict[str, list[Any]], dict[str, list[Any]]]:
    """Read both files into lists; what nobody says is None."""
    return _side(folder / "journal.csv"), _side(folder / "settlement.csv")


def _side(path: Path) -> dict[str, list[Any]]:
    found: dict[str, list[Any]] = {name: [] for name in COLUMNS}
    with path.open(encoding="utf-8", newline="") as handle:
        for row in csv.DictReader(handle):
            if "occurred_at" in row:
                if row["type"] == "void":
                    row |= {"terminal_id": "none"}  # never settled; the row keeps its place
                at = int((dt.datetime.fromisoformat(row["occurred_at"]) - _EPOCH).total_seconds())
                clock, day, amount = "told", at // 86_400, row["amount"]
            else:
                on = dt.datetime.fromisoformat(row["occurred_on"])
                day, amount = (on - _EPOCH).days, row["gross"]
                clock = row["occurred_time"]
                at = day * 86_400 + _clock(clock) if clock else 0
            whole = row["rrn"] if len(row["rrn"]) == 12 else None
            found["tid"].append(row["terminal_id"])
            found["rrn"].append(int(whole) if whole else None)
            found["trace"].append(int(row["trace_no"]) if row["trace_no"] else None)
            found["amt"].append(int(amount.replace(".", "")))
            found["sec"].append(at if clock else None)
            found["day"].append(day)
            found["last4"].append(row["card_masked"][-4:] or None)
            found["ch"].append(row["channel"])
    return found


def _clock(text: str) -> int:
    return int(text[:2]) * 3600 + int(text[3:5]) * 60 + int(text[6:8])


def by_dict(left: dict[str, list[Any]], right: dict[str, list[Any]]) -> Ints:
    """Match with the standard library: lists of rows by key."""
    found = np.full(len(right["tid"]), -1, dtype=np.int64)
    taken = bytearray(len(left["tid"]))
    off: dict[str, int] = {}
    for number, keys in enumerate(KEYS):
        open_ = _open(left, keys, taken, off)
        for line, key in enumerate(zip(*(right[name] for name in keys), strict=True)):
            if found[line] < 0 and None not in key and (same := open_.get(key)):
                row = same[-1]
                if number == 1 and abs(left["day"][row] - right["day"][line]) > 1:
                    continue
                found[line] = same.pop()
                taken[row] = 1
        if number == 0:
            off = _clocks(left, right, found)
    return found


def _open(
    left: dict[str, list[Any]], keys: Sequence[str], taken: bytearray, off: dict[str, int]
) -> dict[tuple[Any, ...], list[int]]:
    """Return the open rows by key, the first of equals last, by clocks set right."""
    found: defaultdict[tuple[Any, ...], list[int]] = defaultdict(list)
    every = list(zip(*(left[key] for key in keys), strict=True))
    for row in range(len(every) - 1, -1, -1):
        if taken[row]:
            continue
        key = every[row]
        if moved := off.get(key[0], 0):
            second = left["sec"][row] + moved
            right = {"sec": second, "day": second // 86_400}
            key = tuple(right.get(name, part) for name, part in zip(keys, key, strict=True))
        found[key].append(row)
    return found


def _clocks(left: dict[str, list[Any]], right: dict[str, list[Any]], found: Ints) -> dict[str, int]:
    apart: defaultdict[str, Counter[int]] = defaultdict(Counter)
    for line, row in enumerate(found.tolist()):
        if row >= 0 and right["sec"][line] is not None:
            apart[right["tid"][line]][right["sec"][line] - left["sec"][row]] += 1
    return {tid: counts.most_common(1)[0][0] for tid, counts in apart.items()}


def by_polars(folder: Path) -> Callable[[], Ints]:
    """Match with Polars, which reads the files itself: joins on key and place among equals."""
    import polars as pl  # noqa: PLC0415

    def cents(name: str) -> Any:  # noqa: ANN401 - Polars is not in every environment
        return pl.col(name).str.replace(".", "", literal=True).cast(pl.Int64)

    def known(name: str) -> Any:  # noqa: ANN401
        return pl.when(pl.col(name).fill_null("") != "").then(pl.col(name))

    def second(day: str, clock: str) -> Any:  # noqa: ANN401
        moment = (pl.col(day) + "T" + pl.col(clock)).str.to_datetime(
            "%Y-%m-%dT%H:%M:%S", strict=False
        )
        return moment.dt.epoch("s")

    def side(name: str, *more: Any) -> Any:  # noqa: ANN401
        table = pl.read_csv(folder / f"{name}.csv", infer_schema=False)
        rrn = pl.when(known("rrn").str.len_chars() == 12).then(pl.col("rrn"))
        return table.select(
            pl.col("terminal_id").alias("tid"),
            rrn.cast(pl.Int64).alias("rrn"),
            known("trace_no").cast(pl.Int64).alias("trace"),
            known("card_masked").str.slice(-4).alias("last4"),
            pl.col("channel").alias("ch"),
            *more,
        )

    at = pl.col("occurred_at").str.to_datetime("%Y-%m-%dT%H:%M:%S").dt.epoch("s")
    never = pl.when(pl.col("type") == "void").then(pl.lit("none")).otherwise(pl.col("terminal_id"))
    rows = side("journal", cents("amount").alias("amt"), at.alias("sec"),
                (at // 86_400).alias("day"), never.alias("own"))  # fmt: skip
    rows = rows.with_columns(tid=pl.col("own")).drop("own").with_row_index("row")
    on = pl.col("occurred_on").str.to_date().dt.epoch("d").cast(pl.Int64)
    lines = side("settlement", cents("gross").alias("amt"),
                 second("occurred_on", "occurred_time").alias("sec"), on.alias("day"))  # fmt: skip
    lines = lines.with_row_index("line")

    def match() -> Ints:
        here, there, pairs = rows, lines, []
        for number, keys in enumerate(KEYS):
            names = list(keys)
            ours = here.drop_nulls(names).with_columns(k=pl.int_range(pl.len()).over(names))
            theirs = there.drop_nulls(names).with_columns(k=pl.int_range(pl.len()).over(names))
            hit = ours.join(theirs, on=[*names, "k"], suffix="_r")
            if number == 1:
                hit = hit.filter((pl.col("day") - pl.col("day_r")).abs() <= 1)
            pairs.append(hit.select("row", "line"))
            if number == 0:
                apart = (pl.col("sec_r") - pl.col("sec")).mode().first().fill_null(0).alias("off")
                off = hit.drop_nulls("sec_r").group_by("tid").agg(apart)
                here = here.join(off, on="tid", how="left").with_columns(
                    sec=pl.col("sec") + pl.col("off").fill_null(0)
                )
                here = here.with_columns(day=pl.col("sec") // 86_400)
            here = here.join(hit.select("row"), on="row", how="anti")
            there = there.join(hit.select("line"), on="line", how="anti")
        every = pl.concat(pairs)
        found = np.full(len(lines), -1, dtype=np.int64)
        found[every["line"].to_numpy()] = every["row"].to_numpy()
        return found

    return match


_SQL: Final = """
INSERT INTO pair SELECT j.row, s.line, {number} FROM
 (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY row) AS k FROM j
  WHERE row NOT IN (SELECT row FROM pair) AND {known}) j JOIN
 (SELECT *, row_number() OVER (PARTITION BY {keys} ORDER BY line) AS k FROM s
  WHERE line NOT IN (SELECT line FROM pair) AND {known}) s
 ON {equal} AND j.k = s.k {near}"""


def _passes() -> list[str]:
    return [
        _SQL.format(
            number=number,
            keys=", ".join(keys),
            known=" AND ".join(f"{key} IS NOT NULL" for key in keys),
            equal=" AND ".join(f"j.{key} = s.{key}" for key in keys),
            near="AND abs(j.day - s.day) <= 1" if number == 1 else "",
        )
        for number, keys in enumerate(KEYS)
    ]


_READ: Final = """
CREATE TABLE {table} AS SELECT row_number() OVER () - 1 AS {number}, {tid} AS tid,
 CASE WHEN length(rrn) = 12 THEN rrn::BIGINT END AS rrn, nullif(trace_no, '')::BIGINT AS trace,
 replace({amount}, '.', '')::BIGINT AS amt, epoch({second})::BIGINT AS sec,
 epoch({day})::BIGINT // 86400 AS day, right(nullif(card_masked, ''), 4) AS last4, channel AS ch
FROM read_csv('{file}', header=true, all_varchar=true, parallel=false)"""


def by_duckdb(folder: Path) -> Callable[[], Ints]:
    """Match with DuckDB, which reads the files itself: the same in SQL."""
    import duckdb  # noqa: PLC0415

    base = duckdb.connect()
    never = "CASE WHEN type = 'void' THEN 'none' ELSE terminal_id END"
    told = "CASE WHEN occurred_time <> '' THEN (occurred_on || ' ' || occurred_time)::TIMESTAMP END"
    for table, number, tid, amount, second, day in (
        ("j", "row", never, "amount", "occurred_at::TIMESTAMP", "occurred_at::TIMESTAMP"),
        ("s", "line", "terminal_id", "gross", told, "occurred_on::TIMESTAMP"),
    ):
        file = folder / f"{'journal' if table == 'j' else 'settlement'}.csv"
        base.execute(_READ.format(table=table, number=number, tid=tid, amount=amount,
                                  second=second, day=day, file=file))  # fmt: skip
    lines = base.execute("SELECT count(*) FROM s").fetchall()[0][0]
    base.execute("CREATE TABLE pair (row BIGINT, line BIGINT, pass INT)")

    def match() -> Ints:
        for number, query in enumerate(_passes()):
            base.execute(query)
            if number == 0:
                base.execute(
                    "UPDATE j SET sec = sec + o.off, day = (sec + o.off) // 86400 FROM"
                    " (SELECT j.tid,"
                    " mode(s.sec - j.sec) AS off FROM pair JOIN j USING (row) JOIN s USING (line)"
                    " WHERE s.sec IS NOT NULL GROUP BY j.tid) o WHERE j.tid = o.tid AND o.off <> 0"
                )
        found = np.full(lines, -1, dtype=np.int64)
        pairs = base.execute("SELECT row, line FROM pair").fetchnumpy()
        found[pairs["line"].astype(np.int64)] = pairs["row"].astype(np.int64)
        return found

    return match


def by_sqlite(left: dict[str, list[Any]], right: dict[str, list[Any]]) -> Callable[[], Ints]:
    """Match with SQL on SQLite, every key indexed."""
    base = sqlite3.connect(":memory:")
    for name, side, row in (("j", left, "row"), ("s", right, "line")):
        base.execute(f"CREATE TABLE {name} ({row} INTEGER PRIMARY KEY, {', '.join(COLUMNS)})")
        marks = ", ".join("?" * (len(COLUMNS) + 1))
        every = zip(range(len(side["tid"])), *(side[key] for key in COLUMNS), strict=True)
        base.executemany(f"INSERT INTO {name} VALUES ({marks})", every)  # noqa: S608
        for number, keys in enumerate(KEYS):
            base.execute(f"CREATE INDEX {name}{number} ON {name} ({', '.join(keys)})")
    base.execute("CREATE TABLE pair (row INTEGER, line INTEGER, pass INT)")
    base.execute("CREATE INDEX pair_row ON pair (row)")
    base.execute("CREATE INDEX pair_line ON pair (line)")

    def match() -> Ints:
        for number, query in enumerate(_passes()):
            base.execute(query)
            if number == 0:
                off: dict[str, Counter[int]] = defaultdict(Counter)
                for tid, apart in base.execute(
                    "SELECT j.tid, s.sec - j.sec FROM pair JOIN j USING (row) JOIN s USING (line)"
                    " WHERE s.sec IS NOT NULL"
                ):
                    off[tid][apart] += 1
                for tid, counts in off.items():
                    wrong = counts.most_common(1)[0][0]
                    if wrong:
                        base.execute(
                            "UPDATE j SET sec = sec + ?1, day = (sec + ?1) / 86400 WHERE tid = ?2",
                            (wrong, tid),
                        )
        found = np.full(len(right["tid"]), -1, dtype=np.int64)
        for row, line in base.execute("SELECT row, line FROM pair"):
            found[line] = row
        return found

    return match


def by_splink(left: dict[str, list[Any]], right: dict[str, list[Any]]) -> Callable[[], Ints]:
    """Match with Splink on DuckDB."""
    import pandas as pd  # noqa: PLC0415
    import splink.comparison_library as cl  # noqa: PLC0415
    from splink import DuckDBAPI, Linker, SettingsCreator, block_on  # noqa: PLC0415

    frames = [
        pd.DataFrame(side).assign(unique_id=range(len(side["tid"]))) for side in (left, right)
    ]
    rules = [block_on("tid", "rrn"), block_on("tid", "trace"), block_on("tid", "amt", "day")]
    settings = SettingsCreator(
        link_type="link_only",
        blocking_rules_to_generate_predictions=rules,
        comparisons=[cl.ExactMatch(each) for each in ("rrn", "trace", "amt", "sec", "last4")],
    )

    def match() -> Ints:
        api = DuckDBAPI()
        named = [api.register(frame, dataset_display_name=name)
                 for frame, name in zip(frames, ("j", "s"), strict=True)]  # fmt: skip
        linker = Linker(named, settings)
        linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
        for rule in rules[1:]:
            linker.training.estimate_parameters_using_expectation_maximisation(rule)
        pairs = linker.inference.predict(threshold_match_probability=0.5).as_pandas_dataframe()
        pairs = pairs.sort_values("match_probability", ascending=False, kind="stable")
        return _one_to_one(
            pairs["unique_id_l"], pairs["unique_id_r"], len(left["tid"]), len(frames[1])
        )

    return match


def by_recordlinkage(left: dict[str, list[Any]], right: dict[str, list[Any]]) -> Callable[[], Ints]:
    """Match with recordlinkage: blocks, comparisons, ECM."""
    import pandas as pd  # noqa: PLC0415
    import recordlinkage as rl  # noqa: PLC0415

    rows, lines = (pd.DataFrame(side) for side in (left, right))

    def match() -> Ints:
        index = rl.Index()
        for keys in (["tid", "rrn"], ["tid", "trace"], ["tid", "amt", "day"]):
            index.block(keys)
        pairs = index.index(rows, lines)
        compare = rl.Compare()
        for name in ("rrn", "trace", "amt", "sec", "last4"):
            compare.exact(name, name, label=name)
        features = compare.compute(pairs, rows, lines)
        model = rl.ECMClassifier()
        model.fit(features)
        chance = model.prob(features)
        chance = chance[chance > 0.5].sort_values(ascending=False, kind="stable")
        return _one_to_one(
            chance.index.get_level_values(0),
            chance.index.get_level_values(1),
            len(rows),
            len(lines),
        )

    return match


def _one_to_one(rows: Sequence[int], lines: Sequence[int], many: int, count: int) -> Ints:
    found = np.full(count, -1, dtype=np.int64)
    taken = bytearray(many)
    for row, line in zip(rows, lines, strict=True):
        if found[line] < 0 and not taken[row]:
            found[line] = row
            taken[row] = 1
    return found


def peak_megabytes() -> float:
    """Return the most this process held; a child's own, which getrusage mixes with its parent's."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1024
    raise SystemExit("the peak of memory is read from /proc: run this on Linux")


def main(name: str, folder: Path, out: Path) -> None:
    """Read, match, write the answer and say what it took."""
    began = time.perf_counter()
    sides = () if name in {"polars", "duckdb"} else read(folder)
    prepared: dict[str, Callable[[], Callable[[], Ints]]] = {
        "polars": lambda: by_polars(folder),
        "duckdb": lambda: by_duckdb(folder),
        "dict": lambda: lambda: by_dict(*sides),
        "sqlite": lambda: by_sqlite(*sides),
        "splink": lambda: by_splink(*sides),
        "recordlinkage": lambda: by_recordlinkage(*sides),
    }
    match = prepared[name]()
    ready = time.perf_counter()
    found = match()
    done = time.perf_counter()
    np.save(out, found)
    peak = peak_megabytes()
    sys.stdout.write(json.dumps({"read": ready - began, "match": done - ready, "peak": peak}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3]))

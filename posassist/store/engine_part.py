"""Some rows of a table by column, as the engine takes them; packed, they are one value."""

import datetime as dt
import io
import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final, Self

import numpy as np
from numpy.typing import NDArray

from posassist.reconcile.rows import prints_of, second_of
from posassist.reconcile.texts import Codes, Figures, Ints, Texts

# A part's shape: another number where columns, or what they mean, change.
SHAPE: Final = 1
_NUMBERS: Final = frozenset({"id", "occurrence", "amount", "gross", "net", "net_exponent"})
_FIGURES: Final = frozenset({"rrn", "trace_no", "auth_code", "original_rrn", "order_id"})
_DAYS: Final = frozenset({"settled_on", "occurred_on"})


@dataclass(frozen=True, slots=True)
class Part:
    """Columns by name; `fingerprint` is two numbers a row, a day an ordinal, a moment seconds."""

    prints: NDArray[np.uint64]
    numbers: dict[str, Ints]
    words: dict[str, Texts]
    figures: dict[str, Figures]

    @classmethod
    def of(cls, names: Sequence[str], rows: Sequence[Sequence[Any]]) -> Self:
        """Return rows as the driver gives them, by column."""
        found = cls(prints_of(()), {}, {}, {})
        columns = zip(*rows, strict=True) if rows else ((),) * len(names)
        prints = found.prints
        for name, values in zip(names, columns, strict=True):
            if name == "fingerprint":
                prints = prints_of(values)
            elif name in _NUMBERS:
                found.numbers[name] = np.array(values, dtype=np.int64)
            elif name == "occurred_at":
                found.numbers[name] = _moments(values)
            elif name in _FIGURES:
                found.figures[name] = Figures.of(values)
            else:
                words = Texts.of(values)
                if name in _DAYS:
                    found.numbers[name] = words.told(_day)
                elif name == "occurred_time":
                    found.numbers[name] = words.told(_second)
                else:
                    found.words[name] = words
        return cls(prints, found.numbers, found.words, found.figures)

    def __len__(self) -> int:
        return len(self.prints)

    def packed(self) -> bytes:
        """Return the whole as one value."""
        arrays: dict[str, NDArray[Any]] = {"prints": self.prints}
        arrays |= {f"numbers/{name}": each for name, each in self.numbers.items()}
        for name, words in self.words.items():
            arrays[f"words/{name}"] = _packed(words.words)
            arrays[f"which/{name}"] = words.which.astype(np.int32)
        for name, figures in self.figures.items():
            arrays[f"figures/{name}"] = figures.digits
            arrays[f"length/{name}"] = figures.length.astype(np.int8)
            arrays[f"rows/{name}"] = np.fromiter(figures.others, np.int64, len(figures.others))
            arrays[f"others/{name}"] = _packed(list(figures.others.values()))
        whole = io.BytesIO()
        np.savez(whole, allow_pickle=False, **arrays)
        return whole.getvalue()

    @classmethod
    def unpacked(cls, data: bytes) -> Self:
        """Return what was packed."""
        with np.load(io.BytesIO(data), allow_pickle=False) as arrays:
            every: dict[str, dict[str, NDArray[Any]]] = {}
            for key in arrays.files:
                kind, _slash, name = key.partition("/")
                every.setdefault(kind, {})[name] = arrays[key]
        figures = every.get("figures", {})
        return cls(
            every["prints"][""],
            every["numbers"],
            {
                name: Texts(_unpacked(words), every["which"][name].astype(np.int64))
                for name, words in every["words"].items()
            },
            {
                name: Figures(
                    digits,
                    every["length"][name].astype(np.int64),
                    dict(
                        zip(
                            every["rows"][name].tolist(),
                            _unpacked(every["others"][name]),
                            strict=True,
                        )
                    ),
                )
                for name, digits in figures.items()
            },
        )

    @classmethod
    def joined(cls, parts: Sequence[Self]) -> Self:
        """Return parts as one, in their order."""
        first = parts[0]
        if len(parts) == 1:
            return first
        return cls(
            np.concatenate([each.prints for each in parts]),
            {
                name: np.concatenate([each.numbers[name] for each in parts])
                for name in first.numbers
            },
            {name: _texts([each.words[name] for each in parts]) for name in first.words},
            {name: _figures([each.figures[name] for each in parts]) for name in first.figures},
        )


def _texts(parts: Sequence[Texts]) -> Texts:
    codes = Codes()
    which = np.concatenate([each.coded(codes) for each in parts])
    return Texts(list(codes), which)


def _figures(parts: Sequence[Figures]) -> Figures:
    others: dict[int, str] = {}
    first = 0
    for each in parts:
        others |= {first + row: text for row, text in each.others.items()}
        first += len(each)
    return Figures(
        np.concatenate([each.digits for each in parts]),
        np.concatenate([each.length for each in parts]),
        others,
    )


def _packed(texts: Sequence[str]) -> NDArray[np.uint8]:
    return np.frombuffer(json.dumps(texts, ensure_ascii=False).encode(), dtype=np.uint8)


def _unpacked(data: NDArray[np.uint8]) -> list[str]:
    texts: list[str] = json.loads(data.tobytes())
    return texts


def _day(text: str | None) -> int:
    return dt.date.fromisoformat(text).toordinal() if text else 0


def _second(text: str | None) -> int:
    return second_of(dt.time.fromisoformat(text)) if text else -1


def _moments(texts: Sequence[str]) -> Ints:
    """Return the seconds of UTC of ISO times, which are stored with +00:00."""
    bare = [text[:19] for text in texts]
    return np.array(bare, dtype="datetime64[s]").astype(np.int64)

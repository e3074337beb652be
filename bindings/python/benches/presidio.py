"""What Presidio finds of columns whose category is known: `presidio.py FOLDER`.

`cargo run --release -p placet-tests --bin bench -- classify` makes the folder
`target/classify`: `sample.csv`, a few rows of the columns under names that tell
nothing, and `labels.json`. Presidio's analyzer looks at every value of the sample.
The time for a row is taken from these rows; it does not change with their number.

spaCy's models are no packages of the Python index. Without one, the analyzer runs on
a blank pipeline: all recognizers by pattern and check digit work, those of names of
people and places do not, and are not asked for here. It is then also faster.
"""

from __future__ import annotations

import csv
import json
import sys
from collections import Counter
from importlib.metadata import version
from pathlib import Path
from time import perf_counter
from typing import Any

import spacy
import tldextract
from presidio_analyzer import AnalyzerEngine, predefined_recognizers
from presidio_analyzer.nlp_engine import NlpEngineProvider, SpacyNlpEngine

MODEL = "en_core_web_lg"

ID = "user.government_id.national_id"
CATEGORIES = {
    "EMAIL_ADDRESS": "user.contact.email",
    "PHONE_NUMBER": "user.contact.phone_number",
    "CREDIT_CARD": "user.financial.payment_card",
    "IBAN_CODE": "user.financial.payment_method",
    "IP_ADDRESS": "user.device.ip_address",
    "MAC_ADDRESS": "user.device.mac_address",
    "US_SSN": ID,
    "UK_NINO": ID,
    "ES_NIF": ID,
    "IT_FISCAL_CODE": ID,
    "IN_AADHAAR": ID,
    "DE_TAX_ID": ID,
}
"""What of its entities is a category here."""

COUNTRIES = (
    "UkNinoRecognizer",
    "EsNifRecognizer",
    "ItFiscalCodeRecognizer",
    "InAadhaarRecognizer",
    "DeTaxIdRecognizer",
)
"""Recognizers that are there and not asked in English unless one says so."""

SCORE = 0.4
"""The least score that counts; a phone number has it by its pattern."""


class Blank(SpacyNlpEngine):  # type: ignore[misc]
    """A pipeline that cuts a text into words, and knows nothing of them."""

    def __init__(self) -> None:
        super().__init__(models=[{"lang_code": "en", "model_name": "blank"}])
        self.nlp = {"en": spacy.blank("en")}

    def load(self) -> None:
        """There is nothing to load."""


def analyzer() -> tuple[AnalyzerEngine, str]:
    """Make the analyzer, with its model where that is installed."""
    # the list of top-level domains that comes with the package; none is fetched
    tldextract.extract = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    if spacy.util.is_package(MODEL):
        models = [{"lang_code": "en", "model_name": MODEL}]
        given = {"nlp_engine_name": "spacy", "models": models}
        engine, model = (
            NlpEngineProvider(nlp_configuration=given).create_engine(),
            MODEL,
        )
    else:
        engine, model = Blank(), "blank pipeline"
    made = AnalyzerEngine(nlp_engine=engine, supported_languages=["en"])
    for name in COUNTRIES:
        recognizer = getattr(predefined_recognizers, name, None)
        if recognizer is not None:
            made.registry.add_recognizer(recognizer(supported_language="en"))
    return made, model


def column(engine: AnalyzerEngine, asked: list[str], values: list[str]) -> str | None:
    """Tell what a column is by the majority of its values, or what its texts hold."""
    whole: Counter[str] = Counter()
    inside: Counter[str] = Counter()
    looked = 0
    for value in values:
        if not value:
            continue
        looked += 1
        results = engine.analyze(value, language="en", entities=asked)
        short = value.count(" ") < 3
        seen = {
            (
                CATEGORIES[one.entity_type],
                short or one.end - one.start >= 0.8 * len(value),
            )
            for one in results
            if one.score >= SCORE
        }
        for category, is_whole in seen:
            (whole if is_whole else inside)[category] += 1
    best = whole.most_common(1)
    if best and best[0][1] * 2 >= looked:
        return best[0][0]
    # a text that holds such things now and then
    texts = sum(value.count(" ") >= 3 for value in values)
    if inside and texts * 2 >= looked and max(inside.values()) * 100 >= looked:
        return "user.content"
    return None


def main() -> int:
    """Measure, and print lines of JSON."""
    folder = Path(sys.argv[1])
    about: dict[str, Any] = json.loads((folder / "labels.json").read_text("utf-8"))
    with (folder / "sample.csv").open(newline="", encoding="utf-8") as file:
        rows = list(csv.reader(file))[1:]
    engine, model = analyzer()
    supported = engine.get_supported_entities("en")
    asked = [entity for entity in CATEGORIES if entity in supported]
    engine.analyze("warm up: ada@example.com", language="en", entities=asked)
    start = perf_counter()
    found = [column(engine, asked, list(values)) for values in zip(*rows, strict=True)]
    seconds = perf_counter() - start
    tool = f"presidio-analyzer {version('presidio-analyzer')} ({model})"
    ours = about["rows"] / about["seconds"]
    what = f"`classify` to {tool} on {len(rows)} rows of its columns, rows a second"
    say(what, ours / (len(rows) / seconds), "times")
    # it has no entity for dates of birth and for coordinates
    known = {"user.content", *CATEGORIES.values()}
    labels = list(zip(about["columns"], found, strict=True))
    kept = [pair for pair in labels if pair[0]["label"] in {None, *known}]
    columns = [label for label, _ in kept]
    own = [label["found"] if label["found"] in known else None for label in columns]
    for name, answers in (("`classify`", own), (tool, [one for _, one in kept])):
        print(f"{name}, by values alone, of what both have:")
        precision, recall = score(columns, answers)
        told = f"{name} of columns whose category is known and both have, by values"
        say(f"{told}: precision", precision, "")
        say(f"{told}: recall", recall, "")
    return 0


def score(
    columns: list[dict[str, Any]], found: list[str | None]
) -> tuple[float, float]:
    """Give precision and recall over all columns, and print them by label."""
    right: Counter[str] = Counter()
    vain: Counter[str] = Counter()
    missed: Counter[str] = Counter()
    for label, one in zip(columns, found, strict=True):
        wanted = label["label"]
        if wanted == one:
            right[wanted or ""] += 1
            continue
        vain[one or ""] += 1
        missed[wanted or ""] += 1
        print(
            f"  {label['name']}: {wanted or 'nothing'} is taken for {one or 'nothing'}"
        )
    for counts in (right, vain, missed):
        del counts[""]
    print("  label: precision, recall (columns)")
    for name in sorted({*right, *vain, *missed}):
        scores = ratio(right[name], vain[name]), ratio(right[name], missed[name])
        number = right[name] + missed[name]
        print(f"  {name}: {scores[0]:.2f}, {scores[1]:.2f} ({number})")
    all_right = sum(right.values())
    return ratio(all_right, sum(vain.values())), ratio(all_right, sum(missed.values()))


def ratio(right: int, wrong: int) -> float:
    """Give the part that is right."""
    return right / (right + wrong) if right + wrong else 1.0


def say(what: str, measured: float, unit: str) -> None:
    """Print one figure."""
    figure = {"what": what, "measured": f"{measured:.2f}", "target": "", "unit": unit}
    print(json.dumps(figure))


if __name__ == "__main__":
    sys.exit(main())

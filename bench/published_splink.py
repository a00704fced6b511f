"""Splink on one published set, with the settings of its own examples. In: JSON on stdin. Out: JSON pairs on stdout.

Run by `bench.published` with an interpreter that has splink 5 and pandas; nothing of ours is imported here.
"""

import json
import sys

import pandas
import splink.comparison_library as cl
from splink import DuckDBAPI, Linker, SettingsCreator, block_on


def born():
    return cl.DateOfBirthComparison(
        "date_of_birth", input_is_string=True, datetime_format="%Y%m%d", invalid_dates_as_null=True
    )


def febrl3():
    """Of its example "Deduplicating the febrl3 dataset"."""
    comparisons = [
        cl.NameComparison("given_name"), cl.NameComparison("surname"), born(),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.ExactMatch("postcode").configure(term_frequency_adjustments=True),
    ]  # fmt: skip
    blocks = ["soc_sec_id", "given_name", "surname", "date_of_birth", "postcode"]
    certain = [
        block_on("soc_sec_id"),
        block_on("given_name", "surname", "date_of_birth"),
        "l.given_name = r.surname and l.surname = r.given_name and l.date_of_birth = r.date_of_birth",
    ]
    trained = [block_on("date_of_birth"), block_on("postcode")]
    return "dedupe_only", comparisons, [block_on(one) for one in blocks], certain, 0.9, trained


def febrl4():
    """The detailed model of its example "Linking the febrl4 datasets"."""
    comparisons = [
        cl.NameComparison("given_name").configure(term_frequency_adjustments=True),
        cl.NameComparison("surname").configure(term_frequency_adjustments=True),
        born(),
        cl.DamerauLevenshteinAtThresholds("soc_sec_id", [1, 2]),
        cl.ExactMatch("street_number").configure(term_frequency_adjustments=True),
        cl.DamerauLevenshteinAtThresholds("postcode", [1, 2]).configure(term_frequency_adjustments=True),
    ]
    blocks = [
        block_on("given_name", "surname"), "l.given_name = r.surname and l.surname = r.given_name",
        block_on("date_of_birth"), block_on("soc_sec_id"), block_on("state", "address_1"),
        block_on("street_number", "address_1"), block_on("postcode"),
    ]  # fmt: skip
    certain = [block_on("soc_sec_id"), block_on("given_name", "surname", "date_of_birth")]
    return "link_only", comparisons, blocks, certain, 0.8, [block_on("date_of_birth"), block_on("postcode")]


def fake():
    """Of its example "Evaluation when you have fully labelled data"."""
    comparisons = [
        cl.ForenameSurnameComparison("first_name", "surname"),
        cl.DateOfBirthComparison("dob", input_is_string=True),
        cl.ExactMatch("city").configure(term_frequency_adjustments=True),
        cl.EmailComparison("email"),
    ]
    blocks = [block_on(one) for one in ("first_name", "surname", "dob", "email")]
    certain = [
        "l.first_name = r.first_name and levenshtein(r.dob, l.dob) <= 1",
        "l.surname = r.surname and levenshtein(r.dob, l.dob) <= 1",
        "l.first_name = r.first_name and levenshtein(r.surname, l.surname) <= 2",
        "l.email = r.email",
    ]
    trained = [block_on("dob"), block_on("email"), block_on("first_name", "surname")]
    return "dedupe_only", comparisons, blocks, certain, 0.7, trained


def main():
    asked = json.load(sys.stdin)
    rows = pandas.DataFrame(asked["rows"]).replace("", None)
    rows["unique_id"], both = range(len(rows)), max(asked["source"]) > 0
    link_type, comparisons, blocks, certain, recall, trained = (
        fake() if "fake" in asked["set"] else febrl4() if both else febrl3()
    )
    settings = SettingsCreator(
        link_type=link_type, comparisons=comparisons, blocking_rules_to_generate_predictions=blocks
    )
    db = DuckDBAPI()
    parts = [rows[[one == number for one in asked["source"]]] for number in range(max(asked["source"]) + 1)]
    tables = [db.register(part, dataset_display_name=f"s{number}") for number, part in enumerate(parts)]
    linker = Linker(tables if both else tables[0], settings, log_level=40)
    linker.training.estimate_probability_two_random_records_match(certain, recall=recall)
    linker.training.estimate_u_using_random_sampling(max_pairs=1e6)
    for rule in trained:
        linker.training.estimate_parameters_using_expectation_maximisation(rule, estimate_without_term_frequencies=True)
    found = linker.inference.predict(threshold_match_probability=0.001).as_pandas_dataframe()
    pairs = found[["unique_id_l", "unique_id_r", "match_probability"]].itertuples(index=False)
    json.dump([[int(one), int(other), float(chance)] for one, other, chance in pairs], sys.stdout)


if __name__ == "__main__":
    main()

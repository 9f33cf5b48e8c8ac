#!/usr/bin/env python3
"""What bench/compare makes of its figures: who is best, what was reached, and that the pages of the
project show the results that are kept."""
import pathlib
import sys
import tempfile
import unittest

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import contest  # noqa: E402
import pages  # noqa: E402
import rounds  # noqa: E402
from running import Unable  # noqa: E402
from verdicts import spread, verdict  # noqa: E402


def cell(reach=1.8, floor_max=0, **costs):
    """A cell with these costs by name; "floor" is the batching floor."""
    runs = {name.replace("floor", "batching floor"): {"cost": list(cost), "faults": 0} for name, cost in costs.items()}
    return {"key": "flat-64-100", "title": "flat out, 100 × 64 B", "load": "flat", "figure": "server_ns_per_delivery",
            "reach": reach, "floor": "batching floor" if "floor" in costs else "", "floor_max": floor_max,
            "options": "", "runs": runs}


def result(*cells):
    where = {"command": "c", "commit": "abc", "date": "2026-01-01", "kernel": "6", "cores": 2, "processor": "P"}
    return {"where": where, "versions": {"Bun": "1", "ws": ""}, "rounds": 3, "seconds": 1, "minutes": 1, "cells": list(cells)}


class Verdicts(unittest.TestCase):
    def test_the_best_peer_is_the_one_with_the_lowest_median(self):
        judged = verdict(cell(wsd=(10, 10, 10), Bun=(50, 15, 60), ws=(30, 31, 32)))
        self.assertEqual(judged.best, "ws")
        self.assertAlmostEqual(judged.advantage, 3.1)

    def test_ratios_are_taken_within_a_round(self):
        slow_minute = verdict(cell(wsd=(10, 30, 11), Bun=(20, 60, 22)))
        self.assertAlmostEqual(slow_minute.advantage, 2)
        self.assertTrue(slow_minute.reached)

    def test_what_is_too_little_is_missed(self):
        self.assertFalse(verdict(cell(wsd=(10, 10, 10), Bun=(17, 17, 17))).reached)

    def test_the_floor_counts_where_it_is_asked_for(self):
        self.assertTrue(verdict(cell(0.95, 1.05, wsd=(102,), Bun=(100,), floor=(100,))).reached)
        self.assertFalse(verdict(cell(0.95, 1.05, wsd=(106,), Bun=(110,), floor=(100,))).reached)
        self.assertFalse(verdict(cell(0.95, 1.05, wsd=(50,), Bun=(110,))).reached)

    def test_a_floor_is_no_peer(self):
        self.assertEqual(verdict(cell(wsd=(10,), Bun=(30,), floor=(5,))).best, "Bun")
        self.assertIsNone(verdict(cell(wsd=(10,), floor=(5,))))

    def test_who_loses_messages_is_out(self):
        one = cell(wsd=(10,), Bun=(5,), ws=(30,))
        one["runs"]["Bun"]["faults"] = 1
        self.assertEqual(verdict(one).best, "ws")
        one["runs"]["wsd"]["faults"] = 1
        self.assertFalse(verdict(one).reached)

    def test_spread_is_half_the_range(self):
        self.assertAlmostEqual(spread([90, 100, 110]), 10)


class Records(unittest.TestCase):
    def test_a_run_leaves_its_cost_and_its_faults(self):
        record = rounds.Record()
        record.enter("server_ns_per_echo", {"server_ns_per_echo": 5.0, "echoes_per_second": 7, "round_trip_p99_us": 3,
                                            "lost": 2, "doubled": 1})
        told = record.told()
        self.assertEqual((told["cost"], told["per_second"], told["p99_us"], told["faults"]), ([5.0], [7], [3], 3))

    def test_nothing_delivered_is_no_cost(self):
        with self.assertRaises(Unable):
            rounds.Record().enter("server_ns_per_echo", {"server_ns_per_echo": None})

    def test_numbers_of_a_list_stand_on_one_line(self):
        self.assertIn('"a": [1, 2.5]', rounds.written({"a": [1, 2.5], "b": {"c": "[x]"}}))


class Cells(unittest.TestCase):
    def test_a_key_is_one_cells(self):
        keys = [one.key for one in contest.cells(short=False)]
        self.assertEqual(len(keys), len(set(keys)))
        self.assertLess(len(contest.cells(short=True)), len(keys))

    def test_a_title_fits_over_a_panel(self):
        for one in contest.cells(short=False):
            self.assertLessEqual(len(one.title), 38)

    def test_who_does_not_offer_it_is_not_asked(self):
        for one in contest.cells(short=False):
            names = list(one.contestants("wsd"))
            self.assertEqual(names[0], "wsd")
            self.assertEqual("nchan" in names, not one.key.startswith("echo"))


class Pages(unittest.TestCase):
    def test_measured_parts_are_written_anew_and_the_rest_is_left(self):
        page = "before\n<!-- measured: missed -->\nold\n<!-- end -->\nafter\n"
        lines = pages.blocks(result(cell(wsd=(10,), Bun=(12,))), {}, "images", "r.md")
        filled = pages.filled(page, lines)
        self.assertTrue(filled.startswith("before\n") and filled.endswith("after\n"))
        self.assertNotIn("old", filled)
        self.assertIn("Bun ÷ wsd 1.20", filled)
        self.assertEqual(pages.filled(filled, lines), filled)

    def test_an_unknown_mark_is_a_fault(self):
        with self.assertRaises(KeyError):
            pages.filled("<!-- measured: moods -->\n<!-- end -->\n", pages.blocks(result(), {}, "images", "r.md"))

    def test_results_become_a_page_with_plots(self):
        with tempfile.TemporaryDirectory() as name:
            place = pathlib.Path(name)
            echo = {**cell(wsd=(10,), Bun=(12,)), "key": "echo-20", "figure": "server_ns_per_echo"}
            (place / "results.json").write_text(rounds.written(result(cell(wsd=(10,), Bun=(30,)), echo)))
            pages.write(place)
            text = (place / "results.md").read_text()
            self.assertIn("**10**", text)
            self.assertIn("reached", text)
            self.assertIn("![echo](echo.svg)", text)
            self.assertTrue((place / "echo.svg").exists())

    def test_the_projects_pages_show_the_kept_results(self):
        self.assertEqual(pages.main(["--check"]), 0)


if __name__ == "__main__":
    unittest.main()

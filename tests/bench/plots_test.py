#!/usr/bin/env python3
"""The plots of bench/compare: what is drawn stands where its value says, and everybody is in it."""
import pathlib
import re
import sys
import unittest
import xml.etree.ElementTree as xml

sys.dont_write_bytecode = True
sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "bench"))
import plots  # noqa: E402
from plots import Bars, Lines, Point  # noqa: E402

SVG = "{http://www.w3.org/2000/svg}"


def flat(value):
    return Point(value, value, value)


def lines(series, ticks=("10", "100")):
    return plots.line_plot("A title", "a remark", "subscribers", "ns", [Lines("a panel", ticks, series)], "wsd")


def bars(values, **more):
    return plots.bar_plot("A title", "a remark", [Bars("a panel", "ns", values)], "wsd", **more)


def group_of(svg, name):
    """The elements drawn for a server."""
    return [one for one in xml.fromstring(svg).iter(f"{SVG}g") if plots.mark(name) in one.get("class", "").split()]


def texts(svg):
    return [one.text for one in xml.fromstring(svg).iter(f"{SVG}text")]


class Numbers(unittest.TestCase):
    def test_have_three_figures(self):
        for value, words in ((3.861, "3.86"), (54.9, "54.9"), (187.4, "187"), (4642.3, "4,640"), (255999, "256,000")):
            self.assertEqual(plots.number(value), words)


class LinePlot(unittest.TestCase):
    def test_a_decade_is_as_high_as_the_next(self):
        svg = lines({"wsd": [flat(10), flat(100), flat(1000)]}, ("1", "2", "3"))
        dots = [float(one.get("cy")) for group in group_of(svg, "wsd") for one in group.iter(f"{SVG}circle")]
        self.assertEqual(len(dots), 3)
        self.assertAlmostEqual(dots[0] - dots[1], dots[1] - dots[2], delta=0.2)
        self.assertGreater(dots[0] - dots[1], 20)  # less is lower on the page, thus larger

    def test_names_do_not_cover_each_other(self):
        svg = lines({name: [flat(100 + i), flat(100 + i)] for i, name in enumerate(("wsd", *plots.COLOURS))})
        places = sorted(float(one.get("y")) for name in plots.COLOURS for group in group_of(svg, name)
                        for one in group.iter(f"{SVG}text"))
        self.assertEqual(len(places), len(plots.COLOURS))
        for above, below in zip(places, places[1:]):
            self.assertGreaterEqual(below - above, 15.5)

    def test_who_is_missing_in_a_place_is_not_drawn_there(self):
        svg = lines({"wsd": [flat(5), flat(5)], "ws": [None, flat(50)]})
        self.assertEqual(sum(1 for group in group_of(svg, "ws") for _ in group.iter(f"{SVG}circle")), 1)

    def test_axes_are_labelled(self):
        svg = lines({"wsd": [flat(5), flat(500)]})
        for words in ("subscribers", "ns", "10", "100", "A title"):
            self.assertIn(words, texts(svg))


class BarPlot(unittest.TestCase):
    def test_bars_are_as_long_as_their_values_and_sorted(self):
        svg = bars({"ws": flat(4000), "wsd": flat(1000), "Bun": flat(2000)})
        widths = [float(one.get("width")) for one in xml.fromstring(svg).iter(f"{SVG}rect") if "bar" in one.get("class", "").split()]
        self.assertAlmostEqual(widths[1] / widths[0], 2, delta=0.05)
        self.assertAlmostEqual(widths[2] / widths[0], 4, delta=0.1)

    def test_nothing_leaves_the_card(self):
        wide = {name: Point(1e6 + i, 1, 5e6) for i, name in enumerate(plots.COLOURS)}
        for svg in (bars(wide), bars(wide, columns=3)):
            root = xml.fromstring(svg)
            for rect in root.iter(f"{SVG}rect"):
                self.assertLessEqual(float(rect.get("x")) + float(rect.get("width")), float(root.get("width")))
            for line in root.iter(f"{SVG}line"):
                self.assertLessEqual(float(line.get("x2")), float(root.get("width")))


class Card(unittest.TestCase):
    def test_words_are_not_markup(self):
        svg = plots.bar_plot("<b> & more", "x", [Bars("a<b", "ns", {"wsd": flat(1)})], "wsd")
        self.assertIn("<b> & more", texts(svg))

    def test_everybody_has_a_colour_on_light_and_on_dark(self):
        svg = bars({name: flat(1) for name in (*plots.COLOURS, "plain floor")})
        light, dark = svg.split("@media (prefers-color-scheme:dark)")
        for name in (*plots.COLOURS, "plain floor"):
            self.assertRegex(light, re.escape(plots.mark(name)) + r"\{--c:#")
            self.assertRegex(dark, re.escape(plots.mark(name)) + r"\{--c:#")
        self.assertIn(".card", light)
        self.assertIn(".card", dark)


if __name__ == "__main__":
    unittest.main()

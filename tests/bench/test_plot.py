"""Charts are well-formed and say what they show."""

from xml.etree import ElementTree

from .plot import Chart, Line


def test_a_chart_is_xml_with_its_names_and_a_logarithmic_axis_over_many_sizes() -> None:
    lines = (Line("<sqlite>", ((1000, 200), (1_000_000, 190))), Line("postgresql", ((1000, 250), (1_000_000, 250))))
    root = ElementTree.fromstring(Chart("Speed & size", "tickets", "mails a second", lines).svg)
    words = [each.text for each in root.iter("{http://www.w3.org/2000/svg}text")]
    assert {"<sqlite>", "postgresql", "Speed & size", "1,000", "10,000", "1,000,000", "250"} <= set(words)

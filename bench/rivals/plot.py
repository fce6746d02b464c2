"""Draws bench/rivals.svg from the JSON of __main__.py, in the environment that
has Matplotlib.

usage: plot.py FILE.json FILE.svg
"""

import json
import sys
import textwrap

import matplotlib

matplotlib.use("svg")
matplotlib.rcParams["svg.hashsalt"] = "rivals"  # the same data gives the same file
matplotlib.rcParams["svg.fonttype"] = "none"
from matplotlib import pyplot  # noqa: E402  pylint: disable=wrong-import-position


def main() -> None:
    with open(sys.argv[1], encoding="utf-8") as file:
        data = json.load(file)
    figure, axes = pyplot.subplots(len(data["parts"]), 1, figsize=(9, 7), squeeze=False,
                                   layout="constrained")
    for axis, (part, texts) in zip(axes[:, 0], data["parts"].items()):
        series = list(next(iter(texts.values())))
        width = 0.85 / len(series)
        for i, name in enumerate(series):
            at = [x + (i - (len(series) - 1) / 2) * width for x in range(len(texts))]
            program, _, kind = name.partition(", ")
            programs = list(dict.fromkeys(other.partition(", ")[0] for other in series))
            bars = axis.bar(at, [of[name] for of in texts.values()], width, label=name,
                            color=f"C{programs.index(program)}", alpha=0.5 if kind == "ids" else 1)
            axis.bar_label(bars, fmt="%.0f", fontsize=6, rotation=90, padding=2)
        axis.set_xticks(range(len(texts)), list(texts))
        axis.set_ylabel(f"{part}, MB/s")
        axis.margins(y=0.15)
        axis.spines[["top", "right"]].set_visible(False)
    axes[0, 0].legend(ncols=4, fontsize=8, frameon=False, loc="lower center",
                      bbox_to_anchor=(0.5, 1.0))
    figure.supxlabel(textwrap.fill(data["source"], 130), fontsize=7)
    figure.savefig(sys.argv[2], metadata={"Date": None})


if __name__ == "__main__":
    main()

"""Draws what recordings show of an endpoint, family by feature; write_evidence.py calls it.

usage: evidence_map.py FILE.svg < COUNTS.json

It runs in an environment that has Matplotlib. The picture states a digest of what it was
drawn from, so whether it is up to date is seen without drawing it again, and with any
version of Matplotlib or none.
"""

from __future__ import annotations

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

# As the product has it (rules/evidence.cc): from here on a feature is shown.
RECORDINGS, REPOSITORIES = 3, 2


def digest(counts: dict[str, Any]) -> str:
    """Of the counts and of this file, which decides how they look."""
    drawing = Path(__file__).read_bytes() + json.dumps(counts, sort_keys=True).encode()
    return f"drawn from sha256:{hashlib.sha256(drawing).hexdigest()}"


def is_current(picture: Path, counts: dict[str, Any]) -> bool:
    return picture.is_file() and digest(counts) in picture.read_text(encoding="utf-8")


def write_numbers(axes: Any, cells: list[list[list[int]]], darkest: float) -> None:
    """The recordings of each cell, bold and framed where they are enough."""
    from matplotlib.patches import Rectangle

    for y, row in enumerate(cells):
        for x, (recordings, repositories) in enumerate(row):
            if recordings == 0:
                continue
            enough = recordings >= RECORDINGS and repositories >= REPOSITORIES
            axes.text(x, y, str(recordings), ha="center", va="center", fontsize=8,
                      color="white" if recordings > darkest else "black",
                      fontweight="bold" if enough else "normal")
            if enough:
                axes.add_patch(Rectangle((x - 0.46, y - 0.44), 0.92, 0.88, fill=False,
                                         edgecolor="black", linewidth=1.2))


def draw(counts: dict[str, Any], picture: str) -> None:
    import matplotlib

    matplotlib.use("svg")
    matplotlib.rcParams["svg.hashsalt"] = "evidence"  # the same counts give the same file
    matplotlib.rcParams["svg.fonttype"] = "none"
    from matplotlib import pyplot
    from matplotlib.colors import LogNorm

    families, features, cells = counts["families"], counts["features"], counts["cells"]
    most = max(recordings for row in cells for recordings, _ in row)
    figure, axes = pyplot.subplots(figsize=(3.2 + 0.85 * len(families), 2.8 + 0.26 * len(features)),
                                   layout="constrained")
    shades = [[recordings or float("nan") for recordings, _ in row] for row in cells]
    image = axes.pcolormesh(shades, cmap="Blues", norm=LogNorm(1, max(most, 10)),
                            edgecolors="white", linewidth=1)
    # pcolormesh has its cells' corners at whole numbers; the numbers stand at their centres.
    image.set_transform(matplotlib.transforms.Affine2D().translate(-0.5, -0.5) + axes.transData)
    axes.set(xlim=(-0.5, len(families) - 0.5), ylim=(len(features) - 0.5, -0.5),
             xlabel="family of models", ylabel="feature of a request")
    axes.set_xticks(range(len(families)), families, rotation=40, ha="right",
                    rotation_mode="anchor")
    axes.set_yticks(range(len(features)), features)
    axes.tick_params(length=0, labelsize=8)
    axes.spines[:].set_visible(False)
    axes.set_title(f"{counts['endpoint']}: recordings billed as the rules say\n"
                   f"framed: at least {RECORDINGS} recordings of {REPOSITORIES} repositories",
                   fontsize=10)
    write_numbers(axes, cells, darkest=most ** 0.6)
    figure.colorbar(image, ax=axes, label="recordings, on a logarithmic scale", shrink=0.6)
    figure.savefig(picture, metadata={"Date": None, "Description": digest(counts)})


if __name__ == "__main__":
    draw(json.load(sys.stdin), sys.argv[1])

"""Markdown tables of what was measured."""

from measure import Run, Speeds

TITLES = {
    "cold": "Cold, MB/s: the first pass of a new process over the text in memory, "
            "after counting one byte",
    "warm": "Warm, MB/s: later passes of the same process",
}


def table(header: list[str], rows: list[list[str]]) -> str:
    lines = [header, ["---"] * len(header), *rows]
    return "".join("| " + " | ".join(cells) + " |\n" for cells in lines)


def number(value: float) -> str:
    return f"{value:.0f}" if value >= 9.95 else f"{value:.1f}"


def speed_table(run: Run, part: str, speeds: Speeds) -> str:
    """A program's cell has count / encode where it has both."""
    ours, rival = next(iter(run.programs)), "gigatoken encode"
    ratios = ([f"count x{rival.split()[0]}", f"ids x{rival.split()[0]}"]
              if "gigatoken" in run.programs else [])
    rows = []
    for text, of in speeds[part].items():
        cells = [" / ".join(number(of[f"{name} {command}"]) for command in program.passes)
                 for name, program in run.programs.items()]
        if ratios:
            cells += [f"{of[f'{ours} {command}'] / of[rival]:.2f}"
                      for command in ("count", "encode")]
        rows.append([text, *cells])
    header = ["text", *(program.name for program in run.programs.values()), *ratios]
    return f"{TITLES[part]}:\n\n{table(header, rows)}"

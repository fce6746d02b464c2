#!/usr/bin/env python3
"""Writes the images and the counted patches that image_size_test and
image_tokens_test compare with, and the files that media_fuzz begins with.

The images come from Pillow (tested with 13.0), the patches from the steps of the
provider's guide, written down here as they stand there, in decimal arithmetic of
60 digits. Neither knows the code under test.
"""

import argparse
import base64
import io
import math
import random
import wave
from decimal import Decimal, getcontext
from pathlib import Path

FOLDER = Path(__file__).parent
SEEDS = FOLDER.parent.parent / "fuzz" / "seeds" / "media"
getcontext().prec = 60

IMAGES_HEAD = "# name, media type, width, height, base64; written by generate.py\n"
SIZES_HEAD = ("# width, height, longest side or -, budget or -, patches; written by"
              " generate.py\n")


def images() -> list[str]:
    from PIL import Image

    lines = []

    def add(name: str, format_name: str, size: tuple[int, int], mode: str = "RGB", **options) -> None:
        image = Image.new(mode, size)
        data = io.BytesIO()
        image.save(data, format_name, **options)
        text = base64.b64encode(data.getvalue()).decode()
        lines.append(f"{name} image/{format_name.lower()} {size[0]} {size[1]} {text}\n")

    add("png", "PNG", (3, 5))
    add("png-palette", "PNG", (300, 1), "P")
    add("png-gray-alpha", "PNG", (1, 1), "LA")
    add("gif", "GIF", (7, 9), "P")
    add("gif-wide", "GIF", (40_000, 1), "P")
    add("jpeg", "JPEG", (17, 33))
    add("jpeg-progressive", "JPEG", (40, 20), progressive=True)
    add("jpeg-gray", "JPEG", (2, 1_000), "L", quality=1)
    exif = Image.Exif()
    exif[0x0112] = 6  # to be shown turned by 90 degrees
    add("jpeg-turned", "JPEG", (50, 10), exif=exif)
    add("jpeg-comment", "JPEG", (12, 34), comment=b"a comment", icc_profile=b"profile" * 50)
    add("webp-lossy", "WEBP", (19, 23))
    add("webp-lossless", "WEBP", (16_383, 1), lossless=True)
    add("webp-lossless-tall", "WEBP", (1, 300), lossless=True)
    add("webp-extended", "WEBP", (260, 31), exif=exif)
    add("webp-alpha", "WEBP", (31, 259), "RGBA")
    return lines


def patches(width: int, height: int, longest: int | None, budget: int | None) -> int:
    """The guide's steps: fit, count; over the budget scale, count again."""
    w, h = Decimal(width), Decimal(height)
    if longest is not None and max(w, h) > longest:
        scale = Decimal(longest) / max(w, h)
        w, h = (max(Decimal(int((side * scale).to_integral_value(rounding="ROUND_HALF_UP"))), Decimal(1))
                for side in (w, h))
    count = math.ceil(w / 32) * math.ceil(h / 32)
    if budget is not None and count > budget:
        # Exact quotients are lost in the 60th digit; a whole number is meant
        # where it is missed by that little.
        tiny = Decimal(10) ** -40
        r = (Decimal(32 * 32 * budget) / (w * h)).sqrt()
        r *= min(math.floor(side * r / 32 + tiny) / (side * r / 32) for side in (w, h))
        w, h = (math.floor(side * r + tiny) for side in (w, h))
        count = math.ceil(Decimal(w) / 32) * math.ceil(Decimal(h) / 32)
    return count


def sizes() -> list[str]:
    rng = random.Random(4)
    limits = [(None, 1536), (2048, 1536), (2048, 2500), (2048, 6144), (6000, 10_000), (512, None)]
    lines = []
    for _ in range(600):
        scale = rng.choice([64, 1_000, 5_000, 20_000])
        width, height = rng.randint(1, scale), rng.randint(1, scale)
        # Beyond this aspect the guide's steps leave a side of no pixels.
        if max(width, height) > 500 * min(width, height):
            continue
        longest, budget = rng.choice(limits)
        count = patches(width, height, longest, budget)
        lines.append(f"{width} {height} {longest or '-'} {budget or '-'} {count}\n")
    return lines


def seeds(image_lines: list[str]) -> dict[str, bytes]:
    files = {}
    for line in image_lines:
        name, media_type, *_, text = line.split()
        files[f"{name}.{media_type.removeprefix('image/')}"] = base64.b64decode(text)
    recording = io.BytesIO()
    with wave.open(recording, "wb") as sound:
        sound.setparams((1, 2, 8_000, 0, "NONE", ""))
        sound.writeframes(bytes(100))
    files["sound.wav"] = recording.getvalue()
    # MPEG 2, layer III, 8 kbit/s, 24 kHz: 24 bytes per frame.
    files["sound.mp3"] = b"ID3\4\0\0\0\0\0\4abcd" + (b"\xff\xf3\x14\0" + bytes(20)) * 3
    files["page.pdf"] = (b"%PDF-1.4\n1 0 obj<</Type/Page/Contents 2 0 R>>endobj\n"
                         b"2 0 obj<</Length 6>>stream\n(a) Tj\nendstream endobj\n"
                         b"3 0 obj<</Length1 3>>stream\nabc\nendstream endobj\n")
    files["link.txt"] = b"data:image/gif;charset=x;base64,R0lGODlhAQABAA=="
    return files


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parser.parse_args()
    image_lines = images()
    (FOLDER / "images.txt").write_text(IMAGES_HEAD + "".join(image_lines))
    (FOLDER / "patches.txt").write_text(SIZES_HEAD + "".join(sizes()))
    for name, data in seeds(image_lines).items():
        (SEEDS / name).write_bytes(data)


if __name__ == "__main__":
    main()

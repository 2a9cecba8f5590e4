"""Remake ``gongying-cjk.woff2``: the Chinese characters of the page, cut out of Noto Sans CJK SC (SIL Open Font License 1.1).

    python tools/make_font.py [NotoSansCJK-Regular.ttc]

Needs fonttools and brotli, and the font (Debian: fonts-noto-cjk). Taken in are the characters that this project's own texts
and files use, and the 3,755 most frequent ones (the first level of GB 2312) as fallback for files of visitors.
"""

from __future__ import annotations

import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FONTS = ROOT / "visualization" / "page" / "static" / "fonts"
FONT = "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc"


def used() -> set[str]:
    """Characters beyond Latin in the project's Python, YAML, CSV and script files."""
    found: set[str] = set()
    for folder in ("protocols", "agents", "environment", "experiments", "visualization"):
        for path in sorted((ROOT / folder).rglob("*")):
            if path.suffix in {".py", ".yaml", ".csv", ".js", ".j2"}:
                found |= set(path.read_text(encoding="utf-8"))
    return {letter for letter in found if ord(letter) >= 0x2E80}


def frequent() -> set[str]:
    """The first level of GB 2312."""
    codes = [bytes([high, low]) for high in range(0xB0, 0xD8) for low in range(0xA1, 0xFF)]
    return {code.decode("gb2312", errors="ignore") for code in codes} - {""}


def main() -> None:
    from fontTools import subset

    letters = "".join(sorted(used() | frequent())) + "，。、；：？！“”‘’（）《》【】…—·％"
    options = subset.Options(flavor="woff2", font_number=2, layout_features=[], hinting=False, desubroutinize=True,
                             name_IDs=[0, 13, 14], notdef_outline=True)  # fmt: skip
    font = subset.load_font(sys.argv[1] if len(sys.argv) > 1 else FONT, options)
    cut = subset.Subsetter(options)
    cut.populate(text=letters)
    cut.subset(font)
    target = FONTS / "gongying-cjk.woff2"
    subset.save_font(font, str(target), options)
    print(f"{target.name}: {len(letters):,} characters, {target.stat().st_size:,} bytes")


if __name__ == "__main__":
    main()

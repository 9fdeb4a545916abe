#!/usr/bin/env python3
"""Draws the README's pictures: what the program really prints, as SVG for light and dark pages.

    cargo build && docs/pictures/make.py            # writes them anew
    cargo build && docs/pictures/make.py --check    # 1 and a list where one is not what it should be

Only Python's own library is used. ERRCODE names another binary than the newest in target/.
"""

import html
import os
import re
import subprocess
import sys
import unicodedata
from pathlib import Path

HERE = Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Name, arguments, and what the picture shows, in words.
PICTURES = [
    ("lookup", ["lookup", "PR400-AN-0012", "16842757"],
     "Two codes looked up: for each its status, system, message and what is known of it."),
    ("scan", ["scan", "examples/app.log"],
     "A log passes through; below each line with an error code stand its status, system and message."),
    ("explain", ["explain", "Bearer realm=api error='invalid_token'"],
     "A WWW-Authenticate field explained: its meaning, what to do next, its faults with carets below "
     "their places, and the field as it should be written."),
]

THEMES = {
    "light": {"back": "#ffffff", "edge": "#d1d9e0", "text": "#1f2328", "dim": "#59636e", "red": "#b3202b",
              "green": "#1a7032", "yellow": "#8a5c00", "blue": "#0550ae", "magenta": "#7a3fb0", "cyan": "#136b72"},
    "dark": {"back": "#0d1117", "edge": "#3d444d", "text": "#e6edf3", "dim": "#9198a1", "red": "#ff7b72",
             "green": "#3fb950", "yellow": "#d29922", "blue": "#79c0ff", "magenta": "#d2a8ff", "cyan": "#39c5cf"},
}
COLORS = ["text", "red", "green", "yellow", "blue", "magenta", "cyan", "text"]

# Sizes in pixels: a character, a line, the space around the text.
WIDTH, HEIGHT, SPACE = 8.4, 19, 16


def luminance(color):
    parts = [int(color[at:at + 2], 16) / 255 for at in (1, 3, 5)]
    parts = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * parts[0] + 0.7152 * parts[1] + 0.0722 * parts[2]


def contrast(one, other):
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


for theme, colors in THEMES.items():
    for name, color in colors.items():
        # WCAG 2.1, 1.4.3: text of this size needs 4.5 to 1.
        assert name in ("back", "edge") or contrast(color, colors["back"]) >= 4.5, f"{theme}: {name}"


def binary():
    named = os.environ.get("ERRCODE")
    paths = [Path(named)] if named else [ROOT / "target" / kind / "errcode" for kind in ("debug", "release")]
    built = [path for path in paths if path.exists()]
    if not built:
        sys.exit("no errcode: run `cargo build`, or name one in ERRCODE")
    return max(built, key=lambda path: path.stat().st_mtime).resolve()


def output(arguments):
    """What a terminal of 80 columns would be sent. No catalogs of whoever draws."""
    command = [binary(), *arguments, "--color", "always", "--width", "80"]
    environment = {"ERRCODE_PATH": "", "XDG_CONFIG_HOME": "/nonexistent", "HOME": "/nonexistent"}
    run = subprocess.run(command, cwd=ROOT, env=environment, capture_output=True, text=True)
    if run.returncode or run.stderr:
        sys.exit(f"{arguments}: status {run.returncode}: {run.stderr}")
    return run.stdout


def typed(arguments):
    quoted = [f'"{word}"' if re.search(r"[ ']", word) else word for word in arguments]
    return " ".join(["$ errcode", *quoted])


def runs(line, style):
    """Pieces of a line with their style, and the style that the next line begins with."""
    pieces = []
    for text, codes in re.findall(r"([^\x1b]+)|\x1b\[([0-9;]*)m", line):
        if text:
            pieces.append((text, style))
            continue
        bold, dim, color = style
        for code in (int(number or 0) for number in codes.split(";")):
            if code == 0:
                bold, dim, color = False, False, "text"
            elif code == 1:
                bold = True
            elif code == 2:
                dim = True
            elif 30 <= code <= 37:
                color = COLORS[code - 30]
            elif code == 39:
                color = "text"
            else:
                sys.exit(f"no picture of the escape {code}")
        style = (bold, dim, color)
    assert "\x1b" not in re.sub(r"\x1b\[[0-9;]*m", "", line), repr(line)
    return pieces, style


def columns(text):
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def drawing(arguments, about, theme):
    colors = THEMES[theme]
    lines = [f"\x1b[1m{typed(arguments)}\x1b[0m", *output(arguments).rstrip("\n").split("\n")]
    plain = [re.sub(r"\x1b\[[0-9;]*m", "", line) for line in lines]
    width = round(max(map(columns, plain)) * WIDTH + 2 * SPACE)
    height = len(lines) * HEIGHT + 2 * SPACE
    # What the lines say is the picture's text for those who cannot see it.
    said = html.escape(about + "\n\n" + "\n".join(plain), quote=False)
    svg = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{width}" height="{height}" '
        f'viewBox="0 0 {width} {height}" role="img" aria-labelledby="title desc">',
        f'<title id="title">{html.escape(typed(arguments)[2:], quote=False)}</title>',
        f'<desc id="desc">{said}</desc>',
        f'<rect x="0.5" y="0.5" width="{width - 1}" height="{height - 1}" rx="8" '
        f'fill="{colors["back"]}" stroke="{colors["edge"]}"/>',
        '<g font-family="ui-monospace,SFMono-Regular,Menlo,Consolas,\'DejaVu Sans Mono\',monospace" '
        f'font-size="14" fill="{colors["text"]}" aria-hidden="true">',
    ]
    style = (False, False, "text")
    for number, line in enumerate(lines):
        pieces, style = runs(line, style)
        column, y = 0, SPACE + number * HEIGHT + 14
        for text, (bold, dim, color) in pieces:
            wide = columns(text)
            left = len(text) - len(text.lstrip(" "))
            shown = text.strip(" ")
            if shown:
                fill = colors["dim" if dim and color == "text" else color]
                marks = f' fill="{fill}"' if fill != colors["text"] else ""
                marks += ' font-weight="bold"' if bold else ""
                # A length of its own keeps columns in line whatever the font is.
                svg.append(
                    f'<text x="{SPACE + (column + left) * WIDTH:.1f}" y="{y}" xml:space="preserve" '
                    f'textLength="{columns(shown) * WIDTH:.1f}" lengthAdjust="spacingAndGlyphs"{marks}>'
                    f"{html.escape(shown, quote=False)}</text>")
            column += wide
    svg += ["</g>", "</svg>", ""]
    return "\n".join(svg)


def main():
    if sys.argv[1:] not in ([], ["--check"]):
        sys.exit(__doc__)
    check = sys.argv[1:] == ["--check"]
    wanted = {f"{name}-{theme}.svg": drawing(arguments, about, theme)
              for name, arguments, about in PICTURES for theme in THEMES}
    there = {path.name for path in HERE.glob("*.svg")}
    stale = sorted(there - wanted.keys())
    for name, svg in wanted.items():
        path = HERE / name
        if not path.exists() or path.read_text(encoding="utf-8") != svg:
            stale.append(name)
            if not check:
                path.write_text(svg, encoding="utf-8")
    if check and stale:
        sys.exit(f"stale, renew with docs/pictures/make.py: {', '.join(stale)}")
    print(f"{len(wanted)} pictures, {len(stale)} {'stale' if check else 'changed'}")


if __name__ == "__main__":
    main()

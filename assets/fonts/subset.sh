#!/bin/sh
# Remakes the two bundled fonts from Debian's fonts-noto-cjk (and fonts-noto-cjk-extra, for Medium).
# Needs python3 with fonttools. Usage: ./subset.sh [folder of NotoSansCJK-*.ttc]
set -eu
cd "$(dirname "$0")"
source=${1:-/usr/share/fonts/opentype/noto}
# Face 2 of each collection is the Simplified Chinese one.
face=2
# fontTools stamps the file with this instead of the present time, so that a remake gives the same bytes.
SOURCE_DATE_EPOCH=1640995200
export SOURCE_DATE_EPOCH

characters=$(mktemp)
trap 'rm -f "$characters"' EXIT
python3 - >"$characters" <<'PYTHON'
codes = set(range(0x20, 0x7F)) | set(range(0xA0, 0x100))
for row in range(0xA1, 0xFF):
    for cell in range(0xA1, 0xFF):
        try:
            codes.add(ord(bytes([row, cell]).decode("gb2312")))
        except UnicodeDecodeError:
            pass
# Signs used on charts and in tables, beyond GB2312: dashes, quotes, spaces, currency, arrows, marks, figures in circles.
signs = "·…—–‰°×÷±≤≥≈≠∞√∑→←↑↓↗↘↖↙▲▼△▽▶◀▷◁●○■□◆◇★☆✓✗✕＋－％、。「」『』《》【】（）！？；：，“”‘’¥€£$℃№−‑•′″"
codes |= {ord(sign) for sign in signs}
for first, last in [(0x2000, 0x200A), (0x2010, 0x2027), (0x202F, 0x202F), (0x2460, 0x2473), (0xFF01, 0xFF5E), (0xFF61, 0xFF64), (0xFFE0, 0xFFE6)]:
    codes |= set(range(first, last + 1))
print("\n".join(f"U+{code:04X}" for code in sorted(codes)))
PYTHON

for weight in Regular Medium; do
    python3 -m fontTools.subset "$source/NotoSansCJK-$weight.ttc" --font-number=$face \
        --unicodes-file="$characters" --layout-features=kern,mark,mkmk,ccmp --no-hinting \
        --drop-tables+=VORG,vhea,vmtx,BASE,DSIG --name-IDs=0,5,7,13,14 --name-languages=0x409 \
        --notdef-outline --output-file="NotoSansSC-$weight.otf"
    # The collection's faces are called "Noto Sans CJK SC"; the family's own name is what style sheets ask for.
    python3 - "NotoSansSC-$weight.otf" "$weight" <<'PYTHON'
import sys
from fontTools.ttLib import TTFont

path, weight = sys.argv[1:]
font = TTFont(path, recalcTimestamp=False)
regular = weight == "Regular"
names = {
    1: "Noto Sans SC" if regular else f"Noto Sans SC {weight}",
    2: "Regular",
    3: f"2.004;GB2312 subset;NotoSansSC-{weight}",
    4: f"Noto Sans SC {weight}",
    6: f"NotoSansSC-{weight}",
}
if not regular:
    names |= {16: "Noto Sans SC", 17: weight}
for number, text in names.items():
    font["name"].setName(text, number, 3, 1, 0x409)
# The collection has no ballot crosses; its multiplication sign looks like them.
for table in font["cmap"].tables:
    if table.isUnicode():
        table.cmap[0x2715] = table.cmap[0x2717] = table.cmap[0xD7]
top = font["CFF "].cff
top.fontNames[0] = f"NotoSansSC-{weight}"
font.save(path)
PYTHON
done
ls -l NotoSansSC-*.otf

#!/usr/bin/env bash
# One would guess: pandas writes dates to Parquet in nanoseconds, as pandas 2 does, or at least in one unit for one code.
# True (pandas 3.1.1, pyarrow 26.0.1): the unit follows the digits of the text that was parsed, microseconds up to six of
# a second's fraction and nanoseconds from seven on, so that two days of one corpus, written by the same lines, differ.
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
python3 -m venv "$work/venv"
"$work/venv/bin/pip" install --quiet pandas==3.1.1 pyarrow==26.0.1
cat > "$work/dates.py" <<'PYTHON'
import sys
import pandas as pd
import pyarrow.parquet as pq

print("pandas", pd.__version__)
seen = {}
for name, date in {
    "seconds": "2024-05-01T10:30:05",
    "six digits": "2024-05-01T10:30:05.123456",
    "seven digits": "2024-05-01T10:30:05.1234567",
    "day": "2024-05-01",
}.items():
    path = f"{sys.argv[1]}/articles.parquet"
    pd.DataFrame({"date": pd.to_datetime([date])}).to_parquet(path)
    seen[name] = str(pq.read_schema(path).field("date").type)
    print(f"{name:12} {date:28} {seen[name]}")
expected = {"seconds": "timestamp[us]", "six digits": "timestamp[us]", "seven digits": "timestamp[ns]", "day": "timestamp[us]"}
sys.exit(seen != expected)
PYTHON
"$work/venv/bin/python" "$work/dates.py" "$work"

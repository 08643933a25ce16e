"""``python -m tests.verapdf 2a,ua1 FILE…``: judge files by hand. Exit 0 all pass, 1 some fail, 2 cannot run."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.verapdf import Missing, validate


def main(arguments: list[str]) -> int:
    if len(arguments) < 2:
        print(__doc__, file=sys.stderr)
        return 2
    paths = [Path(each) for each in arguments[1:]]
    failed = False
    try:
        for flavour in arguments[0].split(","):
            for path, failures in validate(paths, flavour).items():
                failed = failed or bool(failures)
                print(f"{path}: {flavour}: {'FAIL' if failures else 'pass'}")
                for failure in failures:
                    print(f"  {failure}")
    except Missing as missing:
        print(f"veraPDF cannot run: {missing}", file=sys.stderr)
        return 2
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

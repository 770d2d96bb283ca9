"""`python -m casekit.datasets` makes `datasets/` anew."""

import sys

from casekit.datasets.frozen import rebuild
from casekit.errors import CaseError
from casekit.interrupts import said_at_the_end

if __name__ == "__main__":
    with said_at_the_end():
        try:
            print(*rebuild(only=sys.argv[1:]), sep="\n")
        except CaseError as error:
            sys.exit(str(error))

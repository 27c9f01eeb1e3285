"""`python -m remit.server.workers NUMBER`: a worker that a supervisor started; of no use by hand. Adds nothing."""

import sys

from remit.server.loading import loading

with loading():
    from remit.server.offer import launch
    from remit.server.workers.worker import work

if __name__ == "__main__":
    sys.exit(work(launch, int(sys.argv[1])))

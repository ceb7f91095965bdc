"""`python -m tests.evaluation`: the scores of today."""

import sys

from tests.evaluation.run import main

sys.exit(main())

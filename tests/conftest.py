"""What all tests share: how thorough Hypothesis is, and the helpers beside this file."""

import sys
from pathlib import Path

from hypothesis import HealthCheck, settings

sys.path.insert(0, str(Path(__file__).parent))  # `import oracle`, `import readings`

QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("default", deadline=None, max_examples=60, suppress_health_check=QUIET)
settings.register_profile("thorough", deadline=None, max_examples=2_000, suppress_health_check=QUIET)
settings.load_profile("default")

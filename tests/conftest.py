"""What all tests share: how thorough Hypothesis is, and the helpers beside this file."""

import atexit
import os
import shutil
import sys
import tempfile
from pathlib import Path

from hypothesis import HealthCheck, settings

os.environ["CBEC_DATA_DIR"] = tempfile.mkdtemp(prefix="cbec-no-data-")  # nobody's own positive list changes a test
os.environ["CBEC_CACHE_DIR"] = tempfile.mkdtemp(prefix="cbec-no-cache-")  # nor does anybody's index, nor is it touched
atexit.register(shutil.rmtree, os.environ["CBEC_CACHE_DIR"], ignore_errors=True)
sys.path.insert(0, str(Path(__file__).parent))  # `import oracle`, `import readings`

QUIET = (HealthCheck.too_slow, HealthCheck.function_scoped_fixture)
settings.register_profile("default", deadline=None, max_examples=60, suppress_health_check=QUIET)
settings.register_profile("thorough", deadline=None, max_examples=2_000, suppress_health_check=QUIET)
settings.load_profile("default")

"""Holds the scripts of the pages to one form: what `npm run format` cannot mend is a fault."""

import subprocess
import sys

from embedded.setup import ROOT, node_environment, npm


def main() -> int:
    """Print each fault and return the exit status."""
    command = npm("run", "--silent", "lint")
    return subprocess.run(command, cwd=ROOT, env=node_environment(), check=False).returncode


if __name__ == "__main__":
    sys.exit(main())

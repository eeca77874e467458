"""Run a command and print the most memory it took, in kilobytes, to stderr.

Run as a script and not as a module, so that nothing of ours is loaded: a child
inherits the high-water mark of the process that starts it.
"""

import resource
import subprocess
import sys

done = subprocess.run(sys.argv[1:], stdout=subprocess.DEVNULL, check=False)
most = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
most //= 1024 if sys.platform == "darwin" else 1  # bytes there, kilobytes here
sys.stderr.write(f"{most}\n")
sys.exit(done.returncode)

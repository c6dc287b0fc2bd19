"""A natter process of one's own: a free port and a temporary data folder.

The binary is NATTER_BIN, or target/debug/natter of this checkout.
"""

import os
import re
import subprocess
import tempfile
import threading
from pathlib import Path

REPOSITORY = Path(__file__).resolve().parents[2]


class Natter:
    """Started at once; `dispose` ends it and removes its data."""

    def __init__(self, *args):
        self.args = args
        self.port = 0
        self._data = tempfile.TemporaryDirectory(prefix="natter-test-", ignore_cleanup_errors=True)
        self.start()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.port}"

    @property
    def _binary(self):
        return Path(os.environ.get("NATTER_BIN", REPOSITORY / "target/debug/natter")).resolve()

    def admin(self, *args, password=""):
        """Runs `natter admin` beside the server; returns what it printed. A password goes to its input."""
        command = [self._binary, "admin", "--data-dir", self._data.name, *args]
        done = subprocess.run(command, input=f"{password}\n", capture_output=True, text=True, check=True)
        return done.stdout.strip()

    def start(self):
        """Starts the server; after `kill` with the same data on the same port."""
        command = [self._binary, "serve", "--addr", f"127.0.0.1:{self.port}", "--data-dir", self._data.name]
        self._process = subprocess.Popen(
            [*command, *self.args],
            cwd=REPOSITORY,
            env={"LEPTOS_SITE_ROOT": "target/site", **os.environ},
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
        )
        for line in self._process.stdout:
            address = re.search(r"https?://[^\s:]+:(\d+)", line)
            if address:
                self.port = int(address[1])
                break
        else:
            raise RuntimeError(f"natter ended with code {self._process.wait()} while starting")
        # What it still writes has to be read, or it would wait for us once the pipe is full.
        self._reader = threading.Thread(target=self._process.stdout.read, daemon=True)
        self._reader.start()

    def kill(self):
        """Ends the server at once, as a power cut would."""
        self._process.kill()
        self._process.wait()
        self._reader.join()
        self._process.stdout.close()

    def dispose(self):
        self.kill()
        self._data.cleanup()

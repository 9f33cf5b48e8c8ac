"""The server: a process that is started, killed and ended again, with the same directory."""
import atexit
import contextlib
import ctypes
import re
import signal
import ssl
import subprocess

from truth import Wrong

import endpoints

PATIENCE = 120  # seconds; only what never happens takes so long


LIBC = ctypes.CDLL(None)
PR_SET_PDEATHSIG = 1  # prctl(2)


def end_with_me():
    LIBC.prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


class Server:
    def __init__(self, program, options):
        self.files = contextlib.ExitStack()  # which the server reads at each start
        cert, key = self.files.enter_context(endpoints.certificate())
        self.trust = ssl.create_default_context(cafile=cert)
        self.command = [program, "--listen", "127.0.0.1:0", "--listen", "tls://127.0.0.1:0",
                        "--tls-cert", cert, "--tls-key", key, "--admin", "off", "--console=false", "--log-level", "error", "--rate", "0",
                        "--per-address", "0", "--ping", "10m", "--deflate", *options]
        self.process = None
        atexit.register(self.close)

    def start(self):
        self.process = subprocess.Popen(self.command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True,
                                        preexec_fn=end_with_me)
        ports = {}
        while len(ports) < 2:
            line = self.process.stdout.readline()
            if not line:
                raise Wrong(f"the server did not start, exit {self.process.wait(PATIENCE)}")
            if found := re.search(r"(wss?)://.*:(\d+)$", line.strip()):
                ports[found[1]] = int(found[2])
        self.port, self.tls_port = ports["ws"], ports["wss"]

    def close(self):
        """It is not started again."""
        self.kill()
        self.files.close()

    def kill(self):
        if self.process is not None and self.process.poll() is None:
            self.process.kill()
        self.reap()

    def ask_to_end(self):
        self.process.send_signal(signal.SIGTERM)

    def reap(self):
        """The exit code."""
        if self.process is None:
            return 0
        code = self.process.wait(PATIENCE)
        self.process.stdout.close()
        self.process = None
        return code

    def check_alive(self):
        if (code := self.process.poll()) is not None:
            raise Wrong(f"the server ended by itself: {code}")

"""One run: a fresh server on core 0, the generator on core 1, in a place where nobody disturbs them."""
import datetime
import json
import os
import pathlib
import platform
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time

from presets import BUILD, ROOT

FANOUT = BUILD / "bench/fanout/fanout"
SERVER_START_SECONDS = 5
RUN_SECONDS_MAX = 120


def pinned(core):
    """The words that keep a command on a core, where there is more than one."""
    return ["taskset", "-c", str(core)] if os.cpu_count() > 1 else []


class Unable(Exception):
    """A run that cannot be made: told in the table, and the next cell goes on."""


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def make_certificate(place):
    subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt",
                    "ec_paramgen_curve:prime256v1", "-nodes", "-days", "1", "-subj",
                    "/CN=localhost", "-keyout", f"{place}/key.pem", "-out", f"{place}/cert.pem"],
                   check=True, capture_output=True)
    return {"certificate": f"{place}/cert.pem", "key": f"{place}/key.pem"}


class Server:
    """A contestant's process: alive within the `with` block, never longer."""

    def __init__(self, contestant, words):
        self.command = shlex.split(contestant.command.format(**words))
        self.port = words["port"]

    def __enter__(self):
        if not shutil.which(self.command[0]):
            raise Unable(f"{self.command[0]} is not there")
        self.said = tempfile.TemporaryFile()  # no pipe: a server that says much would stand still
        self.process = subprocess.Popen([*pinned(0), *self.command],
                                        stdout=self.said, stderr=self.said)
        try:
            self.await_start()
        except BaseException:
            self.__exit__()
            raise
        return self

    def await_start(self):
        deadline = time.monotonic() + SERVER_START_SECONDS
        while time.monotonic() < deadline and self.process.poll() is None:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                time.sleep(0.02)
        raise Unable(f"{self.command[0]} does not start: {self.last_words()}")

    def last_words(self):
        self.said.seek(0)
        return self.said.read().decode(errors="replace").strip().split("\n")[-1]

    def __exit__(self, *_):
        self.process.terminate()
        try:
            self.process.wait(5)
        except subprocess.TimeoutExpired:
            self.process.kill()
            self.process.wait()


def run(load, contestant, options, files):
    """What one fresh server did under one load: what the generator told, and "faultless"."""
    words = {"port": free_port(), **files}
    mode = load.split()[0]
    url = (contestant.echo if mode == "echo" else contestant.room).format(**words)
    with Server(contestant, words) as server:
        command = [*pinned(1), str(FANOUT), "--url", url, "--json",
                   "--pid", str(server.process.pid), "--seconds", str(options.seconds),
                   *shlex.split(load), *shlex.split(contestant.arguments)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=RUN_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            raise Unable(f"{contestant.name}: not done after {RUN_SECONDS_MAX} s") from None
        if server.process.poll() is not None:
            raise Unable(f"{contestant.name} died: {server.last_words()}")
        if done.returncode == 2:
            raise Unable(f"{contestant.name}: {done.stderr.strip()}")
        result = json.loads(done.stdout)
        result["faultless"] = done.returncode == 0
        return result


def machine():
    commit = subprocess.run(["git", "-C", ROOT, "describe", "--always", "--dirty"],
                            capture_output=True, text=True).stdout.strip()
    model = re.search(r"model name\s*: (.*)", pathlib.Path("/proc/cpuinfo").read_text())
    return {"commit": commit, "date": datetime.date.today().isoformat(),
            "kernel": platform.release(), "cores": os.cpu_count(),
            "processor": model.group(1) if model else platform.machine()}


# ---- a place of its own ----

INSIDE = "WSD_COMPARE_INSIDE"


def permitted(command):
    return subprocess.run(command, capture_output=True).returncode == 0


def move_in():
    """Runs this script again in a session and, if permitted, a network namespace of its own."""
    inner = [sys.executable, *sys.argv]
    if permitted(["unshare", "-n", "ip", "link", "set", "lo", "up"]):
        inner = ["unshare", "-n", "sh", "-c", 'ip link set lo up && exec "$@"', "sh", *inner]
    process = subprocess.Popen(inner, start_new_session=True, env={**os.environ, INSIDE: "1"})
    signal.signal(signal.SIGTERM, lambda *_: process.terminate())
    try:
        return process.wait()
    except KeyboardInterrupt:
        process.terminate()
        return process.wait()


def settle_in():
    # Where the scheduler groups by session, a nice value only counts within one; the group has its
    # own, and without it whatever else runs here takes half of each core.
    try:
        pathlib.Path("/proc/self/autogroup").write_text("-10")
    except OSError:
        pass
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))  # so that `with` stops the servers

"""A terminal that tests type into and look at: tmux, with a program in it."""
import os
import select
import shlex
import subprocess
import tempfile

PATIENCE = 60  # seconds; only what never ends takes so long


class Screen:
    """After the program its exit code is shown."""

    def __init__(self, command, columns=60, rows=16, **variables):
        self.folder = tempfile.TemporaryDirectory()
        self.socket = self.folder.name + "/tmux"
        variables = {"HOME": self.folder.name, "WSC_HISTORY": self.folder.name + "/history", "TZ": "UTC", "LANG": "C.UTF-8", **variables}
        environment = " ".join(f"{k}={shlex.quote(v)}" for k, v in variables.items())
        # Everything in the terminal holds its other end: it is over when the last of them has ended.
        os.mkfifo(self.folder.name + "/alive")
        self.alive = os.open(self.folder.name + "/alive", os.O_RDONLY | os.O_NONBLOCK)
        # -u: UTF-8 whatever the locale of the test run is.
        self.tmux("-f", "/dev/null", "new-session", "-d", "-x", str(columns), "-y", str(rows),
                  f"exec 9>{self.folder.name}/alive; env {environment} {command}; printf 'code %s\\n' $?; exec sleep 600")

    def tmux(self, *arguments, check=True):
        environment = {k: v for k, v in os.environ.items() if not k.startswith("TMUX") and "proxy" not in k.lower()}
        return subprocess.run(["tmux", "-u", "-S", self.socket, *arguments], check=check, capture_output=True,
                              text=True, env=environment).stdout

    def end(self):
        self.tmux("kill-server", check=False)
        select.select([self.alive], [], [], PATIENCE)  # who is hung up may still write its history
        os.close(self.alive)
        self.folder.cleanup()

    def rows(self, *more):
        return [row.rstrip() for row in self.tmux("capture-pane", "-p", *more).rstrip("\n").split("\n")]

    def text(self):
        return "\n".join(self.rows()).rstrip()

    def type(self, text):
        self.tmux("send-keys", "-l", text)

    def press(self, *keys):
        self.tmux("send-keys", *keys)

    def paste(self, text):
        self.tmux("set-buffer", text)
        self.tmux("paste-buffer", "-p", "-r")

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    def cursor(self):
        column, row = self.tmux("display-message", "-p", "#{cursor_x},#{cursor_y}").strip().split(",")
        return int(row), int(column)

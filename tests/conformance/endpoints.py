"""The two endpoints under test: wsd --echo with a client of ours, and an echo client with a server of ours."""
import contextlib
import pathlib
import socket
import ssl
import subprocess
import tempfile
import time
import urllib.parse

import greeting
from case import Failed, judge
from cases_beyond import LIMIT
from frames import Broken, close, text
from link import PATIENCE, Link


@contextlib.contextmanager
def certificate():
    """(certificate file, key file) for localhost, good for a day."""
    with tempfile.TemporaryDirectory() as place:
        cert, key = pathlib.Path(place, "cert.pem"), pathlib.Path(place, "key.pem")
        subprocess.run(["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes",
                        "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost,IP:127.0.0.1",
                        "-days", "1", "-keyout", key, "-out", cert], check=True, capture_output=True)
        yield str(cert), str(key)


def run_case(case, open_link):
    """(grade, why, milliseconds)."""
    began = time.monotonic()
    link = None
    try:
        link = open_link()
        if case.offer and not link.compresses:
            grade, why = "UNIMPLEMENTED", "permessage-deflate was not agreed"
        else:
            grade, why = judge(case, link)
    except (Failed, OSError, Broken) as error:
        grade, why = "FAILED", str(error)
    if link is not None:
        link.close()
    return grade, why, round((time.monotonic() - began) * 1000)


# ---- the server under test ----

class Server:
    """wsd --echo, on a plain and a TLS port of the system's choice."""

    def __init__(self, program, cert, key):
        self.process = subprocess.Popen(
            [program, "--echo", "--deflate", "--admin", "off", "--rate", "0", "--log-level", "error", "--max-message", str(LIMIT),
             "--handshake-time", "5m", "--listen", "127.0.0.1:0", "--listen", "tls://127.0.0.1:0", "--tls-cert", cert, "--tls-key", key],
            stdout=subprocess.PIPE, text=True)
        self.ports = {}
        while len(self.ports) < 2:
            line = self.process.stdout.readline()
            if not line:
                raise SystemExit(f"{program} did not start")
            if "Server started on" in line:
                self.ports["tls" if "wss://" in line else "plain"] = int(line.strip().rsplit(":", 1)[1])

    def connect(self, transport):
        sock = socket.create_connection(("127.0.0.1", self.ports[transport]), PATIENCE)
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        return trusting().wrap_socket(sock, server_hostname="localhost") if transport == "tls" else sock

    def stop(self):
        """The exit code after SIGTERM."""
        self.process.terminate()
        try:
            return self.process.wait(PATIENCE)
        except subprocess.TimeoutExpired:
            self.process.kill()
            return self.process.wait()


def trusting():
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    return context


def test_server(program, cases, transport, cert, key):
    """Yields (case, grade, why, milliseconds)."""
    server = Server(program, cert, key)
    try:
        for case in cases:
            if case.role == "client":
                continue
            yield case, *run_case(case, lambda case=case: greeting.open_as_client(
                server.connect(transport), f"localhost:{server.ports[transport]}", "/echo", case.offer))
    finally:
        code = server.stop()
    if code != 0:
        raise SystemExit(f"{program} ended with {code}")


# ---- the client under test ----

def test_client(program, cases, transport, cert, key):
    """Starts the echo client; it asks for the number of cases, and opens a connection for each."""
    cases = [case for case in cases if case.role != "server"]
    listener = socket.create_server(("127.0.0.1", 0), backlog=16)
    listener.settimeout(PATIENCE)
    scheme = "wss" if transport == "tls" else "ws"
    process = subprocess.Popen([program, f"{scheme}://127.0.0.1:{listener.getsockname()[1]}", "wsd", str(LIMIT)])
    context = None
    if transport == "tls":
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(cert, key)
    try:
        yield from serve(listener, context, cases)
        if process.wait(PATIENCE) != 0:
            raise SystemExit(f"{program} ended with {process.returncode}")
    finally:
        listener.close()
        if process.poll() is None:
            process.kill()
            process.wait()


def serve(listener, context, cases):
    while True:
        sock, _ = listener.accept()
        sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        if context:
            sock = context.wrap_socket(sock, server_side=True)
        first, fields, rest = greeting.read_head(sock)
        target = urllib.parse.urlsplit(first.split(" ")[1])
        query = urllib.parse.parse_qs(target.query)
        if target.path == "/runCase":
            case = cases[int(query["case"][0]) - 1]
            wishes = case.answer if case.offer else None
            yield case, *run_case(case, lambda: greeting.open_as_server(sock, fields, rest, wishes))
            continue
        link = greeting.open_as_server(sock, fields, rest, None)
        if target.path == "/getCaseCount":
            link.send([text(str(len(cases)))])
        say_goodbye(link)
        if target.path == "/updateReports":
            return


def say_goodbye(link: Link):
    link.send([close(1000)])
    link.until(lambda: link.closed)
    link.close()

"""A port of the loopback that nobody else is given while it is held, so that a server may go and come back there."""
import socket


def hold():
    """A socket that holds one and does not listen: who calls is refused. SO_REUSEADDR lets who knows it listen there."""
    holder = socket.socket()
    holder.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    holder.bind(("127.0.0.1", 0))
    return holder


def number(holder):
    return holder.getsockname()[1]

"""The peer `websockets`: Debian's python3-websockets. python_websockets.py PORT [--deflate] [--tls CERT KEY]"""
import argparse
import asyncio
import collections
import ssl

import websockets
from websockets.extensions.permessage_deflate import ServerPerMessageDeflateFactory

try:
    import uvloop
    uvloop.install()
except ImportError:
    pass

rooms = collections.defaultdict(set)


def path_of(socket):
    """Where it stands has changed with the versions of the library."""
    return socket.path if hasattr(socket, "path") else socket.request.path


async def serve(socket, *_):
    path = path_of(socket)
    if path == "/echo":
        async for message in socket:
            await socket.send(message)
        return
    room = rooms[path]
    room.add(socket)
    try:
        async for message in socket:
            websockets.broadcast(room, message)
    except websockets.ConnectionClosed:
        pass
    finally:
        room.discard(socket)


def settings(options):
    # The settings that the documentation recommends for servers; contexts do not live on.
    deflate = ServerPerMessageDeflateFactory(
        server_no_context_takeover=True, client_no_context_takeover=True,
        server_max_window_bits=12, client_max_window_bits=None, compress_settings={"memLevel": 5})
    context = None
    if options.tls:
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(*options.tls)
    return {"compression": None, "extensions": [deflate] if options.deflate else None,
            "ssl": context, "max_size": 1 << 20, "backlog": 4096}


async def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("--deflate", action="store_true")
    parser.add_argument("--tls", nargs=2)
    options = parser.parse_args()
    async with websockets.serve(serve, "127.0.0.1", options.port, **settings(options)):
        await asyncio.Future()


asyncio.run(main())

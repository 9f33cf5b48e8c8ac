"""A client with Debian's python3-websockets: with_websockets.py URL [SUBPROTOCOL]. Each line of input, a JSON string,
is sent; its end is a goodbye. What happens is told in lines of JSON: open, text, binary (in hex), closed, refused."""
import asyncio
import json
import sys

import websockets


def tell(*what):
    print(json.dumps(what), flush=True)


async def listen(socket):
    try:
        async for message in socket:
            tell("text", message) if isinstance(message, str) else tell("binary", message.hex())
    except websockets.ConnectionClosedError:
        pass  # a goodbye with another code than 1000 and 1001
    tell("closed", socket.close_code, socket.close_reason)


async def speak(socket):
    loop = asyncio.get_running_loop()
    while line := await loop.run_in_executor(None, sys.stdin.readline):
        await socket.send(json.loads(line))
    await socket.close()


async def main():
    forms = sys.argv[2:3] or None
    try:
        socket = await websockets.connect(sys.argv[1], subprotocols=forms, open_timeout=None, ping_interval=None)
    except websockets.InvalidHandshake as error:
        # Older and newer releases tell it in different places.
        return tell("refused", getattr(error, "status_code", None) or error.response.status_code)
    tell("open", socket.subprotocol or "")
    speaker = asyncio.ensure_future(speak(socket))
    await listen(socket)
    speaker.cancel()


asyncio.run(main())
sys.stdout.flush()

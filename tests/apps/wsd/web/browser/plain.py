"""A plain text client: each line of input, a JSON string, is sent; each message that comes is printed as one."""
import asyncio
import json
import sys

import websockets


async def listen(socket):
    async for message in socket:
        print(json.dumps(message), flush=True)


async def main():
    loop = asyncio.get_running_loop()
    async with websockets.connect(sys.argv[1], open_timeout=None, ping_interval=None) as socket:
        listener = asyncio.ensure_future(listen(socket))
        while line := await loop.run_in_executor(None, sys.stdin.readline):
            await socket.send(json.loads(line))
        await socket.close()
        await listener


asyncio.run(main())

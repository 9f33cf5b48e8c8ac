"""What retention takes, and what it may not take: by number, by bytes and by age.

The bytes of a message are its text and what the server keeps beside it, so two bounds stand for them. Its age is judged by the server's
own clock alone: `clock` is what a pong told, which was asked for behind the answer that is judged (or, where it says so, before)."""
BESIDE_MAX = 1024  # bytes that a message takes beside its text, at most


def lightest(sent):
    """Bytes that the server counts for a message, at least."""
    if sent.content == "data":
        return len(sent.body["z"])
    if sent.content == "bin":
        return len(sent.body) * 3 // 4 - 2
    return len(sent.body.encode())


def heaviest(sent):
    return len(str(sent.body).encode()) + BESIDE_MAX


class Retention:
    def __init__(self, messages=0, size=0, seconds=0):
        self.messages, self.size, self.seconds = messages, size, seconds  # 0: no limit

    def __bool__(self):
        return bool(self.messages or self.size or self.seconds)

    def __str__(self):
        return f"{self.messages},{self.size},{self.seconds}{'s' if self.seconds else ''}"

    def floor(self, numbers):
        """Everything older was taken, as number and bytes tell: there are enough newer ones that were acknowledged."""
        size = count = 0
        for seq in reversed(numbers.acked()):
            count += 1
            size += lightest(numbers.known[seq])
            if (self.messages and count > self.messages) or (self.size and size > self.size):
                return seq + 1
        return 0

    def must_keep(self, numbers, head, clock):
        """The acknowledged numbers that no limit may have taken."""
        kept, size, newer = [], 0, head + 1
        for seq in sorted(numbers.known, reverse=True):
            sent = numbers.known[seq]
            size += heaviest(sent)
            if self.messages and head - seq >= self.messages:
                break
            if self.size and (size > self.size or seq != newer - 1):  # of numbers that nobody knows the bytes are not known
                break
            newer = seq
            if numbers.is_acked(seq) and (not self.seconds or numbers.age_of(seq, clock) < self.seconds):
                kept.append(seq)
        return kept

    def excess(self, numbers, found, clock):
        """What is kept against the limits, as a sentence; None if all is well. clock: before it was asked for."""
        size = sum(lightest(numbers.known[seq]) for seq in found)
        old = [seq for seq in found if self.seconds and numbers.age_of(seq, clock) > self.seconds]
        if self.messages and len(found) > self.messages:
            return f"{len(found)} messages are kept, {self.messages} may be"
        if self.size and size > self.size:
            return f"{size} bytes of texts are kept, {self.size} may be"
        if old:
            return f"{old[:5]} ({len(old)}) are kept, the first of them for {numbers.age_of(old[0], clock):.1f} s, {self.seconds} s may be"
        return None

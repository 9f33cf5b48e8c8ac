"""What kinds of days there are. A seed's profile is drawn from these, and so are its server's options."""
TALK = {"says": 20, "says_much": 3, "says_again": 6, "joins": 5, "leaves": 2, "comes": 4, "goes": 3, "sees_otherwise": 4,
        "asks_history": 8, "searches": 3, "asks_who": 3, "asks_around": 3, "takes_name": 2, "is_away": 2, "hops": 1, "writes": 3, "settle": 0.3}
LETTERS = {"says": 5, "writes": 40, "writes_again": 8, "proves": 12, "takes_name": 6, "comes": 8, "goes": 6, "comes_back": 12,
           "stands_still": 3, "goes_on": 4, "joins": 2, "leaves": 1, "settle": 0.5}
USUAL = {"rooms": 3, "people": 6, "text": 0.3, "sizes": (0, 0, 20, 400), "does": TALK, "steps": 250}

PROFILES = {
    "talk": USUAL,
    # Long replays, and views that change in the middle of them.
    "views": {**USUAL, "rooms": 2, "people": 5, "text": 0.4, "sizes": (0, 400), "since": ("all", "mark"),
              "does": {"says_much": 8, "comes_back": 20, "sees_otherwise": 4, "joins": 4, "leaves": 2, "comes": 4, "asks_history": 2, "settle": 1}},
    # The server goes and comes back.
    "lives": {**USUAL, "data": True, "people": 4, "sizes": (0, 400, 20_000),
              "does": {**TALK, "kill": 1, "end_cleanly": 1, "comes_back": 4}},
    "forgetful": {**USUAL, "people": 4, "does": {**TALK, "kill": 1, "end_cleanly": 1, "comes_back": 4}},
    # Little is kept.
    "retention": {**USUAL, "rooms": 2, "history": (10, 0, 0), "does": {**TALK, "comes_back": 6, "says_much": 2}},
    "retention on disk": {**USUAL, "rooms": 2, "data": True, "history": (10, 0, 0), "does": {**TALK, "comes_back": 6, "end_cleanly": 1}},
    "retention by bytes": {**USUAL, "rooms": 2, "history": (0, 20_000, 0), "sizes": (0, 20, 400, 3000),
                           "does": {**TALK, "comes_back": 6, "says_much": 2, "settle": 1}},
    "retention by bytes on disk": {**USUAL, "rooms": 2, "data": True, "history": (0, 20_000, 0), "sizes": (0, 20, 400, 3000),
                                   "does": {**TALK, "comes_back": 6, "end_cleanly": 1, "settle": 1}},
    "retention by age": {**USUAL, "rooms": 2, "history": (0, 0, 2), "does": {**TALK, "comes_back": 6, "settle": 1.5}},
    "retention by age on disk": {**USUAL, "rooms": 2, "data": True, "history": (0, 0, 2), "does": {**TALK, "comes_back": 6, "settle": 1.5}},
    # People with names that write to each other, come and go.
    "letters": {**USUAL, "people": 5, "named": 0.8, "does": LETTERS},
    "letters on disk": {**USUAL, "people": 5, "named": 0.8, "data": True, "does": {**LETTERS, "kill": 1, "end_cleanly": 1}},
    # Many messages between the two times that one is sent.
    "cids": {**USUAL, "rooms": 1, "people": 3, "text": 0.0, "sizes": (0, 20), "room-log": "64KiB",
             "does": {"says": 10, "says_much": 2, "says_again": 20, "comes_back": 1, "asks_history": 1}},
    "slow": {**USUAL, "rooms": 2, "small": 0.3, "sizes": (0, 2000, 8000),
             "does": {**TALK, "stands_still": 3, "goes_on": 3, "says_much": 4, "comes_back": 2}},
    "crowd": {**USUAL, "rooms": 1, "people": 58, "text": 0.1, "does": {"says": 5, "is_away": 10, "hops": 10, "takes_name": 4, "comes": 12, "goes": 12,
                                                                        "comes_back": 6, "asks_who": 3, "joins": 1, "settle": 0.5}},
    "words": {**USUAL, "rooms": 1, "people": 3, "text": 0.0, "words": "written", "does": {"says": 20, "searches": 10, "settle": 0.3}},
}

// A program of headers alone: the other test programs take them from here, translated.

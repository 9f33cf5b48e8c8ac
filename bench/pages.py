"""Pages."""
def write(x): pass
def publish(x): pass

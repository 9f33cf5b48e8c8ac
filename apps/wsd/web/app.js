// The chat page begins here.

// Keys that work wherever the focus is: to the room above or below, back to the edit box, and what is typed goes there.

// The conversation that is so many above or below; with something unread, if that is wanted.
function neighbour({world}, step, onlyUnread) {
  const all = [...world.list('room'), ...world.list('private')];
  const here = all.indexOf(world.here);
  for (let n = 1; n <= all.length; ++n) {
    const next = all[(here + step * n + all.length * n) % all.length];
    if (!onlyUnread || next.unread > 0) return next;
  }
  return null;
}

export function pressed(page, event) {
  if (event.altKey && !event.ctrlKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
    event.preventDefault();
    const next = neighbour(page, event.key === 'ArrowUp' ? -1 : 1, event.shiftKey);
    if (next) page.go(next);
    return;
  }
  const inDialog = document.querySelector('dialog[open]');
  if (event.key === 'Escape' && !inDialog) {
    if (page.drawerIsOpen) page.closeDrawers();
    else page.timeline.toBottom();
    return page.composer.focus();
  }
  const typed = event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey && event.key !== ' ';
  if (typed && !inDialog && document.activeElement?.matches('body, #scroller, .message a')) page.composer.focus();
}

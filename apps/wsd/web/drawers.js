// The rooms at the left and the people at the right, where the screen is too narrow to show them always.

const kDrawers = ['side', 'people'];

export class Drawers {
  get isOpen() {
    return kDrawers.some((which) => document.body.classList.contains('show-' + which));
  }

  // Opens one, or closes it if it is the one that is open.
  open(which) {
    const wasOpen = document.body.classList.contains('show-' + which);
    this.close();
    if (wasOpen) return;
    document.body.classList.add('show-' + which);
    document.getElementById(which).querySelector('a, button')?.focus();
  }

  close() {
    document.body.classList.remove(...kDrawers.map((which) => 'show-' + which));
  }
}

// How the page is dressed: its language and its theme, as somebody chose them.

import {isText, isTheme, kept} from './prefs.js';
import {chooseLanguage, chosenLanguage, preferredLanguage, say} from './words.js';

const at = (id) => document.getElementById(id);

export class Dress {
  apply() {
    chooseLanguage(kept.get('language', isText) ?? preferredLanguage(navigator.languages));
    document.documentElement.lang = chosenLanguage();
    at('skip').textContent = say('skip');
    at('side').setAttribute('aria-label', say('menu'));
    document.documentElement.dataset.theme = kept.get('theme', isTheme, 'auto');
  }

  setLanguage(language) {
    kept.set('language', language);
    this.apply();
  }

  setTheme(theme) {
    kept.set('theme', theme);
    this.apply();
  }
}

// Keys as readline has them by default, so that fingers find what they know.
#include "apps/wsc/line_editor.h"

#include <utility>

#include "apps/wsc/width.h"

namespace wsc {
namespace {

using Name = Key::Name;
using Outcome = LineEditor::Outcome;

Outcome if_changed(bool changed) {
  return changed ? Outcome::changed : Outcome::nothing;
}

}  // namespace

Outcome LineEditor::press(const Key& key) {
  if (key.name == Name::tab) return tab(key.shift);
  completion_ = {};
  candidate_.reset();
  if (search_) return in_search(key);
  if (key.name == Name::character && key.control) return by_control(key.text[0]);
  if (key.alt) return by_alt(key);
  return by_name(key);
}

std::string LineEditor::take() {
  std::string line = field_.text();
  field_.clear();
  at_.reset();
  draft_.clear();
  return line;
}

Outcome LineEditor::by_name(const Key& key) {
  switch (key.name) {
    case Name::character:
      return if_changed(field_.insert(key.text));
    case Name::paste:
      return field_.insert(key.text) && !key.cut_off ? Outcome::changed : Outcome::cut_off;
    case Name::enter:
      return submit();
    case Name::backspace:
      return if_changed(key.control ? field_.cut_small_word_before() : field_.erase_before());
    case Name::remove:
      return if_changed(key.control ? field_.cut_word_after() : field_.erase_after());
    case Name::left:
      return if_changed(key.control ? field_.word_left() : field_.left());
    case Name::right:
      return if_changed(key.control ? field_.word_right() : field_.right());
    case Name::up:
      return if_changed(field_.up() || back_in_history());
    case Name::down:
      return if_changed(field_.down() || forward_in_history());
    case Name::home:
      return if_changed(field_.line_begin());
    case Name::end:
      return if_changed(field_.line_end());
    default:
      return Outcome::nothing;
  }
}

Outcome LineEditor::by_control(char letter) {
  switch (letter) {
    case 'a':
      return if_changed(field_.line_begin());
    case 'e':
      return if_changed(field_.line_end());
    case 'b':
      return if_changed(field_.left());
    case 'f':
      return if_changed(field_.right());
    case 'p':
      return if_changed(back_in_history());
    case 'n':
      return if_changed(forward_in_history());
    case 'd':
      return field_.empty() ? Outcome::leave : if_changed(field_.erase_after());
    case 'k':
      return if_changed(field_.cut_to_line_end());
    case 'u':
      return if_changed(field_.cut_to_line_begin());
    case 'w':
      return if_changed(field_.cut_word_before());
    case 'y':
      return if_changed(field_.yank());
    case 't':
      return if_changed(field_.swap_before());
    case 'r':
      search_ = Search{.before = field_.text()};
      return Outcome::changed;
    case 'l':
      return Outcome::clear;
    case 'c':
      return Outcome::leave;
    case 'z':
      return Outcome::suspend;
    default:
      return Outcome::nothing;
  }
}

Outcome LineEditor::by_alt(const Key& key) {
  switch (key.name) {
    case Name::enter:
      return if_changed(field_.insert("\n"));
    case Name::backspace:
      return if_changed(field_.cut_small_word_before());
    case Name::left:
      return if_changed(field_.word_left());
    case Name::right:
      return if_changed(field_.word_right());
    case Name::remove:
      return if_changed(field_.cut_word_after());
    case Name::character:
      break;
    default: {
      Key without = key;
      without.alt = false;
      return by_name(without);
    }
  }
  if (key.text == "b") return if_changed(field_.word_left());
  if (key.text == "f") return if_changed(field_.word_right());
  if (key.text == "d") return if_changed(field_.cut_word_after());
  return Outcome::nothing;
}

Outcome LineEditor::submit() {
  if (field_.empty()) return Outcome::nothing;
  return Outcome::submitted;
}

bool LineEditor::back_in_history() {
  const std::size_t place = at_.value_or(history_.size());
  if (place == 0) return false;
  if (!at_) draft_ = field_.text();
  at_ = place - 1;
  field_.set(history_.line(*at_));
  return true;
}

bool LineEditor::forward_in_history() {
  if (!at_) return false;
  if (*at_ + 1 < history_.size()) {
    field_.set(history_.line(++*at_));
  } else {
    at_.reset();
    field_.set(std::move(draft_));
    draft_.clear();
  }
  return true;
}

// The first Tab puts in what all candidates have in common; those after it go round.
Outcome LineEditor::tab(bool backwards) {
  if (search_) return Outcome::nothing;
  const std::size_t count = completion_.candidates.size();
  if (count < 2) return backwards ? Outcome::nothing : Outcome::complete;
  const std::size_t last = count - 1;
  if (!candidate_) {
    candidate_ = backwards ? last : 0;
  } else if (backwards) {
    candidate_ = *candidate_ == 0 ? last : *candidate_ - 1;
  } else {
    candidate_ = *candidate_ == last ? 0 : *candidate_ + 1;
  }
  field_.replace(completion_.begin, completion_.candidates[*candidate_]);
  return Outcome::changed;
}

Outcome LineEditor::offer(Completion completion) {
  if (completion.candidates.empty()) return Outcome::nothing;
  const std::string common = common_beginning(completion.candidates);
  const std::size_t typed = field_.cursor() - completion.begin;
  if (completion.candidates.size() == 1 || common.size() > typed) {
    field_.replace(completion.begin, common);
  }
  if (completion.candidates.size() > 1) completion_ = std::move(completion);
  return Outcome::changed;
}

Outcome LineEditor::in_search(const Key& key) {
  const bool is_letter = key.name == Name::character && !key.alt;
  if (is_letter && !key.control) {
    search_->query += key.text;
    search_from(search_->at ? *search_->at + 1 : history_.size());
    return Outcome::changed;
  }
  if (key.name == Name::backspace) {
    const std::string& query = search_->query;
    search_->query.resize(cluster_before(query, query.size()));
    search_from(history_.size());
    return Outcome::changed;
  }
  if (is_letter && key.text == "r") {
    if (search_->at) search_from(*search_->at);
    return Outcome::changed;
  }
  if (key.name == Name::escape || (is_letter && (key.text == "g" || key.text == "c"))) {
    field_.set(std::move(search_->before));
    search_.reset();
    return Outcome::changed;
  }
  if (search_->at) {  // any other key works on what was found
    at_ = search_->at;
    draft_ = std::move(search_->before);
  }
  search_.reset();
  const Outcome outcome = press(key);
  return outcome == Outcome::nothing ? Outcome::changed : outcome;
}

// With nothing further found what is there stays.
void LineEditor::search_from(std::size_t before) {
  const auto found = search_->query.empty() ? std::nullopt : history_.find(search_->query, before);
  search_->at = found ? found : search_->query.empty() ? std::nullopt : search_->at;
  if (found) {
    field_.set(history_.line(*found));
  } else if (search_->at && history_.line(*search_->at).find(search_->query) == std::string::npos) {
    search_->at.reset();
  }
}

}  // namespace wsc

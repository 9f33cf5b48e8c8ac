// A publication says "p room shard number who padding"; the app of an ordered room puts
// "o life record form" in front, or with a w when it is asked for it once more. Which forms a
// record says nothing in follows from its number.
#include "tests/broadcast/narrator.h"

#include <algorithm>
#include <cstdio>

namespace broadcast {
namespace {

constexpr std::size_t kMemoryMax = 90;  // records that the app remembers of a room

unsigned room_of(const std::string& name) {
  return static_cast<unsigned>(std::stoul(name.substr(5)));
}

std::string worded(char how, unsigned life, Record record, Form form, const std::string& payload) {
  return how + (" " + std::to_string(life) + " " + std::to_string(record) + " " +
                std::to_string(form) + " " + payload);
}

}  // namespace

std::string name_of(unsigned room) {
  return "room " + std::to_string(room);
}

RoomOptions options_of(unsigned room) {
  using Content = RoomOptions::Content;
  return {.content = room % 3 == 0 ? Content::raw : Content::ordered,
          .flush_milliseconds = static_cast<std::uint16_t>(room % 4 == 1 ? 3 : 0)};
}
bool is_raw(unsigned room) {
  return options_of(room).content == RoomOptions::Content::raw;
}

bool says_nothing(Record record, Form form) {
  return (record * 2654435761u >> 7) % 5 == form;
}

std::string text_of(const Said& said) {
  return "p " + std::to_string(said.room) + " " + std::to_string(said.shard) + " " +
         std::to_string(said.number) + " " + std::to_string(said.who) + " ";
}

bool read_said(const char* text, Said& said) {
  return std::sscanf(text, "p %u %u %u %u ", &said.room, &said.shard, &said.number, &said.who) == 4;
}

bool read_wording(const std::string& text, Wording& wording) {
  unsigned long long record = 0;
  int size = 0;
  if (std::sscanf(text.c_str(), "%*1[ow] %u %llu %u %n", &wording.life, &record, &wording.form,
                  &size) != 3)
    return false;
  wording.record = record;
  return read_said(text.c_str() + size, wording.said);
}

bool is_worded_once_more(const std::string& text) {
  return text.starts_with("w ");
}

void Narrator::word(const RoomEvent& event) {
  return event.kind == RoomEvent::Kind::ordered ? word_ordered(event) : word_wanted(event);
}

void Narrator::word_ordered(const RoomEvent& event) {
  remember(event);
  const Memory& memory = memories_[room_of(home_rooms_.name(event.room))];
  for (Form form = 0; form < kFormsUsed; ++form) {
    if ((event.forms >> form & 1) == 0 || says_nothing(event.record, form)) continue;
    const std::string text = worded('o', memory.life, event.record, form, memory.payloads.back());
    home_rooms_.append(form, event.opcode, view(text));
  }
}

void Narrator::word_wanted(const RoomEvent& event) {
  ++tally_.wishes;
  const Memory& memory = memories_[room_of(home_rooms_.name(event.room))];
  Form form = 0;
  while (event.forms >> form != 1) ++form;
  for (Record record = std::max(event.record, memory.first); record < event.last; ++record) {
    if (record - memory.first >= memory.payloads.size()) return;  // it has never been
    if (random_() % 200 == 0) continue;                           // it is not at hand
    if (says_nothing(record, form)) {
      home_rooms_.supply_nothing(record);
      continue;
    }
    // Not as long as the first time.
    const std::string text =
        worded('w', memory.life, record, form, memory.payloads[record - memory.first]) +
        std::string(random_() % 8, '+');
    home_rooms_.supply(record, rfc6455::Opcode::text, view(text));
  }
}

void Narrator::remember(const RoomEvent& event) {
  const std::string payload(reinterpret_cast<const char*>(event.bytes.data()), event.bytes.size());
  Said said;
  if (!read_said(payload.c_str(), said)) return ledger_.complain("an event of other bytes");
  Memory& memory = memories_[said.room];
  if (name_of(said.room) != home_rooms_.name(event.room))
    ledger_.complain("ordered in another room");
  const Record next = memory.first + memory.payloads.size();
  if (event.record < next) ledger_.complain("a record's number was used before");
  if (event.record != next || next == 0) {  // the home has forgotten where the room left off
    ++memory.life;
    memory.payloads.clear();
    memory.first = event.record;
  }
  if (said.number != ++memory.last_number[said.shard])
    ledger_.complain("publications of one shard are not ordered one after another");
  if (event.who != said.who) ledger_.complain("ordered under another name");
  memory.payloads.push_back(payload);
  if (memory.payloads.size() > kMemoryMax) {
    memory.payloads.pop_front();
    ++memory.first;
  }
  ledger_.ordered(said, memory.life, event.record);
  ++tally_.ordered;
}

}  // namespace broadcast

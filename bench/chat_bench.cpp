// What words cost: reading a message, wording it once for each form, packing it for its way between
// shards; and what names cost, which are rare.
#include <benchmark/benchmark.h>
#include <simdjson.h>

#include <string>

#include "apps/wsd/chat/cleaning.h"
#include "apps/wsd/chat/happening.h"
#include "apps/wsd/chat/json_face.h"
#include "apps/wsd/chat/names.h"
#include "apps/wsd/chat/text_face.h"
#include "base/json_writer.h"

namespace chat {
namespace {

constexpr View kText{};
constexpr View kFullText{.prefixed = true, .numbered = true, .timed = true};
constexpr View kJson{.face = View::Face::json};

std::string prose(std::int64_t size) {
  std::string text;
  while (text.size() < static_cast<std::size_t>(size))
    text += "the quick brown fox, over and over ";
  text.resize(static_cast<std::size_t>(size));
  if (!text.empty()) text.back() = '.';
  return text;
}

Happening message(const std::string& text) {
  Happening happening;
  happening.person = {12345, "ana"};
  happening.text = text;
  happening.seq = 123'456;
  happening.ts = 1'700'000'000'123;
  return happening;
}

void word(benchmark::State& state, const View& view) {
  const std::string text = prose(state.range(0));
  const Happening happening = message(text);
  using Say = void (*)(std::string&, const Happening&, std::string_view, const View&);
  const Say say = view.face == View::Face::json ? Say(json::word) : Say(text::word);
  std::string out;
  for (auto _ : state) {
    out.clear();
    say(out, happening, "lobby", view);
    benchmark::DoNotOptimize(out.data());
  }
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void read_text(benchmark::State& state) {
  const std::string line = prose(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(text::read(line));
}

void read_command(benchmark::State& state) {
  const std::string line = "/msg User 7 psst, come here";
  for (auto _ : state) benchmark::DoNotOptimize(text::read(line));
}

std::string request(const std::string& text, std::string_view content) {
  std::string object = R"({"op":"msg","id":12,"room":"lobby",")" + std::string(content) + "\":";
  base::append_json_string(object, text);
  return object + R"(,"cid":"a1b2c3"})";
}

void read_json(benchmark::State& state, std::string_view content) {
  const std::string object = request(prose(state.range(0)), content);
  json::Reader reader;
  for (auto _ : state) benchmark::DoNotOptimize(reader.read(object));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(object.size()));
}

// The same object only parsed, by the library that does it for us: the floor of read_json.
void parse_json(benchmark::State& state) {
  const simdjson::padded_string object(request(prose(state.range(0)), "text"));
  simdjson::dom::parser parser;
  for (auto _ : state) benchmark::DoNotOptimize(parser.parse(object));
  state.SetBytesProcessed(state.iterations() * static_cast<std::int64_t>(object.size()));
}

void clean(benchmark::State& state) {
  const std::string text = prose(state.range(0));
  for (auto _ : state) benchmark::DoNotOptimize(is_clean(text));
  state.SetBytesProcessed(state.iterations() * state.range(0));
}

void packing(benchmark::State& state) {
  const std::string text = prose(state.range(0));
  const Happening happening = message(text);
  for (auto _ : state) benchmark::DoNotOptimize(pack(happening));
}

void unpacking(benchmark::State& state) {
  const std::string text = prose(state.range(0));
  const auto bytes = pack(message(text));
  for (auto _ : state) benchmark::DoNotOptimize(unpack(bytes));
}

void names(benchmark::State& state) {
  for (auto _ : state) {
    benchmark::DoNotOptimize(check_nick("Ana-Maria"));
    benchmark::DoNotOptimize(skeleton_of("Ana-Maria"));
  }
}

BENCHMARK_CAPTURE(word, text, kText)->Arg(20)->Arg(200)->Arg(16384);
BENCHMARK_CAPTURE(word, text_with_marks, kFullText)->Arg(20);
BENCHMARK_CAPTURE(word, json, kJson)->Arg(20)->Arg(200)->Arg(16384);
BENCHMARK(read_text)->Arg(20)->Arg(16384);
BENCHMARK(read_command);
BENCHMARK_CAPTURE(read_json, text, "text")->Arg(20)->Arg(200)->Arg(16384);
BENCHMARK_CAPTURE(read_json, data, "data")->Arg(20)->Arg(16384);
BENCHMARK(parse_json)->Arg(20)->Arg(200)->Arg(16384);
BENCHMARK(clean)->Arg(20)->Arg(200)->Arg(16384);
BENCHMARK(packing)->Arg(20)->Arg(16384);
BENCHMARK(unpacking)->Arg(20)->Arg(16384);
BENCHMARK(names);

}  // namespace
}  // namespace chat

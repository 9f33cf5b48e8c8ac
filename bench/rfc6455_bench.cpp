// What the protocol costs, each beside the thing it is measured by: masking beside memcpy, UTF-8
// beside simdjson, deflate beside bare zlib.
#include <benchmark/benchmark.h>
#include <simdjson.h>
#include <zlib.h>

#include <cstring>
#include <random>
#include <string>
#include <vector>

#include "rfc6455/decoder.h"
#include "rfc6455/deflate.h"
#include "rfc6455/encoder.h"
#include "rfc6455/masking.h"
#include "rfc6455/session.h"
#include "rfc6455/utf8.h"

namespace {

using namespace rfc6455;  // a benchmark is a reader of the whole folder
using Bytes = std::vector<std::byte>;

constexpr MaskingKey kKey = {std::byte{0x37}, std::byte{0xFA}, std::byte{0x21}, std::byte{0x3D}};

void count_bytes(benchmark::State& state, std::size_t size) {
  state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations()) *
                          static_cast<std::int64_t>(size));
}

std::size_t size_of(const benchmark::State& state) {
  return static_cast<std::size_t>(state.range(0));
}

// ---- masking ----

void unmask(benchmark::State& state) {
  Bytes bytes(size_of(state));
  for (auto _ : state) {
    mask(bytes, kKey, 1);
    benchmark::ClobberMemory();
  }
  count_bytes(state, bytes.size());
}

void memcpy_beside_unmask(benchmark::State& state) {
  const Bytes from(size_of(state));
  Bytes to(from.size());
  for (auto _ : state) {
    std::memcpy(to.data(), from.data(), from.size());
    benchmark::ClobberMemory();
  }
  count_bytes(state, from.size());
}

BENCHMARK(unmask)->Arg(64)->Arg(1 << 10)->Arg(64 << 10)->Arg(1 << 20);
BENCHMARK(memcpy_beside_unmask)->Arg(64)->Arg(1 << 10)->Arg(64 << 10)->Arg(1 << 20);

// ---- UTF-8 ----

std::string ascii(std::size_t size) {
  std::string text;
  while (text.size() < size)
    text += "All that they have must work, and all that they only dream of. ";
  text.resize(size);
  return text;
}

// Latin, Greek, Thai and emoji as people mix them.
std::string mixed(std::size_t size) {
  static const std::string kPieces[] = {
      "hello ", "caf\xC3\xA9 ", "\xCE\xBA\xCF\x8C\xCF\x83\xCE\xBC\xCE\xB5 ",
      "\xE0\xB8\xAA\xE0\xB8\xA7\xE0\xB8\xB1\xE0\xB8\xAA\xE0\xB8\x94\xE0\xB8\xB5 ",
      "\xF0\x9F\x92\xAC\xF0\x9F\x91\x8B "};
  std::mt19937 random(1);
  std::string text;
  for (;;) {
    const std::string& piece = kPieces[random() % 5];
    if (text.size() + piece.size() > size) break;
    text += piece;
  }
  text.resize(size, ' ');
  return text;
}

void validate(benchmark::State& state, std::string (*make)(std::size_t)) {
  const std::string text = make(size_of(state));
  for (auto _ : state) {
    Utf8Validator validator;
    bool fine = validator.feed(std::as_bytes(std::span(text))) && validator.complete();
    if (!fine) state.SkipWithError("the text is valid");
    benchmark::DoNotOptimize(fine);
  }
  count_bytes(state, text.size());
}

void validate_simdjson(benchmark::State& state, std::string (*make)(std::size_t)) {
  const std::string text = make(size_of(state));
  for (auto _ : state) {
    bool fine = simdjson::validate_utf8(text.data(), text.size());
    benchmark::DoNotOptimize(fine);
  }
  count_bytes(state, text.size());
  state.SetLabel(simdjson::get_active_implementation()->name());
}

BENCHMARK_CAPTURE(validate, ascii, ascii)->Arg(32)->Arg(1 << 10)->Arg(64 << 10);
BENCHMARK_CAPTURE(validate_simdjson, ascii, ascii)->Arg(32)->Arg(1 << 10)->Arg(64 << 10);
BENCHMARK_CAPTURE(validate, mixed, mixed)->Arg(32)->Arg(1 << 10)->Arg(64 << 10);
BENCHMARK_CAPTURE(validate_simdjson, mixed, mixed)->Arg(32)->Arg(1 << 10)->Arg(64 << 10);

// ---- decoding ----

// So many equal masked frames as a read of 64 KiB might bring. The key is zero, so that decoding,
// which unmasks in place, can be repeated on the same bytes: the work is the same.
Bytes stream_of(std::size_t payload, Opcode opcode) {
  constexpr std::size_t kRead = 64 << 10;
  const FrameHeader header{.opcode = opcode, .length = payload, .key = MaskingKey{}};
  Bytes stream;
  do {
    Bytes frame(header_size(header) + payload, std::byte{'a'});
    put_header(frame, header);
    stream.insert(stream.end(), frame.begin(), frame.end());
  } while (stream.size() + payload < kRead);
  return stream;
}

void decode(benchmark::State& state) {
  Bytes stream = stream_of(size_of(state), Opcode::binary);
  Decoder decoder(Role::server);
  std::int64_t frames = 0;
  for (auto _ : state) {
    decoder.feed(stream);
    while (const auto piece = decoder.next()) frames += piece->last ? 1 : 0;
  }
  state.SetItemsProcessed(frames);
  count_bytes(state, stream.size());
}

void session(benchmark::State& state, Opcode opcode) {
  Bytes stream = stream_of(size_of(state), opcode);
  const MessageLimits limits{.bytes = 1 << 20};
  Session session(Role::server, limits);
  std::int64_t messages = 0;
  for (auto _ : state) {
    session.feed(stream);
    while (const auto event = session.next()) messages += event->last ? 1 : 0;
  }
  state.SetItemsProcessed(messages);
  count_bytes(state, stream.size());
}

BENCHMARK(decode)->Arg(32)->Arg(64 << 10);
BENCHMARK_CAPTURE(session, binary, Opcode::binary)->Arg(32)->Arg(64 << 10);
BENCHMARK_CAPTURE(session, text, Opcode::text)->Arg(32)->Arg(64 << 10);

// ---- deflate ----

std::string chat(std::size_t size) {
  std::string text;
  for (int i = 0; text.size() < size; ++i) {
    text += R"({"op":"msg","room":"lobby","seq":)" + std::to_string(i * 7919) +
            R"(,"from":{"id":"u3","nick":"bob"},"text":"hello"})";
  }
  text.resize(size);
  return text;
}

void deflate_message(benchmark::State& state) {
  const std::string text = chat(size_of(state));
  Deflater deflater(15, ContextTakeover::no);
  Bytes out(Deflater::bound(text.size()));
  for (auto _ : state)
    benchmark::DoNotOptimize(deflater.compress(std::as_bytes(std::span(text)), out));
  count_bytes(state, text.size());
}

// One line that somebody says, as a frame of the text form; `words` are drawn.
std::string line_of(std::size_t size, std::mt19937& random) {
  constexpr const char* kWords[] = {"the",     "message", "server", "hello",    "what",   "is",
                                    "there",   "build",   "deploy", "again",    "please", "look",
                                    "room",    "yes",     "no",     "tomorrow", "works",  "on",
                                    "machine", "failed",  "since",  "morning",  "who",    "can"};
  std::string line = "ana:";
  while (line.size() < size) line.append(" ").append(kWords[random() % std::size(kWords)]);
  line.resize(size);
  return line;
}

// Which of them get smaller, and by how much: broadcast::kDeflateSizeMin is read off it.
void deflate_line(benchmark::State& state) {
  std::mt19937 random(1);
  std::vector<std::string> lines;
  while (lines.size() < 256) lines.push_back(line_of(size_of(state), random));
  Deflater deflater(15, ContextTakeover::no);
  Bytes out(size_of(state));
  double smaller = 0;
  double saved = 0;
  double all = 0;
  std::size_t next = 0;
  for (auto _ : state) {
    const std::string& line = lines[next++ % lines.size()];
    const auto size = deflater.compress(std::as_bytes(std::span(line)), out);
    smaller += size.has_value() ? 1 : 0;
    saved += size ? static_cast<double>(line.size() - *size) : 0;
    all += static_cast<double>(line.size());
  }
  state.counters["smaller"] = benchmark::Counter(smaller, benchmark::Counter::kAvgIterations);
  state.counters["saved"] = saved / all;
}

void deflate_bare_zlib(benchmark::State& state) {
  std::string text = chat(size_of(state));
  Bytes out(Deflater::bound(text.size()));
  z_stream z{};
  deflateInit2(&z, kDeflateLevelDefault, Z_DEFLATED, -15, 8, Z_DEFAULT_STRATEGY);
  for (auto _ : state) {
    deflateReset(&z);
    z.next_in = reinterpret_cast<Bytef*>(text.data());
    z.avail_in = static_cast<uInt>(text.size());
    z.next_out = reinterpret_cast<Bytef*>(out.data());
    z.avail_out = static_cast<uInt>(out.size());
    ::deflate(&z, Z_SYNC_FLUSH);
    benchmark::DoNotOptimize(z.total_out);
  }
  deflateEnd(&z);
  count_bytes(state, text.size());
}

void inflate_message(benchmark::State& state) {
  const std::string text = chat(size_of(state));
  Deflater deflater(15, ContextTakeover::no);
  Bytes packed(Deflater::bound(text.size()));
  packed.resize(deflater.compress(std::as_bytes(std::span(text)), packed).value());
  Inflater inflater(15);
  Bytes room(text.size() + 1);
  for (auto _ : state) {
    inflater.feed(packed, Inflater::Piece::last);
    if (inflater.next(room).status != Inflater::Status::done)
      state.SkipWithError("the stream is sound");
    inflater.reset();
  }
  count_bytes(state, text.size());
}

void inflate_bare_zlib(benchmark::State& state) {
  const std::string text = chat(size_of(state));
  Deflater deflater(15, ContextTakeover::no);
  Bytes packed(Deflater::bound(text.size()));
  packed.resize(deflater.compress(std::as_bytes(std::span(text)), packed).value());
  for (const int byte : {0x00, 0x00, 0xFF, 0xFF}) packed.push_back(static_cast<std::byte>(byte));
  Bytes room(text.size() + 1);
  z_stream z{};
  inflateInit2(&z, -15);
  for (auto _ : state) {
    z.next_in = reinterpret_cast<Bytef*>(packed.data());
    z.avail_in = static_cast<uInt>(packed.size());
    z.next_out = reinterpret_cast<Bytef*>(room.data());
    z.avail_out = static_cast<uInt>(room.size());
    ::inflate(&z, Z_SYNC_FLUSH);
    benchmark::DoNotOptimize(z.total_out);
    inflateReset(&z);
  }
  inflateEnd(&z);
  count_bytes(state, text.size());
}

BENCHMARK(deflate_message)->Arg(512)->Arg(16 << 10);
BENCHMARK(deflate_line)->Arg(32)->Arg(48)->Arg(64)->Arg(80)->Arg(96)->Arg(128)->Arg(192);
BENCHMARK(deflate_bare_zlib)->Arg(512)->Arg(16 << 10);
BENCHMARK(inflate_message)->Arg(512)->Arg(16 << 10);
BENCHMARK(inflate_bare_zlib)->Arg(512)->Arg(16 << 10);

}  // namespace

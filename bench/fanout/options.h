// What was asked for on the command line.
#pragma once

#include <sys/types.h>

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include "bench/fanout/seating.h"
#include "bench/fanout/unpacker.h"
#include "bench/fanout/wire.h"
#include "rfc6455/protocol.h"

namespace fanout {

enum class Mode : std::uint8_t { paced, flat, burst, echo, idle, churn, slow, steady, chat, hold };
const char* name(Mode mode);

struct Options {
  Mode mode = Mode::paced;
  std::string url;
  std::vector<pid_t> pids;  // of the server; empty: its CPU and memory are not told
  std::size_t subscribers = 100;
  std::size_t publishers = 1;  // in each room
  std::size_t rooms = 1;
  std::size_t each = 1;  // rooms that a connection is in
  std::size_t slow = 1;
  std::size_t size = 64;
  std::size_t window = 64;
  std::size_t rounds = 10;
  std::uint64_t messages = 0;  // 0: as many as fit into the seconds
  double seconds = 2;
  double rate = 0;  // messages per second; 0: found by trying
  Framing framing = Framing::websocket;
  Wire wire = Wire::raw;
  bool acknowledged = false;
  bool pairs = false;
  std::size_t first_address = 0;
  std::size_t flooders = 0;
  double moves = 0;  // per second: leave, and come back
  Unpacker::Deflate deflate = Unpacker::Deflate::refused;
  rfc6455::Opcode opcode = rfc6455::Opcode::binary;  // of the messages
  bool json = false;
  bool help = false;

  Seating seating() const {
    if (pairs) return {subscribers, subscribers / 2, 2};
    return {subscribers, rooms, subscribers * each / rooms};
  }
};

// Throws std::runtime_error with a sentence about the argument that is wrong.
Options parse_options(std::span<char* const> arguments);

// The program is called fanout where it is built and wsd-bench where it is installed.
std::string program_name(const char* called);
std::string help(const char* called);

}  // namespace fanout

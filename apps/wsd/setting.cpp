// The table. What kinds of value there are is in setting_kinds.h; here is what each setting is.
#include "apps/wsd/setting.h"

#include "apps/wsd/host_names.h"
#include "apps/wsd/keeping.h"
#include "apps/wsd/setting_kinds.h"

namespace wsd {
namespace {

using Change = Setting::Change;
using Shape = Setting::Shape;
using Texts = Setting::Texts;

constexpr std::string_view kTls = "tls://";

// ---- values with a grammar of their own ----

std::optional<ListenAddress> listen_address(std::string_view said, std::string& complaint) {
  const bool tls = said.starts_with(kTls);
  if (said.starts_with("wss://") || said.starts_with("https://")) {
    complaint =
        "\"" + std::string(said) + "\" is no address: TLS is asked for by tls://, as in tls://8765";
    return std::nullopt;
  }
  auto parsed = reactor::parse_address(tls ? said.substr(kTls.size()) : said);
  complaint = std::move(parsed.complaint);
  if (!parsed.address) return std::nullopt;
  return ListenAddress{*parsed.address, tls};
}

std::string print_listen(const ListenAddress& listen) {
  return (listen.tls ? std::string(kTls) : std::string()) + reactor::to_string(listen.address);
}

Setting listen_setting() {
  Setting setting = row(
      {"listen", "Where",
       "Where to listen, repeatable: 8765, 0.0.0.0:8765, [::]:8765, unix:PATH, fd:3, tls://ADDR",
       Change::restart, "-l"},
      "ADDR", "");
  return list(
      std::move(setting), [](auto& options) -> auto& { return options.listen; },
      [](std::vector<ListenAddress>& all, const std::string& said) {
        std::string complaint;
        if (const auto address = listen_address(said, complaint)) all.push_back(*address);
        return complaint;
      },
      print_listen);
}

Setting admin_setting() {
  Setting setting =
      row({"admin", "Where", "Where metrics and the admin API are, or off", Change::restart},
          "ADDR|off", "");
  setting.read = [](Options& options, const Texts& texts) {
    options.admin.reset();
    if (texts[0] == "off") return std::string();
    if (texts[0].starts_with(kTls)) return std::string("is never TLS: put a proxy in front of it");
    std::string complaint;
    options.admin = listen_address(texts[0], complaint);
    return complaint;
  };
  setting.write = [](const Options& options) -> Texts {
    return {options.admin ? print_listen(*options.admin) : "off"};
  };
  return setting;
}

template <class Place>
Setting names(const About& about, Place place) {
  return list(
      row(about, "NAME", ""), place,
      [](std::vector<std::string>& all, const std::string& said) {
        if (!is_host_name(said)) return "\"" + said + "\" is no name such as wsd.example";
        if (is_address(said))
          return "\"" + said + "\" is an address, and needs no listing; see --listen";
        all.push_back(said);
        return std::string();
      },
      [](const std::string& name) { return name; });
}

Setting trusted_setting() {
  Setting setting =
      row({"trusted-proxies", "Where",
           "Proxies whose word on the client's address counts, repeatable: 10.0.0.0/8, "
           "2001:db8::1, unix"},
          "NETWORK", "");
  return list(
      std::move(setting), [](auto& options) -> auto& { return options.trusted_proxies; },
      [](std::vector<reactor::Prefix>& all, const std::string& said) {
        auto [prefix, complaint] = reactor::parse_prefix(said);
        if (prefix) all.push_back(*prefix);
        return complaint;
      },
      [](const reactor::Prefix& prefix) { return to_string(prefix); });
}

Setting origin_setting() {
  Setting setting = row({"origin", "Limits",
                         "Pages that may connect, repeatable: same (this server's own), * or "
                         "https://chat.example"},
                        "ORIGIN", "");
  setting.shape = Shape::list;
  setting.read = [](Options& options, const Texts& texts) {
    options.origin = {.any = false, .same = false};
    for (const std::string& said : texts) {
      if (add_to_rule(said, options.origin)) continue;
      const std::string before = origin_before_path(said);
      if (!before.empty()) return "\"" + said + "\" must end before the slash: " + before;
      return "\"" + said + "\" must be same, * or an origin such as https://chat.example:8443";
    }
    return std::string();
  };
  setting.write = [](const Options& options) { return words_of(options.origin); };
  return setting;
}

Setting address_setting() {
  Setting setting = row({"per-address", "Limits",
                         "Connections of one address, and new ones of it in a minute; 0: no limit"},
                        "N/PER_MINUTE|0", "must be two numbers such as 64/120, or 0 for no limit");
  setting.read = [allowed = setting.allowed](Options& options, const Texts& texts) {
    const auto rate = parse_rate(texts[0]);
    if (!rate) return std::string(allowed);
    options.admission.address_connections = rate->burst;
    options.admission.address_per_minute = rate->count;
    return std::string();
  };
  setting.write = [](const Options& options) -> Texts {
    return {
        print_rate({options.admission.address_connections, options.admission.address_per_minute})};
  };
  return setting;
}

template <class Place>
Setting rate(const About& about, Place place) {
  return one(row(about, "BURST/PER_S|0",
                 "must be two numbers such as 20/10 (at once, then a second), or 0 for no limit"),
             place, parse_rate, print_rate);
}

Setting announce_setting() {
  Setting setting = row({"announce", "Chat",
                         "Say something every so often, repeatable: 'lobby,3s,The time is {time}'"},
                        "ROOM,EVERY,TEXT", "");
  setting.separator = '\n';
  return list(
      std::move(setting), [](auto& options) -> auto& { return options.announcements; },
      [](std::vector<Announcement>& all, const std::string& said) {
        auto [announcement, complaint] = parse_announcement(said);
        if (announcement) all.push_back(std::move(*announcement));
        return complaint;
      },
      [](const Announcement& announcement) { return to_string(announcement); });
}

Setting deflate_setting() {
  Setting setting =
      row({"deflate", "Limits", "Accept permessage-deflate, at level 1 to 9", Change::restart},
          "LEVEL", "must be off, on, or a level from 1 to 9");
  setting.shape = Shape::flag;
  setting.absent = "on";
  setting.read = [allowed = setting.allowed](Options& options, const Texts& texts) {
    const auto level = parse_number(texts[0]);
    const bool is_level = level && *level >= 1 && *level <= 9;
    const auto said = texts[0] == "1" ? std::nullopt : parse_switch(texts[0]);
    if (!is_level && !said) return std::string(allowed);
    options.deflate = is_level || *said;
    options.settings.deflate_level =
        is_level ? static_cast<int>(*level) : broadcast::Settings{}.deflate_level;
    return std::string();
  };
  setting.write = [](const Options& options) -> Texts {
    return {options.deflate ? std::to_string(options.settings.deflate_level) : "off"};
  };
  return setting;
}

std::optional<log::Level> parse_level(const std::string& said) {
  using log::Level;
  return one_of<Level>(said, {{"debug", Level::debug},
                              {"info", Level::info},
                              {"warning", Level::warning},
                              {"error", Level::error}});
}

// ---- the table ----

constexpr std::string_view kBytesOrNone =
    "must be a size such as 65536 or 64KiB, or 0 for no limit";
constexpr std::string_view kRoomSize = "must be a size from 1KiB on, such as 1MiB";

std::vector<Setting> where() {
  return {
      listen_setting(),
      admin_setting(),
      names(
          {"admin-host", "Where",
           "Names by which the admin API may be asked, besides localhost and addresses, "
           "repeatable"},
          [](auto& o) -> auto& { return o.admin_hosts; }),
      names(
          {"host", "Where",
           "Names of this server for pages over plain HTTP, besides localhost and addresses, "
           "repeatable: chat.example"},
          [](auto& o) -> auto& { return o.hosts; }),
      text(
          {"tls-cert", "Where", "PEM file: certificate and its chain"}, "FILE",
          [](auto& o) -> auto& { return o.tls_cert; }),
      text(
          {"tls-key", "Where", "PEM file: the certificate's key"}, "FILE",
          [](auto& o) -> auto& { return o.tls_key; }),
      trusted_setting(),
      toggle(
          {"proxy-protocol", "Where",
           "Connections of trusted proxies begin with a PROXY header (version 1 or 2)"},
          [](auto& o) -> auto& { return o.proxy_protocol; }),
  };
}

Setting message_setting() {
  return one(
      row({"max-message", "Limits", "Bytes of a message, after inflation; 0: no limit"}, "BYTES",
          kBytesOrNone),
      [](auto& o) -> auto& { return o.settings.message.bytes; },
      [](const std::string& said) {
        auto size = parse_bytes(said);
        if (size && *size == 0) size = kNoLimit;
        return size;
      },
      [](std::uint64_t size) { return size == kNoLimit ? "0" : print_bytes(size); });
}

std::vector<Setting> limits() {
  constexpr std::string_view kCount = "must be a number from 1 on";
  return {
      origin_setting(),
      one_or_auto(
          row({"max-connections", "Limits",
               "Connections in all; auto: as descriptors allow, 0: no limit of ours"},
              "N|auto", "must be a number, or auto"),
          [](auto& o) -> auto& { return o.admission.connections; }, parse_number,
          [](std::size_t n) { return std::to_string(n); }),
      address_setting(),
      rate(
          {"rate", "Limits", "Messages of one connection: at once, then a second; 0: no limit"},
          [](auto& o) -> auto& { return o.rate; }),
      message_setting(),
      number(
          {"max-fragments", "Limits",
           "Fragments of a message, besides one for every 16 bytes of it"},
          [](auto& o) -> auto& { return o.settings.message.fragments_free; }, 1, 1 << 30, kCount),
      number(
          {"max-rooms", "Limits", "Rooms that one connection may be in"},
          [](auto& o) -> auto& { return o.settings.memberships_max; }, 1, 1 << 20, kCount),
      bytes(
          {"max-head", "Limits", "Bytes of a request's head"},
          [](auto& o) -> auto& { return o.settings.head.head; }, 1 << 10,
          "must be a size from 1KiB to 32KiB", 32 << 10),
      number(
          {"max-fields", "Limits", "Fields of a request's head"},
          [](auto& o) -> auto& { return o.settings.head.fields; }, 8, rfc6455::kFieldsMax,
          "must be a number from 8 to 64"),
      duration(
          {"handshake-time", "Limits", "From a connection's first moment to its whole request"},
          [](auto& o) -> auto& { return o.settings.handshake; }, std::chrono::milliseconds(1)),
      duration(
          {"ping", "Limits",
           "Silence after which a connection is asked whether it lives; 0: never"},
          [](auto& o) -> auto& { return o.settings.ping_interval; }),
      duration(
          {"ping-timeout", "Limits", "Time to answer"},
          [](auto& o) -> auto& { return o.settings.ping_timeout; }, std::chrono::milliseconds(1)),
      bytes(
          {"outbox", "Limits", "Answers waiting for one connection; above it the connection ends"},
          [](auto& o) -> auto& { return o.settings.outbox_max; }, 1 << 10, kRoomSize),
      bytes(
          {"outbox-pause", "Limits",
           "Answers waiting for one connection above which it is not read"},
          [](auto& o) -> auto& { return o.settings.outbox_read_max; }, 1 << 10, kRoomSize),
      bytes(
          {"room-lag", "Limits", "Bytes of a room kept for members who are behind"},
          [](auto& o) -> auto& { return o.settings.log.lag; }, 1 << 10, kRoomSize),
      one_or_auto(
          row({"log-budget", "Limits",
               "Bytes of all rooms' logs in memory; auto: a quarter of what there is",
               Change::restart},
              "BYTES|auto", "must be a size such as 512MiB, or auto"),
          [](auto& o) -> auto& { return o.log_budget; }, parse_bytes, print_bytes),
      bytes(
          {"room-log", "Limits", "Bytes of a room's log in memory, for those who come back",
           Change::restart},
          [](auto& o) -> auto& { return o.settings.log.retention; }, 1 << 10, kRoomSize),
      deflate_setting(),
  };
}

std::vector<Setting> chat() {
  return {
      one(
          row({"room", "Chat", "The room where everybody begins"}, "NAME", kRoomAllowed),
          [](auto& o) -> auto& { return o.room; }, protocol::room_name,
          [](const std::string& s) { return s; }),
      one(
          row({"welcome", "Chat",
               "What a newcomer reads; {name} and {others} are filled in; empty: nothing"},
              "TEXT", kTextAllowed),
          [](auto& o) -> auto& { return o.welcome; }, chat::Text::of,
          [](const chat::Text& said) { return std::string(said); }),
      announce_setting(),
      [] {
        Setting setting = one_or_auto(
            row({"console", "Chat", "Lines typed here are broadcast; auto: if this is a terminal",
                 Change::restart, "-i"},
                "", "must be true, false or auto"),
            [](auto& o) -> auto& { return o.console; }, parse_switch,
            [](bool on) { return std::string(on ? "true" : "false"); });
        setting.shape = Shape::flag;
        setting.absent = "true";
        return setting;
      }(),
      toggle(
          {"echo", "Chat", "Offer /echo, where every message comes back"},
          [](auto& o) -> auto& { return o.echo; }),
      number(
          {"flush-interval", "Chat",
           "Milliseconds that a raw room holds messages, to send them together"},
          [](auto& o) -> auto& { return o.flush_milliseconds; }, 0, 1000,
          "must be milliseconds, 0 to 1000"),
  };
}

std::vector<Setting> process() {
  return {
      one(
          row({"threads", "Process", "Shards, each a thread: a number, or auto for one a core",
               Change::restart},
              "N|auto", "must be a number from 1 to 1024, or auto"),
          [](auto& o) -> auto& { return o.threads; },
          [](const std::string& said) -> std::optional<std::uint64_t> {
            if (said == kAuto) return 0;
            const auto parsed = parse_number(said);
            return parsed && *parsed >= 1 && *parsed <= 1024 ? parsed : std::nullopt;
          },
          [](std::uint16_t n) { return n == 0 ? std::string(kAuto) : std::to_string(n); }),
      duration(
          {"drain-time", "Process", "Time for everybody to be told when the server stops"},
          [](auto& o) -> auto& { return o.drain_time; }),
      one(
          row({"log-level", "Process", "The least that is logged: debug, info, warning or error"},
              "LEVEL", "must be debug, info, warning or error"),
          [](auto& o) -> auto& { return o.log.level; }, parse_level,
          [](log::Level level) { return std::string(log::word(level)); }),
      one_or_auto(
          row({"log-format", "Process", "text or json; auto: text on a terminal"}, "FORMAT",
              "must be text, json or auto"),
          [](auto& o) -> auto& { return o.log.format; },
          [](const std::string& said) {
            return one_of<log::Format>(said,
                                       {{"text", log::Format::text}, {"json", log::Format::json}});
          },
          [](log::Format format) {
            return std::string(format == log::Format::text ? "text" : "json");
          }),
      rate(
          {"log-rate", "Process", "Lines of log of one kind: at once, then a second; 0: no limit"},
          [](auto& o) -> auto& { return o.log.rate; }),
  };
}

}  // namespace

std::span<const Setting> settings() {
  static const std::vector<Setting> all = [] {
    std::vector<Setting> table;
    for (auto part : {where(), limits(), chat(), keeping_settings(), process()}) {
      table.insert(table.end(), part.begin(), part.end());
    }
    return table;
  }();
  return all;
}

const Setting* find_setting(std::string_view key) {
  for (const Setting& setting : settings()) {
    if (setting.key == key) return &setting;
  }
  return nullptr;
}

std::string environment_name(std::string_view key) {
  std::string name = "WSD_";
  for (const char c : key) name += c == '-' ? '_' : static_cast<char>(c - 'a' + 'A');
  return name;
}

}  // namespace wsd

// Names follow Prometheus' conventions: base units, _total for what only rises, no label that a
// stranger could choose.
#include "apps/wsd/metrics.h"

#include <charconv>

#include "apps/wsd/version.h"

namespace wsd {
namespace {

class MetricsWriter {
 public:
  void counter(std::string_view name, std::string_view help, std::uint64_t value) {
    head(name, help, "counter");
    line(name, std::to_string(value));
  }
  void gauge(std::string_view name, std::string_view help, std::uint64_t value) {
    head(name, help, "gauge");
    line(name, std::to_string(value));
  }
  void real(std::string_view name, std::string_view help, std::string_view type, double value) {
    head(name, help, type);
    line(name, to_text(value));
  }
  // Always 1: the label is what it says, and it is the build's.
  void info(std::string_view name, std::string_view help, std::string_view label,
            std::string_view value) {
    head(name, help, "gauge");
    std::string labelled(name);
    labelled.append("{").append(label).append("=\"").append(value).append("\"}");
    line(labelled, "1");
  }
  void histogram(std::string_view name, std::string_view help, const broadcast::Histogram& one) {
    head(name, help, "histogram");
    std::uint64_t sum = 0;
    for (std::size_t i = 0; i < one.counts.size(); ++i) {
      sum += one.counts[i];
      const bool last = i == broadcast::Histogram::kBounds;
      const double bound = static_cast<double>(broadcast::Histogram::bound(last ? 0 : i).count());
      out_.append(name).append("_bucket{le=\"");
      out_.append(last ? "+Inf" : to_text(bound / 1e9)).append("\"} ");
      out_.append(std::to_string(sum)).append("\n");
    }
    out_.append(name).append("_sum ");
    out_.append(to_text(static_cast<double>(one.nanoseconds) / 1e9)).append("\n");
    out_.append(name).append("_count ").append(std::to_string(sum)).append("\n");
  }
  std::string take() { return std::move(out_); }

 private:
  static std::string to_text(double value) {
    char digits[32];
    const auto end = std::to_chars(digits, digits + sizeof digits, value).ptr;
    return {digits, end};
  }
  void head(std::string_view name, std::string_view help, std::string_view type) {
    out_.append("# HELP ").append(name).append(" ").append(help).append("\n# TYPE ");
    out_.append(name).append(" ").append(type).append("\n");
  }
  void line(std::string_view name, std::string_view value) {
    out_.append(name).append(" ").append(value).append("\n");
  }

  std::string out_;
};

void write_people(MetricsWriter& out, const Measures& sum, const ProcessMeasures& process) {
  const auto& [counters, gauges, chat] = sum;
  out.gauge("wsd_connections", "WebSocket connections that are open.", counters.connections);
  out.gauge("wsd_sockets", "Connections of any kind, also those not open yet or not any more.",
            gauges.sockets);
  out.gauge("wsd_people", "Members of the chat.", process.people);
  out.gauge("wsd_rooms", "Chat rooms that are known.", process.rooms);
  out.gauge("wsd_memberships", "Places that connections have in rooms.", gauges.members);
  out.counter("wsd_connections_accepted_total", "Connections accepted.", counters.accepted);
  out.counter("wsd_connections_turned_away_total",
              "Connections turned away for want of descriptors or places.", counters.turned_away);
  out.counter("wsd_connections_crowded_out_total",
              "Connections turned away because their address had too many before the upgrade.",
              counters.crowded_out);
  out.counter("wsd_listeners_broken_total", "Listeners that take no more connections.",
              counters.listeners_broken);
  out.counter("wsd_connections_opened_total", "Upgrades to WebSocket.", counters.opened);
  out.counter("wsd_connections_closed_total", "WebSocket connections that ended.", counters.closed);
  out.counter("wsd_connections_too_slow_total", "Connections closed because they read too slowly.",
              counters.too_slow);
  out.counter("wsd_connections_no_pong_total", "Connections closed because no pong came.",
              counters.no_pong);
  out.counter("wsd_connections_unfinished_total",
              "Connections closed for a message that took too long, or room that others needed.",
              counters.unfinished_shed);
  out.counter("wsd_connections_bad_proxy_header_total",
              "Connections closed because a trusted proxy's PROXY header was wrong or missing.",
              counters.bad_proxy_headers);
  out.counter("wsd_http_requests_total", "HTTP requests, upgrades included.", counters.requests);
}

void write_traffic(MetricsWriter& out, const Measures& sum) {
  const auto& [counters, gauges, chat] = sum;
  out.counter("wsd_messages_received_total", "WebSocket messages received.", counters.messages_in);
  out.counter("wsd_chat_messages_total", "Messages said in chat rooms.", chat.messages);
  out.counter("wsd_chat_private_messages_total", "Private messages.", chat.privates);
  out.counter("wsd_chat_requests_total", "Commands and operations of the chat.", chat.requests);
  out.counter("wsd_chat_complaints_total", "Of these, answered with an error.", chat.complaints);
  out.counter("wsd_chat_rate_limited_total", "Of these, refused because they came too fast.",
              chat.limited);
  out.counter("wsd_records_total", "What happened in rooms, as their homes numbered it.",
              counters.records);
  out.counter("wsd_deliveries_total", "Records, each times the members it was meant for.",
              counters.deliveries);
  out.counter(
      "wsd_publications_refused_total",
      "Messages to a room, or their wordings, dropped because there was no memory for them.",
      counters.refused);
  out.counter("wsd_gaps_total", "Times that a slow member was told of missed messages.",
              counters.gaps);
  out.counter("wsd_bytes_received_total", "Bytes received, before TLS.", counters.bytes_in);
  out.counter("wsd_bytes_sent_total", "Bytes sent, before TLS.", counters.bytes_out);
  out.counter("wsd_socket_reads_total", "Reads from sockets.", counters.reads);
  out.counter("wsd_socket_writes_total", "Writes to sockets.", counters.sends);
  out.counter("wsd_socket_writes_blocked_total", "Writes that the socket did not take whole.",
              counters.blocked);
  out.counter("wsd_pings_total", "Pings sent.", counters.pings);
}

}  // namespace

std::string metrics_page(const Measures& sum, const ProcessMeasures& process) {
  MetricsWriter out;
  write_people(out, sum, process);
  write_traffic(out, sum);
  out.histogram("wsd_fanout_seconds", "Turns with news: until all who were ready had it.",
                sum.counters.fan_out);
  out.histogram("wsd_turn_seconds", "Turns of the loops, without the waiting.", sum.counters.turn);
  out.real("wsd_turn_seconds_max", "The longest turn so far.", "gauge",
           static_cast<double>(sum.counters.turn_nanoseconds_max) / 1e9);
  out.gauge("wsd_log_bytes", "Memory of the rooms' logs.", sum.gauges.log_bytes);
  out.gauge("wsd_private_bytes", "Answers waiting for their connections.",
            sum.gauges.private_bytes);
  out.gauge("wsd_gathered_bytes", "Unfinished messages, and reads put aside.",
            sum.gauges.gathered_bytes);
  out.gauge("wsd_letter_bytes", "Letters between shards.", sum.gauges.letter_bytes);
  out.gauge("wsd_store_requests", "What the store was asked and has not answered yet.",
            sum.chat.errands);
  out.gauge("wsd_data_bytes", "Bytes of the data directory.", process.store.bytes);
  out.gauge("wsd_data_bytes_max", "Bytes that it may have (--data-max); 0: no limit.",
            process.store.bytes_max);
  out.counter("wsd_data_messages_dropped_total",
              "Messages deleted because the data directory had reached its limit.",
              process.store.dropped);
  out.info("wsd_build_info", "The version that runs.", "version", kVersion);
  out.gauge("wsd_shards", "Threads that serve.", process.shards);
  out.real("process_cpu_seconds_total", "Processor time.", "counter", process.cpu_seconds);
  out.gauge("process_resident_memory_bytes", "Resident memory.", process.resident_bytes);
  out.gauge("process_open_fds", "Open descriptors.", process.descriptors);
  out.gauge("process_max_fds", "Descriptors that may be open.", process.descriptors_max);
  out.gauge("process_start_time_seconds", "When it started, in Unix time.",
            static_cast<std::uint64_t>(process.started));
  return out.take();
}

}  // namespace wsd

// The same table is applied three times over the defaults: file, environment, flags; the last word
// counts. Each value remembers where it came from, so that a complaint can say it.
#include "apps/wsd/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cerrno>
#include <fstream>
#include <map>
#include <sstream>
#include <system_error>
#include <thread>

#include "apps/wsd/discord.h"
#include "apps/wsd/host_names.h"
#include "apps/wsd/machine.h"
#include "apps/wsd/manual.h"
#include "apps/wsd/setting.h"
#include "apps/wsd/stray_word.h"
#include "apps/wsd/toml.h"
#include "apps/wsd/version.h"
#include "base/ascii.h"
#include "reactor/inherited.h"

namespace wsd {
namespace {

constexpr std::string_view kListenDefault = "127.0.0.1:8765";
constexpr std::string_view kAdminDefault = "127.0.0.1:8766";
constexpr std::string_view kPrefix = "WSD_";
constexpr std::size_t kFileMax = 1 << 20;
constexpr std::uint64_t kBudgetShare = 4;  // of the memory there is, for the logs of all rooms

// The value of a setting, and the place that gives it: "wsd.toml:3: ping", "WSD_PING", "--ping".
struct Said {
  Setting::Texts texts;
  std::string where;
  int exit_code = kExitBadConfiguration;
};
using Sayings = std::map<std::string_view, Said>;  // by key

// What is wrong, and with which exit code the program ends.
struct Wrong {
  std::string text;
  int exit_code;
};

std::string suggestion(std::string_view nearest) {
  return nearest.empty() ? std::string() : "; did you mean " + std::string(nearest) + "?";
}

// ---- the file ----

std::string slurp(const std::string& path) {
  errno = 0;
  std::ifstream file(path, std::ios::binary);
  std::string text(kFileMax + 1, '\0');
  file.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(file.gcount()));
  if (file.bad() || (text.empty() && !file.eof())) {
    const std::string why = std::generic_category().message(errno == 0 ? EIO : errno);
    throw Wrong{"wsd: cannot read the configuration " + path + ": " + why, kExitBadConfiguration};
  }
  if (text.size() > kFileMax)
    throw Wrong{"wsd: " + path + " is no configuration", kExitBadConfiguration};
  return text;
}

void read_file(const std::string& path, Sayings& said) {
  const TomlFile file = read_toml(slurp(path));
  const auto at = [&](int line) { return path + ":" + std::to_string(line) + ": "; };
  if (!file.complaint.empty()) throw Wrong{at(file.line) + file.complaint, kExitBadConfiguration};
  std::map<std::string_view, int> lines;
  for (const TomlEntry& entry : file.entries) {
    const Setting* setting = find_setting(entry.key);
    const std::string place = at(entry.line) + entry.key;
    if (setting == nullptr) {
      const std::string why = place + ": there is no such setting";
      throw Wrong{why + suggestion(nearest_key(entry.key)), kExitBadConfiguration};
    }
    if (const auto [before, first] = lines.emplace(setting->key, entry.line); !first) {
      throw Wrong{place + ": was set in line " + std::to_string(before->second) + " already",
                  kExitBadConfiguration};
    }
    if (entry.array && setting->shape != Setting::Shape::list) {
      throw Wrong{place + ": takes one value, not an array", kExitBadConfiguration};
    }
    said[setting->key] = {entry.values, place};
  }
}

// ---- the environment ----

Setting::Texts split(const std::string& text, char separator) {
  Setting::Texts parts;
  std::istringstream in(text);
  for (std::string part; std::getline(in, part, separator);) parts.push_back(part);
  return parts;
}

void read_environment(const CommandLine& line, Sayings& said, std::vector<std::string>& warnings) {
  for (const auto& [name, value] : line.environment) {
    if (!name.starts_with(kPrefix)) continue;
    std::string key = name.substr(kPrefix.size());
    for (char& c : key) c = c == '_' ? '-' : base::lower(c);
    if (key == "config") continue;
    const Setting* setting = find_setting(key);
    if (setting == nullptr || environment_name(key) != name) {
      // Others may have variables of that prefix (Kubernetes names a service's so): no error.
      const auto near = nearest_key(key);
      warnings.push_back(name + ": there is no such setting" +
                         suggestion(near.empty() ? "" : environment_name(near)));
      continue;
    }
    const bool is_list = setting->shape == Setting::Shape::list;
    said[setting->key] = {is_list ? split(value, setting->separator) : Setting::Texts{value}, name};
  }
}

// ---- the flags ----

// What CLI11 fills in.
struct Flags {
  std::map<std::string_view, Setting::Texts> values;
  std::string config;
  bool help = false;
  bool version = false;
  bool check = false;
  bool print = false;
  bool quiet = false;
  bool verbose = false;
  CertificateRequest certificate{{}, "."};
  ControlRequest control{};
};

Options defaults() {
  Options options;
  options.listen = {{*reactor::parse_address(kListenDefault).address}};
  options.admin = {{*reactor::parse_address(kAdminDefault).address}};
  return options;
}

// Only names and shapes: what they mean is written by manual.cpp.
void declare(CLI::App& app, const Setting& setting, Setting::Texts& into) {
  const bool is_flag = setting.shape == Setting::Shape::flag;
  const std::string meant = is_flag ? "{" + std::string(setting.absent) + "}" : std::string();
  std::string names = "--" + std::string(setting.key) + meant;
  if (!setting.flags.empty()) names = std::string(setting.flags) + meant + "," + names;
  CLI::Option* const option =
      is_flag ? app.add_flag(names, into) : app.add_option(names, into)->allow_extra_args(false);
  option->multi_option_policy(CLI::MultiOptionPolicy::TakeAll);
}

void declare_all(CLI::App& app, Flags& flags) {
  app.set_help_flag();
  app.add_flag("-h,--help", flags.help);
  app.add_flag("--version", flags.version);
  for (const Setting& setting : settings()) declare(app, setting, flags.values[setting.key]);
  app.add_option("-c,--config", flags.config);
  app.add_flag("--check", flags.check);
  app.add_flag("--print-config", flags.print);
  CLI::Option* const level = app.get_option("--log-level");
  CLI::Option* const quiet = app.add_flag("-q", flags.quiet)->excludes(level);
  app.add_flag("-v", flags.verbose)->excludes(level)->excludes(quiet);

  CLI::App* const gen_cert = app.add_subcommand("gen-cert");
  gen_cert->fallthrough();  // --help is the program's own
  gen_cert->add_option("--host", flags.certificate.hosts)->allow_extra_args(false);
  gen_cert->add_option("--out", flags.certificate.folder);

  CLI::App* const ctl = app.add_subcommand("ctl");
  ctl->fallthrough();  // --data is the program's own, too
  ctl->add_subcommand("export")->add_option("--room", flags.control.room);
  ctl->add_subcommand("import");
  ctl->add_subcommand("erase")->add_option("--user", flags.control.user);
}

ControlRequest read_control(const CLI::App& ctl, ControlRequest control) {
  using What = ControlRequest::What;
  if (ctl.get_subcommands().size() != 1) {
    throw Wrong{"ctl: wants one of export, import and erase", kExitUsage};
  }
  control.what = ctl.got_subcommand("export")   ? What::give
                 : ctl.got_subcommand("import") ? What::take
                                                : What::erase;
  if (control.what == What::erase && control.user.empty()) {
    throw Wrong{"ctl erase: say whom with --user", kExitUsage};
  }
  return control;
}

// In the order that CLI11 wants, the last first. "--welcome=" is an empty text, which it would take
// for none.
std::vector<std::string> reversed(const std::vector<std::string>& words) {
  std::vector<std::string> last_first;
  for (auto word = words.rbegin(); word != words.rend(); ++word) {
    const bool empty = word->starts_with("--") && word->ends_with('=');
    const std::string name = empty ? word->substr(2, word->size() - 3) : std::string();
    const Setting* setting = find_setting(name);
    if (setting != nullptr && setting->shape != Setting::Shape::flag) {
      last_first.insert(last_first.end(), {"", "--" + name});
    } else {
      last_first.push_back(*word);
    }
  }
  return last_first;
}

ParsedOptions read_flags(const CommandLine& line, Flags& flags) {
  CLI::App app;
  app.allow_extras();
  declare_all(app, flags);
  ParsedOptions answer;
  try {
    app.parse(reversed(line.words));
  } catch (const CLI::ArgumentMismatch& error) {
    const std::string said = error.what();
    throw Wrong{said.substr(0, said.find(':')) + ": the value is missing", kExitUsage};
  } catch (const CLI::ParseError& error) {
    throw Wrong{error.what(), kExitUsage};
  }
  if (const auto left = app.remaining(true); !left.empty()) {
    const bool flag = left[0].starts_with('-');
    const std::string stray = flag ? left[0].substr(0, left[0].find('=')) : left[0];
    throw Wrong{about_stray(line.words, stray), kExitUsage};
  }
  if (flags.help) answer.text = print_help(defaults());
  if (flags.version) answer.text = "wsd " + std::string(kVersion) + "\n";
  if (!answer.text.empty()) return answer;
  answer.wish = flags.check   ? ParsedOptions::Wish::check
                : flags.print ? ParsedOptions::Wish::print
                              : ParsedOptions::Wish::serve;
  if (app.got_subcommand("gen-cert")) {
    answer.wish = ParsedOptions::Wish::gen_cert;
    if (flags.certificate.hosts.empty())
      flags.certificate.hosts = {"localhost", "127.0.0.1", "::1"};
    answer.certificate = flags.certificate;
    return answer;
  }
  if (app.got_subcommand("ctl")) {
    answer.wish = ParsedOptions::Wish::control;
    answer.control = read_control(*app.get_subcommand("ctl"), flags.control);
  }
  return answer;
}

void take_flags(const Flags& flags, Sayings& said) {
  if (flags.quiet) said["log-level"] = {{"warning"}, "-q", kExitUsage};
  if (flags.verbose) said["log-level"] = {{"debug"}, "-v", kExitUsage};
  for (const auto& [key, texts] : flags.values) {
    if (texts.empty()) continue;
    const bool is_list = find_setting(key)->shape == Setting::Shape::list;
    said[key] = {is_list ? texts : Setting::Texts{texts.back()}, "--" + std::string(key),
                 kExitUsage};
  }
}

// ---- all of it ----

std::string variable(const CommandLine& line, std::string_view name) {
  for (const auto& [known, value] : line.environment) {
    if (known == name) return value;
  }
  return {};
}

// Descriptors that systemd handed over are where we listen, unless somebody said where.
void take_inherited(const CommandLine& line, Options& options) {
  const std::string pid = variable(line, "LISTEN_PID");
  const std::string count = variable(line, "LISTEN_FDS");
  const auto inherited = reactor::inherited_count(
      pid.empty() ? nullptr : pid.c_str(), count.empty() ? nullptr : count.c_str(), line.process);
  if (!inherited) throw Wrong{"LISTEN_FDS: must be a number, as LISTEN_PID", kExitBadConfiguration};
  if (*inherited == 0) return;
  options.listen.clear();
  for (int i = 0; i < *inherited; ++i) {
    reactor::Address address;
    address.kind = reactor::Address::Kind::descriptor;
    address.fd = reactor::kInheritedFirst + i;
    options.listen.push_back({address});
  }
}

void check_together(const Options& options, const Sayings& said) {
  const auto discord = find_discord(options);
  if (!discord) return;
  const auto found = said.find(discord->key);
  if (found == said.end())
    throw Wrong{std::string(discord->key) + ": " + discord->why, kExitBadConfiguration};
  throw Wrong{found->second.where + ": " + discord->why, found->second.exit_code};
}

// What follows from the settings and is no setting.
void complete(Options& options) {
  std::vector<std::string> said = options.hosts;
  for (const ListenAddress& listen : options.listen) said.push_back(listen.address.host);
  options.origin.names = own_names(said, machine_name());
  options.settings.log.budget = options.log_budget.value_or(memory_here() / kBudgetShare);
  options.settings.strangers_max = options.admission.strangers();
}

Options combine(const CommandLine& line, const Flags& flags, std::vector<std::string>& warnings) {
  Sayings said;
  const std::string file = flags.config.empty() ? variable(line, "WSD_CONFIG") : flags.config;
  if (!file.empty()) read_file(file, said);
  read_environment(line, said, warnings);
  take_flags(flags, said);
  Options options = defaults();
  if (!said.contains("listen")) take_inherited(line, options);
  for (const Setting& setting : settings()) {
    const auto found = said.find(setting.key);
    if (found == said.end()) continue;
    const std::string why = setting.read(options, found->second.texts);
    if (!why.empty()) throw Wrong{found->second.where + ": " + why, found->second.exit_code};
  }
  check_together(options, said);
  for (std::string& doubt : find_doubts(options)) warnings.push_back(std::move(doubt));
  complete(options);
  return options;
}

ParsedOptions refusal(const Wrong& wrong) {
  ParsedOptions answer;
  answer.exit_code = wrong.exit_code;
  answer.text = wrong.text + "\n";
  if (wrong.exit_code == kExitUsage) answer.text += "wsd --help says more.\n";
  return answer;
}

}  // namespace

std::uint16_t shards(const Options& options) {
  if (options.threads != 0) return options.threads;
  return static_cast<std::uint16_t>(std::max(1u, std::thread::hardware_concurrency()));
}

CommandLine command_line(int argc, const char* const* argv, const char* const* environment) {
  CommandLine line;
  for (int i = 1; i < argc; ++i) line.words.emplace_back(argv[i]);
  for (; environment != nullptr && *environment != nullptr; ++environment) {
    const std::string_view pair = *environment;
    const auto equals = std::min(pair.find('='), pair.size());
    const std::string_view name = pair.substr(0, equals);
    if (!name.starts_with(kPrefix) && !name.starts_with("LISTEN_")) continue;
    line.environment.emplace_back(name, pair.substr(std::min(equals + 1, pair.size())));
  }
  line.process = process_id();
  return line;
}

ParsedOptions parse_options(const CommandLine& line) {
  try {
    Flags flags;
    ParsedOptions answer = read_flags(line, flags);
    if (answer.wish == ParsedOptions::Wish::nothing ||
        answer.wish == ParsedOptions::Wish::gen_cert) {
      return answer;
    }
    answer.options = combine(line, flags, answer.warnings);
    if (answer.wish == ParsedOptions::Wish::control) {
      answer.control.data = answer.options.data;
      if (answer.control.data.empty()) throw Wrong{"ctl: say where with --data", kExitUsage};
    }
    if (answer.wish == ParsedOptions::Wish::print) answer.text = print_settings(answer.options);
    if (answer.wish == ParsedOptions::Wish::check) answer.text = "configuration is good\n";
    return answer;
  } catch (const Wrong& wrong) {
    return refusal(wrong);
  }
}

Reload reload_options(const Options& now, const CommandLine& line) {
  ParsedOptions parsed = parse_options(line);
  Reload reload;
  if (parsed.exit_code != kExitFine) {
    reload.complaint = parsed.text.substr(0, parsed.text.find('\n'));
    return reload;
  }
  Options& next = parsed.options;
  for (const Setting& setting : settings()) {
    const Setting::Texts before = setting.write(now);
    if (before == setting.write(next)) continue;
    if (setting.change == Setting::Change::reload) {
      reload.changed.emplace_back(setting.key);
    } else {
      reload.need_restart.emplace_back(setting.key);
      (void)setting.read(next, before);
    }
  }
  try {
    check_together(next, {});
    complete(next);
    reload.options = std::move(next);
  } catch (const Wrong& wrong) {
    reload.complaint = wrong.text;
  }
  return reload;
}

}  // namespace wsd

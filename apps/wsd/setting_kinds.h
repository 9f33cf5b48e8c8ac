// Rows of the settings' table by the kind of their value: what a size, a time, a switch or a list
// is read and written like. What differs between two rows of a kind is where the value lives.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>

#include "apps/wsd/setting.h"
#include "apps/wsd/values.h"

namespace wsd {

inline constexpr std::string_view kAuto = "auto";

// What is the same for all rows of one place in the help.
struct About {
  std::string_view key;
  std::string_view group;
  std::string_view help;
  Setting::Change change = Setting::Change::reload;
  std::string_view flags{};
};

inline Setting row(const About& about, std::string_view value, std::string_view allowed) {
  Setting setting;
  setting.key = about.key;
  setting.flags = about.flags;
  setting.group = about.group;
  setting.value = value;
  setting.help = about.help;
  setting.allowed = allowed;
  setting.change = about.change;
  return setting;
}

template <class Value>
std::optional<Value> one_of(std::string_view said,
                            std::initializer_list<std::pair<std::string_view, Value>> words) {
  for (const auto& [word, value] : words) {
    if (said == word) return value;
  }
  return std::nullopt;
}

// `parse` gives an optional value; `print` its text; `place` the member, of options const or not.
template <class Place, class Parse, class Print>
Setting one(Setting setting, Place place, Parse parse, Print print) {
  setting.read = [place, parse, allowed = setting.allowed](Options& options,
                                                           const Setting::Texts& texts) {
    const auto value = parse(texts[0]);
    if (!value) return std::string(allowed);
    using Member = std::remove_reference_t<decltype(place(options))>;
    place(options) = static_cast<Member>(*value);
    return std::string();
  };
  setting.write = [place, print](const Options& options) -> Setting::Texts {
    return {print(place(options))};
  };
  return setting;
}

template <class Place>
Setting text(const About& about, std::string_view value, Place place) {
  return one(
      row(about, value, ""), place, [](const std::string& said) { return std::optional(said); },
      [](const std::string& said) { return said; });
}

template <class Place>
Setting duration(const About& about, Place place, reactor::Duration least = {}) {
  return one(
      row(about, "TIME", "must be a time, such as 500ms, 25s, 2m or 12h"), place,
      [least](const std::string& said) {
        const auto parsed = parse_duration(said);
        return parsed && *parsed >= least ? parsed : std::nullopt;
      },
      print_duration);
}

template <class Place>
Setting bytes(const About& about, Place place, std::uint64_t least, std::string_view allowed,
              std::uint64_t most = kNoLimit) {
  return one(
      row(about, "BYTES", allowed), place,
      [least, most](const std::string& said) {
        const auto parsed = parse_bytes(said);
        return parsed && *parsed >= least && *parsed <= most ? parsed : std::nullopt;
      },
      print_bytes);
}

template <class Place>
Setting number(const About& about, Place place, std::uint64_t least, std::uint64_t most,
               std::string_view allowed) {
  return one(
      row(about, "N", allowed), place,
      [least, most](const std::string& said) {
        const auto parsed = parse_number(said);
        return parsed && *parsed >= least && *parsed <= most ? parsed : std::nullopt;
      },
      [](auto value) { return std::to_string(value); });
}

template <class Place>
Setting toggle(const About& about, Place place) {
  Setting setting = one(row(about, "", "must be true or false"), place, parse_switch,
                        [](bool on) { return std::string(on ? "true" : "false"); });
  setting.shape = Setting::Shape::flag;
  setting.absent = "true";
  return setting;
}

// A value that may also be "auto": no value at all.
template <class Place, class Parse, class Print>
Setting one_or_auto(Setting setting, Place place, Parse parse, Print print) {
  using Value = typename std::remove_cvref_t<decltype(place(std::declval<Options&>()))>::value_type;
  return one(
      std::move(setting), place,
      [parse](const std::string& said) -> std::optional<std::optional<Value>> {
        std::optional<std::optional<Value>> result;
        if (said == kAuto) {
          result.emplace();
        } else if (const auto parsed = parse(said)) {
          result.emplace(static_cast<Value>(*parsed));
        }
        return result;
      },
      [print](const std::optional<Value>& value) {
        return value ? print(*value) : std::string(kAuto);
      });
}

// A list, element by element. `add` gives a complaint or nothing.
template <class Place, class Add, class Print>
Setting list(Setting setting, Place place, Add add, Print print) {
  setting.shape = Setting::Shape::list;
  setting.read = [place, add](Options& options, const Setting::Texts& texts) {
    auto& elements = place(options);
    elements.clear();
    for (const std::string& said : texts) {
      if (said.empty()) continue;  // an empty text is an empty list
      if (const std::string wrong = add(elements, said); !wrong.empty()) return wrong;
    }
    return std::string();
  };
  setting.write = [place, print](const Options& options) {
    Setting::Texts texts;
    for (const auto& element : place(options)) texts.push_back(print(element));
    return texts;
  };
  return setting;
}

}  // namespace wsd

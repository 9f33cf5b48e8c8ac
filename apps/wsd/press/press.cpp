// index.html is at /, every other HTML file at its name without the ending.
#include "apps/wsd/press/press.h"

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstdio>
#include <stdexcept>

#ifdef WSD_PRESS_GZIP
#include <zlib.h>
#endif

namespace press {
namespace {

constexpr std::string_view kAssetsMark = "@assets@";
constexpr std::size_t kCharactersPerLine = 90;

struct Kind {
  std::string_view ending;
  std::string_view type;
};
constexpr std::array kKinds = {
    Kind{".html", "text/html; charset=utf-8"},         Kind{".css", "text/css; charset=utf-8"},
    Kind{".js", "text/javascript; charset=utf-8"},     Kind{".svg", "image/svg+xml"},
    Kind{".webmanifest", "application/manifest+json"},
};

const Kind& kind_of(std::string_view name) {
  for (const Kind& kind : kKinds) {
    if (name.size() > kind.ending.size() && name.ends_with(kind.ending)) return kind;
  }
  throw std::runtime_error(std::string(name) + ": no content type is known for it");
}

bool is_script(std::string_view name) {
  return name.ends_with(".js");
}

bool is_html(std::string_view name) {
  return name.ends_with(".html");
}

std::string replace_all(std::string text, std::string_view what, std::string_view with) {
  for (std::size_t at = 0; (at = text.find(what, at)) != std::string::npos; at += with.size()) {
    text.replace(at, what.size(), with);
  }
  return text;
}

#ifdef WSD_PRESS_GZIP
std::string gzip(const std::string& bytes) {
  constexpr int kGzipWindow = 15 + 16;  // 16 asks zlib for gzip's header; it carries no time
  constexpr int kMemory = 9;
  z_stream stream{};
  if (deflateInit2(&stream, Z_BEST_COMPRESSION, Z_DEFLATED, kGzipWindow, kMemory,
                   Z_DEFAULT_STRATEGY) != Z_OK) {
    throw std::runtime_error("zlib: no memory");
  }
  std::string out(deflateBound(&stream, bytes.size()), '\0');
  stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
  stream.avail_in = static_cast<uInt>(bytes.size());
  stream.next_out = reinterpret_cast<Bytef*>(out.data());
  stream.avail_out = static_cast<uInt>(out.size());
  const int end = deflate(&stream, Z_FINISH);
  out.resize(stream.total_out);
  deflateEnd(&stream);
  if (end != Z_STREAM_END) throw std::runtime_error("zlib: " + std::to_string(end));
  return out.size() < bytes.size() ? out : std::string();
}
#else
std::string gzip(const std::string&) {
  return {};
}
#endif

Sheet sheet(std::string path, std::string_view name, std::string bytes) {
  Sheet made;
  made.path = std::move(path);
  made.type = kind_of(name).type;
  made.etag = '"' + fingerprint(bytes) + '"';
  made.gzip = gzip(bytes);
  made.bytes = std::move(bytes);
  made.immutable = !is_html(name);
  return made;
}

std::string path_of_html(std::string_view name) {
  const std::string_view stem = name.substr(0, name.size() - std::string_view(".html").size());
  return stem == "index" ? "/" : '/' + std::string(stem);
}

bool is_named(const std::vector<File>& files, const std::string& script) {
  return std::ranges::any_of(files, [&](const File& file) {
    return is_html(file.name) &&
           file.bytes.find(std::string(kAssetsMark) + '/' + script) != std::string::npos;
  });
}

// What is served: everything but the scripts that are only imported.
std::vector<File> bound(const std::vector<File>& files) {
  std::vector<File> served;
  for (const File& file : files) {
    if (!is_script(file.name)) {
      served.push_back(file);
    } else if (is_named(files, file.name)) {
      served.push_back({file.name, bind_scripts(files, file.name)});
    }
  }
  return served;
}

// Octal has at most three digits, so a byte never runs into what follows it, as \x would.
void append_literal(std::string& out, std::string_view bytes) {
  std::size_t column = 0;
  out += '"';
  for (const char c : bytes) {
    if (column >= kCharactersPerLine) {
      out += "\"\n    \"";
      column = 0;
    }
    const std::size_t before = out.size();
    if (c == '"' || c == '\\' || c == '?') {
      out += {'\\', c};
    } else if (c >= ' ' && c <= '~') {
      out += c;
    } else {
      char octal[8];
      std::snprintf(octal, sizeof octal, "\\%03o", static_cast<unsigned char>(c));
      out += octal;
    }
    column += out.size() - before;
  }
  out += '"';
}

void append_view(std::string& out, std::string_view bytes) {
  out += "    {";
  append_literal(out, bytes);
  out += ", " + std::to_string(bytes.size()) + "},\n";
}

}  // namespace

std::string fingerprint(std::string_view bytes) {
  std::uint64_t hash = 14695981039346656037u;
  for (const char c : bytes) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211u;
  char hex[24];
  std::snprintf(hex, sizeof hex, "%016llx", static_cast<unsigned long long>(hash));
  return hex;
}

std::vector<Sheet> set(const std::vector<File>& files) {
  std::vector<File> sorted = bound(files);
  std::sort(sorted.begin(), sorted.end(),
            [](const File& a, const File& b) { return a.name < b.name; });
  std::string all;
  for (const File& file : sorted) {
    if (!is_html(file.name)) all += file.name + '\0' + file.bytes + '\0';
  }
  const std::string assets = "/assets/" + fingerprint(all);
  std::vector<Sheet> sheets;
  for (const File& file : sorted) {
    sheets.push_back(is_html(file.name) ? sheet(path_of_html(file.name), file.name,
                                                replace_all(file.bytes, kAssetsMark, assets))
                                        : sheet(assets + '/' + file.name, file.name, file.bytes));
  }
  return sheets;
}

std::string print(const std::vector<Sheet>& sheets) {
  std::string out = "// Made at build time by the press from apps/wsd/web.\n";
  out += "#include \"apps/wsd/pages.h\"\n\nnamespace wsd {\nnamespace {\n";
  out += "constexpr Page kAll[] = {\n";
  for (const Sheet& sheet : sheets) {
    out += "  {\n";
    for (const auto& part : {sheet.path, sheet.type, sheet.etag, sheet.bytes, sheet.gzip}) {
      append_view(out, part);
    }
    out += sheet.immutable ? "    true},\n" : "    false},\n";
  }
  out += "};\n}  // namespace\nconst std::span<const Page> kPages = kAll;\n}  // namespace wsd\n";
  return out;
}

}  // namespace press

// press OUTPUT FILE...: writes the source that holds the files.
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>

#include "apps/wsd/press/press.h"

namespace {

press::File read(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error(path + " cannot be read");
  std::string bytes{std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
  return {path.substr(path.rfind('/') + 1), std::move(bytes)};
}

}  // namespace

int main(int count, char** words) try {
  if (count < 3) throw std::runtime_error("usage: press OUTPUT FILE...");
  std::vector<press::File> files;
  for (int i = 2; i < count; ++i) files.push_back(read(words[i]));
  const std::string source = press::print(press::set(files));
  std::ofstream out(words[1], std::ios::binary);
  out << source;
  out.close();
  if (!out) throw std::runtime_error(std::string(words[1]) + " cannot be written");
} catch (const std::exception& wrong) {
  std::cerr << "press: " << wrong.what() << '\n';
  return 1;
}

// By which names a server may be asked, for whom it is a server's own page that asks. A page can
// have its own name point at this machine after it was loaded (DNS rebinding): to the browser we
// are then of the page's origin. But the browser still says that name in Host; and an address
// cannot be pointed elsewhere.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "rfc6455/http_head.h"

namespace wsd {

// Host and perhaps a port that the request is for (RFC 9112 §3.3).
std::string_view authority_of(const rfc6455::HttpHead& request);

bool is_host_name(std::string_view text);  // a host without a port
bool is_address(std::string_view host);    // of a host: a number, or in brackets

// Names of this server, besides localhost and addresses: those that settings say, the machine's,
// and that one as its neighbours call it. Nobody outside of the network can make a page of the
// last: a name in .local is asked of the machines nearby (RFC 6762), and is in no DNS.
std::vector<std::string> own_names(std::span<const std::string> said, const std::string& machine);

// Whether it is asked for by an address, as localhost, or by one of the names.
bool answers_to(std::span<const std::string> names, const rfc6455::HttpHead& request);

}  // namespace wsd

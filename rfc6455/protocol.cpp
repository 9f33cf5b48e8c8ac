// The rules of §7.4 about close codes.
#include "rfc6455/protocol.h"

namespace rfc6455 {

bool is_close_code(CloseCode code) {
  // §7.4.2: "Status codes in the range 0-999 are not used", 1000-2999 are the protocol's own, of
  // which only the registered ones mean something; 3000-3999 are for libraries, 4000-4999 for
  // private use.
  if (code >= 3000) return code <= 4999;
  switch (code) {
    case kCloseNormal:
    case kCloseGoingAway:
    case kCloseProtocolError:
    case kCloseUnsupportedData:
    case kCloseInvalidPayload:
    case kClosePolicyViolation:
    case kCloseMessageTooBig:
    case kCloseMandatoryExtension:
    case kCloseInternalError:
    case kCloseServiceRestart:
    case kCloseTryAgainLater:
    case kCloseBadGateway:
      return true;
    default:
      return false;
  }
}

}  // namespace rfc6455
